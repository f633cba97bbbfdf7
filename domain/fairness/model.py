"""The nouns of fairness: what was looked at, and what was not as it is for others."""

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.types import Count, Instant
from domain.scoring import LifeCycle


class Check(StrEnum):
    """What everybody has alike who may have it at all."""

    # Who asked for a reward paid what its published version says, for each piece.
    PRICE_OF_REWARDS = "price_of_rewards"
    # What is published and lowers a price, asks for no segment.
    PRICES_ASK_NO_SEGMENT = "prices_ask_no_segment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Of how many something was looked at, and of how many it is not so."""

    check: Check
    looked_at: Count
    differing: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLifeCycle:
    """What customers paid for rewards who stand somewhere now.

    `price` is for each piece, as a share of what is published: 1, if it is fair.
    """

    life_cycle: LifeCycle
    customers: Count
    price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Whether everybody had the same terms in the last year, as of when.

    It is fair if nothing differs. A place of the life cycle with fewer than ten people
    is left out; so is who may not be profiled.
    """

    as_of: Instant
    fair: bool
    checks: tuple[Checked, ...]
    life_cycles: tuple[OfLifeCycle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindAudit:
    """Ask whether everybody has the same terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTerms:
    """Look whether everybody has the same terms, and write it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What differs, which nothing should."""

    findings: tuple[Checked, ...]
    more: bool = False
