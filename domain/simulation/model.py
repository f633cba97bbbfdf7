"""The nouns of simulation: what rules would have given for orders that there were."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.earning import Terms
from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Cursor, Instant, PageSize, ShortText, Slug
from domain.tenants import Language, Programme
from domain.tiers import TierTerms

BackTestId: TypeAlias = Annotated[str, identifier("bkt")]
DRAFTS_MAX = 50
# How many winners are kept of each unit, and how many losers.
AFFECTED_MAX = 100
# How many back-tests of a tenant may run at once.
RUNNING_MAX = 3

Month: TypeAlias = Annotated[
    str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$(?!\n)", examples=["2026-01"])
]
# Minor units of the programme's currency that a thousand of a unit cost.
Cost: TypeAlias = Annotated[int, Meta(ge=0, le=100_000_000)]


class State(StrEnum):
    """How far a back-test is."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Whom(StrEnum):
    """Who gains by the drafts, and who loses."""

    WINNERS = "winners"
    LOSERS = "losers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a rule would say, in place of all its versions, for all of the time."""

    rule: Slug
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """What was given of a unit, by the drafts and in truth.

    Costs are minor units. `winners` and `losers` count customers; those for whom both
    come to the same are `unchanged`.
    """

    unit: Slug
    draft_issued: Count
    live_issued: Count
    draft_cost: Count
    live_cost: Count
    winners: Count
    losers: Count
    unchanged: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """What a month gave of a unit, and what was outstanding at its end.

    Outstanding is what had been given and not expired, as if nothing were ever spent.
    """

    month: Month
    unit: Slug
    draft_issued: Count
    live_issued: Count
    draft_outstanding: Count
    live_outstanding: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """What a rule gave of a unit, by the drafts and in truth."""

    rule: Slug
    unit: Slug
    draft_issued: Count
    live_issued: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFigures:
    """How many customers would be in a tier who come to another; None is in no tier.

    Fewer than ten `customers` are not counted.
    """

    live: Slug | None
    draft: Slug | None
    customers: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came of the orders so far.

    `tiers` tells of customers in whose tier points count, at the end of the time, by
    the tiers of when the back-test began, and what orders and events gave.
    """

    units: tuple[UnitFigures, ...]
    months: tuple[MonthFigures, ...]
    rules: tuple[RuleFigures, ...]
    tiers: tuple[TierFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """Drafts, the orders for which they are tried, and what came of it so far."""

    id: BackTestId
    name: ShortText
    state: State
    drafts: tuple[Draft, ...]
    without: tuple[Slug, ...]
    since: Instant
    until: Instant
    orders_total: Count
    orders_done: Count
    events_done: Count
    started_at: Instant
    ended_at: Instant | None
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A customer who would have had more or less of a unit."""

    customer_id: CustomerId
    unit: Slug
    draft: Count
    live: Count

    @property
    def difference(self) -> int:
        """Return how much more the customer would have had."""
        return self.draft - self.live


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIsAffected:
    """The customers who gain most by the drafts, or lose most, of each unit."""

    customers: tuple[Affected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A back-test and whom it affects most, for people to read."""

    language: Language
    programme: Programme
    back_test: BackTest
    winners: tuple[Affected, ...]
    losers: tuple[Affected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Try drafts on the orders of a time; without any, the rules as they were.

    A draft stands in for all versions of the rule of its name, or adds a rule; rules
    named by `without` give nothing. `tiers` stand in for those that there are.
    """

    name: ShortText
    drafts: Annotated[tuple[Draft, ...], Meta(max_length=DRAFTS_MAX)] = ()
    without: Annotated[tuple[Slug, ...], Meta(max_length=DRAFTS_MAX)] = ()
    since: Instant | None = None
    until: Instant | None = None
    cost_per_thousand: Cost = 1_000
    tiers: TierTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Ask how far a back-test is, and what came of it so far."""

    back_test_id: BackTestId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBackTests:
    """Ask for all back-tests, newest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAffected:
    """Ask who gains or loses most."""

    back_test_id: BackTestId
    whom: Whom = Whom.WINNERS


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReport:
    """Ask for all of a back-test, as a page."""

    back_test_id: BackTestId
    language: Language = Language.EN


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Let a back-test end where it is."""

    back_test_id: BackTestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """Try the drafts on some more orders."""

    back_test_id: BackTestId
