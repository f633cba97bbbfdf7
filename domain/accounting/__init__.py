"""What the books say: as of one instant, as known on another."""

from domain.accounting.model import (
    AccountStatement,
    BalanceAt,
    BalancesOfMany,
    FindBalance,
    Funds,
    ReadStatement,
    StatementLine,
)
from domain.accounting.service import (
    balance,
    balances_of_many,
    on_posted,
    place,
    statement,
)

__all__ = [
    "AccountStatement",
    "BalanceAt",
    "BalancesOfMany",
    "FindBalance",
    "Funds",
    "ReadStatement",
    "StatementLine",
    "balance",
    "balances_of_many",
    "on_posted",
    "place",
    "statement",
]
