"""Privacy: what is known of whom, and what becomes of it, read off the tables."""

from domain.privacy.inventory import Item, Step, inventory, path
from domain.privacy.model import (
    DataMap,
    Field,
    FindDataMap,
    Holding,
    Processing,
    ReadRegister,
    Register,
    Stock,
)
from domain.privacy.service import find_data_map, read_register

__all__ = [
    "DataMap",
    "Field",
    "FindDataMap",
    "Holding",
    "Item",
    "Processing",
    "ReadRegister",
    "Register",
    "Step",
    "Stock",
    "find_data_map",
    "inventory",
    "path",
    "read_register",
]
