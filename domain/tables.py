"""Every table of every feature, for migrations and tests to look at."""

from domain.customers import tables as customers
from domain.kernel.tables import metadata
from domain.ledger import tables as ledger

__all__ = ["customers", "ledger", "metadata"]
