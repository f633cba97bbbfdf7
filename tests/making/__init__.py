"""What there is of a newer feature in a shop with one of everything.

A module for each feature has `SAID`, what a command says besides what its example does,
by the name of its use case; and `make`, which makes one of each thing that a route can
ask for and returns its id by its prefix.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.world import World

MODULES = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    name: said for module in MODULES for name, said in module.SAID.items()
}
# What an address says that asks for another thing of its kind than there is one of.
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    name: said
    for module in MODULES
    for name, said in getattr(module, "PATHS", {}).items()
}


async def make(world: World, made: dict[str, str]) -> dict[str, str]:
    """Return what there is with one of everything of every feature besides."""
    for module in MODULES:
        made |= await module.make(world, made)
    return made
