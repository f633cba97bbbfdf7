"""Newsletters: what all who are in a segment are written, from an instant on.

A newsletter is a journey that begins by the clock: whether it may be sent, who is left
alone to compare, how many went how far and what it brought are as of any journey.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

from domain import customers, segments
from domain.kernel import CustomerId, Unit, writes
from domain.messages import entering, round_store
from domain.messages.entry import Walked
from domain.messages.journey import EntryKind, Journey, JourneyTerms
from domain.messages.known import Arrival
from domain.segments import Addressed

ADDRESSED_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNewsletters:
    """Let some more enter a newsletter that began, until all of its segment did."""

    limit: Annotated[int, Meta(ge=1, le=ADDRESSED_MAX)] = ADDRESSED_MAX


@writes("system")
async def send_newsletters(unit: Unit, command: SendNewsletters) -> Walked:
    """Let some more of those enter whom a newsletter is for, each once.

    What should have begun longer ago than it counts does not begin any more.
    """
    for journey in await entering.beginning(unit, EntryKind.NEWSLETTER):
        begins = journey.terms.begins_at
        if begins is None or not _is_time(journey.terms, begins, unit.now):
            continue
        turn = await round_store.hold(unit, round_store.of(journey.journey), begins)
        if turn.ended_at is not None:
            continue
        meant = await _address(unit, journey.terms, turn.after_id, command.limit)
        if meant is None:
            continue
        await _enter(unit, journey, meant.customer_ids, begins)
        after = meant.customer_ids[-1] if meant.customer_ids else turn.after_id
        ended = None if meant.more else unit.now
        round_store.save(unit, replace(turn, after_id=after, ended_at=ended))
        return Walked(done=len(meant.customer_ids), more=True)
    return Walked(done=0)


async def meets(unit: Unit, terms: JourneyTerms, customer_id: CustomerId) -> bool:
    """Tell whether a customer is one of those whom a newsletter is for now."""
    if terms.segment is None:
        return True
    return await segments.has_member(unit, terms.segment, customer_id)


def arrived(begins: datetime) -> Arrival:
    """Return for what somebody enters: once for each instant, however it is written."""
    return Arrival(key=begins.astimezone(UTC).isoformat(), values={})


def _is_time(terms: JourneyTerms, begins: datetime, now: datetime) -> bool:
    return begins <= now < begins + timedelta(days=terms.within_days)


async def _address(
    unit: Unit, terms: JourneyTerms, after: CustomerId | None, limit: int
) -> Addressed | None:
    if terms.segment is not None:
        return await segments.address(unit, terms.segment, after, limit)
    some = await customers.roll(unit, after, limit)
    return Addressed(customer_ids=some, more=len(some) == limit)


async def _enter(
    unit: Unit, journey: Journey, customer_ids: tuple[CustomerId, ...], begins: datetime
) -> None:
    """Let those enter who can be reached at all."""
    reached = customer_ids
    if entering.is_by_mail_only(journey.terms):
        by_mail = set((await customers.email_indexes_of(unit, reached)).values())
        reached = tuple(each for each in customer_ids if each in by_mail)
    for customer_id in reached:
        entering.enter(unit, journey, customer_id, arrived(begins))
