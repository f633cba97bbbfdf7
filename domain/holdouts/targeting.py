"""The nouns of targeting: whom a campaign is worth it for, if that can be told."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.holdouts.model import Within
from domain.kernel import CustomerId
from domain.kernel.types import Count, Instant, Slug

TARGETS_MAX = 200
Tenths: TypeAlias = Annotated[int, Meta(ge=1, le=9)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTargeting:
    """Ask to have found out for whom a campaign is worth it, by earlier purchases.

    If that is more than luck, its rule is to reach the best so many tenths of the
    customers, by what they buy within so many days. What was found before is forgotten.
    """

    campaign: Slug
    days: Within = 28
    tenths: Tenths = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTargeting:
    """Ask what was found out of whom a campaign is worth it for."""

    campaign: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTargeting:
    """Forget what was found out of whom a campaign is worth it for."""

    campaign: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """How many buyers more, for each customer, than if chosen by chance."""

    tenths: Tenths
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Targeting:
    """Whether customers can be told apart by what a campaign does to them.

    Learnt of one half of them (a T-learner), judged by the other: `gain` is the area of
    its Qini curve over chance, buyers more for each customer, and the truth is between
    `low` and `high` in 95 of 100 campaigns. A rule is offered only if `low` is above 0:
    where all respond alike, that comes about in two or three of a hundred campaigns.
    Until it is learnt, and if not `enough` is known, all figures are absent.
    """

    campaign: Slug
    days: Within
    tenths: Tenths
    asked_at: Instant
    learnt_at: Instant | None
    customers: Count | None
    enough: bool
    offered: bool
    gain: float | None
    low: float | None
    high: float | None
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTargets:
    """Ask which of some customers the rule of a campaign would have it reach."""

    campaign: Slug
    customer_ids: Annotated[
        tuple[CustomerId, ...], Meta(min_length=1, max_length=TARGETS_MAX)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Those of the customers asked about whom the rule would have reached.

    If no rule is offered it names nobody, as chance would do as well.
    """

    campaign: Slug
    offered: bool
    customer_ids: tuple[CustomerId, ...]
