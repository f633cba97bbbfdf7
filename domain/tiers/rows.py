"""Rows: how memberships travel to PostgreSQL and back, by thousands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from domain.kernel import CustomerId
from domain.kernel.records import bare
from domain.tiers.histories import Lift, Step
from domain.tiers.membership import Outlook, TierChange, TierLock
from domain.tiers.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A tier that a merge brought; its undoing takes it away."""

    merge_id: str
    at: datetime
    tier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How a customer came to a tier; what was set by hand, and what a merge brought."""

    steps: tuple[Step, ...] = ()
    locks: tuple[TierLock, ...] = ()
    brought: tuple[Brought, ...] = ()

    @property
    def lifts(self) -> tuple[Lift, ...]:
        """Return what was brought, as the climb wants it."""
        return tuple(Lift(each.at, each.tier) for each in self.brought)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A membership as it was last evaluated; `due_at` is when it changes by itself."""

    customer_id: CustomerId
    tier: str | None = None
    since: datetime | None = None
    valid_until: datetime | None = None
    counted: int = 0
    life: Life = Life()
    shown: Shown | None = None
    warned_of: datetime | None = None
    evaluated_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A membership before and after it was evaluated, and what it comes to."""

    was: Held
    now: Held
    outlook: Outlook | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A membership as PostgreSQL has it; what the status shows is not read again."""

    customer_id: CustomerId
    tier: str | None
    since: datetime | None
    valid_until: datetime | None
    counted: int
    life: dict[str, Any]
    warned_of: datetime | None
    evaluated_at: datetime | None
    due_at: datetime | None


def held(stored: Stored) -> Held:
    """Return a membership that was read."""
    return Held(
        customer_id=stored.customer_id,
        tier=stored.tier,
        since=stored.since,
        valid_until=stored.valid_until,
        counted=stored.counted,
        life=msgspec.convert(stored.life, Life),
        warned_of=stored.warned_of,
        evaluated_at=stored.evaluated_at,
        due_at=stored.due_at,
    )


def member_row(membership: Held) -> dict[str, Any]:
    """Return a membership as a row."""
    return {
        "customer_id": bare(membership.customer_id),
        "tier": membership.tier,
        "since": membership.since,
        "valid_until": membership.valid_until,
        "counted": membership.counted,
        "life": membership.life,
        "shown": membership.shown,
        "warned_of": membership.warned_of,
        "evaluated_at": membership.evaluated_at,
        "due_at": membership.due_at,
    }


def change_row(change: TierChange) -> dict[str, Any]:
    """Return a change of tier as a row."""
    return {
        "id": bare(change.id),
        "customer_id": bare(change.customer_id),
        "at": change.at,
        "recorded_at": change.recorded_at,
        "tier": change.tier,
        "previous": change.previous,
        "cause": change.cause,
        "undone": change.undone,
        "counted": change.counted,
        "needed": change.needed,
        "programme_id": change.programme_id,
    }
