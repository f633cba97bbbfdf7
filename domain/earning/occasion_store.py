"""The SQL of occasions and birthdays: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.earning.facts import EventCase
from domain.earning.tables import birthdays, earning_runs, occasions
from domain.events import Span
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view

PIECE_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something that came about by itself, once, which its mark says."""

    id: str
    customer_id: CustomerId
    first_customer_id: CustomerId
    kind: str
    mark: str
    rule: str | None
    occurred_at: datetime
    recorded_at: datetime
    undone_at: datetime | None = None

    def case(self) -> EventCase:
        """Return what rules judge."""
        return EventCase(
            event_id=self.id,
            type=self.kind,
            customer_id=self.customer_id,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            stands=self.undone_at is None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday:
    """When somebody's birthday is, and since when we know."""

    customer_id: CustomerId
    month: int
    day: int
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How far a run over all customers is."""

    rule: str
    day: date
    after: CustomerId | None
    done: bool


@dataclass(frozen=True, slots=True)
class _Named:
    id: str


# Of a customer, of one kind.
OF_KIND_MAX = 10_000

ROWS = insertion(*sets.whole(occasions))
ARISE = ROWS.on_conflict_do_nothing().returning(occasions.c.id)
NAMED = sets.given(occasions.c.id)
ONE = sets.found(
    "one", view(occasions, Occasion).with_for_update(), occasions.c.id == NAMED.c.id
)
HOLD = view(ONE, Occasion).select_from(NAMED.join(ONE, true()))

WHO = sets.given(occasions.c.customer_id, name="who")
OF_KIND = sets.all_found(
    "of_kind",
    view(occasions, Occasion).with_for_update(),
    OF_KIND_MAX,
    occasions.c.customer_id == WHO.c.customer_id,
    occasions.c.kind == bindparam("kind", type_=Text()),
)
HOLD_ALL = view(OF_KIND, Occasion).select_from(WHO.join(OF_KIND, true()))

MARKED = sets.given(occasions.c.customer_id, occasions.c.mark, name="marked")
OF_MARK = sets.found(
    "of_mark",
    view(occasions, Occasion).with_for_update(),
    occasions.c.customer_id == MARKED.c.customer_id,
    occasions.c.kind == bindparam("kind", type_=Text()),
    occasions.c.mark == MARKED.c.mark,
)
HOLD_MARKED = view(OF_MARK, Occasion).select_from(MARKED.join(OF_MARK, true()))

BORN = insertion(*sets.whole(birthdays))
WHOSE = sets.given(birthdays.c.customer_id, name="whose")
FORGET = delete(birthdays).where(
    birthdays.c.customer_id.in_(select(WHOSE.c.customer_id))
)
NOTE = BORN.on_conflict_do_update(
    index_elements=["tenant_id", "customer_id"],
    set_={name: BORN.excluded[name] for name in ("month", "day", "set_at")},
    where=or_(
        birthdays.c.month != BORN.excluded["month"],
        birthdays.c.day != BORN.excluded["day"],
    ),
)


async def arise(unit: Unit, given: Sequence[Occasion]) -> tuple[str, ...]:
    """Write occasions down, but none that was before; return which are new."""
    rows = encoded({**_values(each), **_ids(each)} for each in given)
    return tuple(each.id for each in await unit.all(_Named, ARISE, records=rows))


async def hold(unit: Unit, ids: Iterable[str]) -> tuple[Occasion, ...]:
    """Return occasions, and keep others from them until this unit ends."""
    return await unit.all(Occasion, HOLD, id_of=sorted(ids))


async def find(unit: Unit, occasion_id: str) -> Occasion | None:
    """Return an occasion."""
    this = view(occasions, Occasion).where(occasions.c.id == occasion_id)
    return await unit.one(Occasion, this)


async def marked(
    unit: Unit, customer_id: CustomerId, kind: str, mark: str
) -> Occasion | None:
    """Return a customer's occasion of a kind, by what tells it from others."""
    this = (
        view(occasions, Occasion)
        .where(occasions.c.customer_id == customer_id)
        .where(occasions.c.kind == kind)
        .where(occasions.c.mark == mark)
    )
    return await unit.one(Occasion, this)


async def birthday(unit: Unit, customer_id: CustomerId) -> Birthday | None:
    """Return when a customer's birthday is, if that is known."""
    this = view(birthdays, Birthday).where(birthdays.c.customer_id == customer_id)
    return await unit.one(Birthday, this)


async def of_customer(
    unit: Unit, customer_id: CustomerId, before: str | None, limit: int
) -> tuple[Occasion, ...]:
    """Return a customer's occasions before one, newest first, and one more."""
    theirs = view(occasions, Occasion).where(occasions.c.customer_id == customer_id)
    if before is not None:
        theirs = theirs.where(occasions.c.id < before)
    newest = theirs.order_by(occasions.c.id.desc()).limit(limit + 1)
    return await unit.all(Occasion, newest)


async def latest(
    unit: Unit, customer_id: CustomerId, kind: str, rule: str, limit: int
) -> tuple[Occasion, ...]:
    """Return a customer's standing occasions of a rule, newest first."""
    theirs = (
        view(occasions, Occasion)
        .where(occasions.c.customer_id == customer_id)
        .where(occasions.c.kind == kind)
        .where(occasions.c.rule == rule)
        .where(occasions.c.undone_at.is_(None))
        .order_by(occasions.c.id.desc())
        .limit(limit)
    )
    return await unit.all(Occasion, theirs)


async def hold_all(
    unit: Unit, customer_ids: Iterable[CustomerId], kind: str
) -> tuple[Occasion, ...]:
    """Return all occasions of a kind, undone ones too, and keep others from them."""
    whose = sorted(customer_ids)
    return await unit.all(Occasion, HOLD_ALL, customer_id_of=whose, kind=kind)


async def hold_marked(
    unit: Unit, named: Iterable[tuple[CustomerId, str]], kind: str
) -> tuple[Occasion, ...]:
    """Return occasions of a kind by whose they are and their marks, and hold them."""
    ordered = sorted(named)
    given = {
        "customer_id_of": [each for each, _ in ordered],
        "mark_of": [mark for _, mark in ordered],
    }
    return await unit.all(Occasion, HOLD_MARKED, **given, kind=kind)


async def history(unit: Unit, span: Span, kinds: Sequence[str]) -> tuple[Occasion, ...]:
    """Return occasions of some kinds that stand, of some customers, in some time."""
    found: tuple[Occasion, ...] = ()
    while True:
        these = (
            _within(view(occasions, Occasion), occasions.c.customer_id, span)
            .where(occasions.c.kind.in_(sorted(kinds)))
            .where(occasions.c.undone_at.is_(None))
            .where(occasions.c.occurred_at >= span.since)
            .where(occasions.c.occurred_at < span.until)
            .order_by(occasions.c.id)
        )
        if found:
            these = these.where(occasions.c.id > found[-1].id)
        piece = await unit.all(Occasion, these.limit(PIECE_MAX))
        found += piece
        if len(piece) < PIECE_MAX:
            return found


async def born(unit: Unit, span: Span) -> tuple[Birthday, ...]:
    """Return when the birthdays of some customers are."""
    found: tuple[Birthday, ...] = ()
    while True:
        these = _within(view(birthdays, Birthday), birthdays.c.customer_id, span)
        if found:
            these = these.where(birthdays.c.customer_id > found[-1].customer_id)
        piece = await unit.all(
            Birthday, these.order_by(birthdays.c.customer_id).limit(PIECE_MAX)
        )
        found += piece
        if len(piece) < PIECE_MAX:
            return found


def _within(these: Any, customer_id: Any, span: Span) -> Any:
    if span.after is not None:
        these = these.where(customer_id > span.after)
    if span.upto is not None:
        these = these.where(customer_id <= span.upto)
    return these


def undo(unit: Unit, ids: Iterable[str]) -> None:
    """Say that occasions are undone."""
    these = update(occasions).where(occasions.c.id.in_(sorted(ids)))
    unit.write(these.values(undone_at=unit.now))


def redo(unit: Unit, ids: Iterable[str]) -> None:
    """Say that occasions that were undone are not."""
    these = update(occasions).where(occasions.c.id.in_(sorted(ids)))
    unit.write(these.values(undone_at=None))


async def move(unit: Unit, giver: CustomerId, taker: CustomerId) -> tuple[str, ...]:
    """Give all occasions of one customer to another; what both had counts once."""
    theirs = occasions.alias("theirs")
    twice = (
        select(theirs.c.id)
        .where(theirs.c.customer_id == taker)
        .where(theirs.c.kind == occasions.c.kind)
        .where(theirs.c.mark == occasions.c.mark)
        .exists()
    )
    apart = (
        occasions.c.mark
        + literal("|")
        + func.cast(occasions.c.id, occasions.c.mark.type)
    )
    moved = (
        update(occasions)
        .where(occasions.c.customer_id == giver)
        .values(
            customer_id=taker,
            mark=case((twice, apart), else_=occasions.c.mark),
            undone_at=case((twice, unit.now), else_=occasions.c.undone_at),
        )
        .returning(occasions.c.id)
    )
    return tuple(each.id for each in await unit.all(_Named, moved))


async def give_back(
    unit: Unit, giver: CustomerId, taker: CustomerId
) -> tuple[str, ...]:
    """Give back what a merge took along; what counted once counts twice again."""
    apart = occasions.c.mark.contains("|")
    back = (
        update(occasions)
        .where(occasions.c.customer_id == giver)
        .where(occasions.c.first_customer_id == taker)
        .values(
            customer_id=taker,
            mark=func.split_part(occasions.c.mark, "|", 1),
            undone_at=case((apart, null()), else_=occasions.c.undone_at),
        )
        .returning(occasions.c.id)
    )
    return tuple(each.id for each in await unit.all(_Named, back))


async def birthdays_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Birthday, ...]:
    """Return when the birthdays of these customers are."""
    theirs = view(birthdays, Birthday).where(
        birthdays.c.customer_id.in_(select(WHOSE.c.customer_id))
    )
    return await unit.all(Birthday, theirs, customer_id_of=sorted(customer_ids))


def note(unit: Unit, given: Sequence[Birthday]) -> None:
    """Write birthdays down; one that is known keeps the day since when."""
    rows = encoded({**_values(each), **_ids(each)} for each in given)
    unit.write(NOTE, records=rows)


def forget(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Forget when birthdays are."""
    unit.write(FORGET, customer_id_of=sorted(customer_ids))


async def celebrating(
    unit: Unit, days: Sequence[tuple[int, int]], year: str, before: datetime, limit: int
) -> tuple[Birthday, ...]:
    """Return whose birthday it is on these days, unless it was this year already."""
    had = (
        select(occasions.c.id)
        .where(occasions.c.customer_id == birthdays.c.customer_id)
        .where(occasions.c.kind == "birthday")
        .where(occasions.c.mark == year)
        .exists()
    )
    these = (
        view(birthdays, Birthday)
        .where(
            or_(
                *(
                    and_(birthdays.c.month == month, birthdays.c.day == day)
                    for month, day in days
                )
            )
        )
        .where(birthdays.c.set_at <= before)
        .where(~had)
        .order_by(birthdays.c.customer_id)
        .limit(limit)
    )
    return await unit.all(Birthday, these)


async def run(unit: Unit, rule: str, day: date) -> Run:
    """Return how far a run of a day is, and keep others from it; a new day begins."""
    new = upsert(earning_runs).values(rule=rule, day=day, after=None, done=False)
    begun = new.on_conflict_do_update(
        constraint=earning_runs.primary_key,
        set_={"day": day, "after": None, "done": False},
        where=earning_runs.c.day < day,
    )
    await unit.run(begun)
    this = view(earning_runs, Run).where(earning_runs.c.rule == rule)
    found = await unit.one(Run, this.with_for_update())
    assert found is not None, rule
    return found


def advance(unit: Unit, rule: str, after: CustomerId | None, done: object) -> None:
    """Remember how far a run is; the caller holds it."""
    this = update(earning_runs).where(earning_runs.c.rule == rule)
    unit.write(this.values(after=after, done=bool(done)))


def _values(row: Any) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(row)}


def _ids(row: Any) -> dict[str, str]:
    """Return identifiers as PostgreSQL reads them."""
    names = ("id", "customer_id", "first_customer_id")
    return {name: bare(getattr(row, name)) for name in names if hasattr(row, name)}
