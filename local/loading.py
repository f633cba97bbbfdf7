"""Modules, loaded while nobody looks for garbage: there is none yet."""

import gc
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def load(name: str) -> ModuleType:
    """Return a module, or of a package what runs when it is run.

    What an import makes, it keeps; to look through it all, again and again as there is
    more of it, takes a third of the time.
    """
    gc.disable()
    try:
        found = find_spec(name)
        is_package = found is not None and found.submodule_search_locations is not None
        return import_module(f"{name}.__main__" if is_package else name)
    finally:
        gc.enable()
