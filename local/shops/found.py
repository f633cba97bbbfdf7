"""What a reader of somebody's export finds: rows, and remarks on what are none."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = dict[str, Any]


class Verdict(StrEnum):
    """What a remark says became of what it is about."""

    LEFT_OUT = "left out"
    SPREAD = "spread over the order"
    WRONG = "not understood"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know of an order, or of a row of the file.

    It names them by the shop's number, and nobody by name.
    """

    about: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A row for the import of a kind, as that takes it."""

    kind: str
    row: Row


Found = Kept | Remark


class NotUnderstood(ValueError):
    """Something of an export makes no sense, or its amounts do not add up."""
