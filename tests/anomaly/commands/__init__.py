"""What a feature's use cases that write are called with: a module for each feature.

Each has `COMMANDS`, by the name of the use case: what makes what the command needs to
be there and returns the command.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from tests.anomaly.shop import OF_OLD, Prepared

MODULES = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
COMMANDS: Mapping[str, Prepared] = dict(OF_OLD) | {
    name: prepared for module in MODULES for name, prepared in module.COMMANDS.items()
}
