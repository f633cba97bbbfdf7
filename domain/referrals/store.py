"""The SQL of referrals: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.kernel.walks import following
from domain.referrals.model import ReferralReason, ReferralStatus
from domain.referrals.tables import referrals

ROWS = referrals.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A referral as it is stored."""

    id: str
    referrer_id: CustomerId
    friend_id: CustomerId
    status: ReferralStatus
    reasons: Sequence[str]
    attributed_at: datetime
    until: datetime
    keep_days: int
    amount_min: int
    order_id: str | None
    due_at: datetime | None
    kept_at: datetime | None

    @property
    def against(self) -> tuple[ReferralReason, ...]:
        """Return what speaks against it."""
        return tuple(map(ReferralReason, self.reasons))


@dataclass(frozen=True, slots=True)
class _Named:
    friend_id: CustomerId


FRIENDS = sets.given(ROWS.friend_id, name="friends")
_THIS = ROWS.friend_id == FRIENDS.c.friend_id
_LOCKED = sets.found("held", view(referrals, Row).with_for_update(), _THIS)
HOLD = view(_LOCKED, Row).select_from(FRIENDS.join(_LOCKED, true()))
_FOUND = sets.found("found", view(referrals, Row), _THIS)
READ = view(_FOUND, Row).select_from(FRIENDS.join(_FOUND, true()))
CHANGING = ("status", "reasons", "order_id", "due_at", "kept_at")
_NEW = insertion(*sets.whole(referrals))
SAVE = _NEW.on_conflict_do_update(
    constraint=referrals.primary_key,
    set_={name: _NEW.excluded[name] for name in CHANGING},
)
SOME = view(referrals, _Named).limit(1)


async def there_are_some(unit: Unit) -> bool:
    """Tell whether anybody came by anybody."""
    return bool(await unit.all(_Named, SOME))


async def hold(unit: Unit, friend_ids: Iterable[CustomerId]) -> tuple[Row, ...]:
    """Return how these customers came, and keep others from it until the unit ends."""
    return await unit.all(Row, HOLD, friend_id_of=sorted(set(friend_ids)))


async def read(unit: Unit, friend_ids: Iterable[CustomerId]) -> tuple[Row, ...]:
    """Return how these customers came."""
    return await unit.all(Row, READ, friend_id_of=sorted(set(friend_ids)))


async def add(unit: Unit, row: Row) -> bool:
    """Write down that somebody came, unless they had by that name."""
    values = {**asdict(row), "reasons": list(row.reasons)}
    new = upsert(referrals).values(values).on_conflict_do_nothing()
    return await unit.run(new) == 1


def save(unit: Unit, changed: Iterable[Row]) -> None:
    """Change referrals that this unit holds."""
    unit.write(SAVE, records=encoded(map(_values, changed)))


async def due(unit: Unit, limit: int) -> tuple[CustomerId, ...]:
    """Return of whom there is something to decide by now."""
    passed = view(referrals, _Named).where(ROWS.due_at <= unit.now)
    rows = await unit.all(_Named, passed.order_by(ROWS.due_at).limit(limit))
    return tuple(each.friend_id for each in rows)


async def brought_since(
    unit: Unit, referrer_ids: Sequence[CustomerId], since: datetime, limit: int
) -> int:
    """Return how many somebody brought since an instant that were not refused."""
    these = (
        select(ROWS.friend_id)
        .where(ROWS.referrer_id.in_(referrer_ids))
        .where(ROWS.attributed_at > since)
        .where(ROWS.status != ReferralStatus.REFUSED)
    )
    return len(await unit.all(_Named, these.limit(limit)))


async def page(
    unit: Unit, referrer_ids: Sequence[CustomerId], before: str | None, limit: int
) -> tuple[Row, ...]:
    """Return whom somebody brought, the latest first, and one more."""
    these = view(referrals, Row).where(ROWS.referrer_id.in_(referrer_ids))
    if before is not None:
        these = these.where(ROWS.id < before)
    return await unit.all(Row, these.order_by(ROWS.id.desc()).limit(limit + 1))


async def some(unit: Unit, after: str | None, limit: int) -> tuple[Row, ...]:
    """Return referrals that follow one, in the order of ids."""
    rows = following(view(referrals, Row), ROWS.id, after, limit)
    return await unit.all(Row, rows)


async def find(unit: Unit, referral_id: str) -> Row | None:
    """Return a referral."""
    return await unit.one(Row, view(referrals, Row).where(ROWS.id == referral_id))


def _values(row: Row) -> dict[str, Any]:
    ids = {
        "id": bare(row.id),
        "referrer_id": bare(row.referrer_id),
        "friend_id": bare(row.friend_id),
        "order_id": row.order_id and bare(row.order_id),
    }
    return {**asdict(row), **ids, "reasons": list(row.reasons)}
