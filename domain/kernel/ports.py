"""Ports: what features below ask of features above, which they cannot name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

F = TypeVar("F")


@dataclass(frozen=True, slots=True, eq=False)
class Port(Generic[F]):
    """A question that some feature above answers, or `otherwise`, if none does."""

    otherwise: F


# Who answers what; it is decided in one place, for a whole platform.
Providers: TypeAlias = Mapping[Port[Any], Any]
