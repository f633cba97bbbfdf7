"""Awarding: what everybody sees is an event, which rules and challenges count."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from domain import events
from domain.community import settings_store, store
from domain.community.member_store import Member
from domain.community.model import ContributionKind
from domain.community.store import Row
from domain.customers import Identity
from domain.kernel import Unit

# Under this source the community says what customers did.
SOURCE = "community"
REVIEW, CONTRIBUTION = "review", "contribution"


async def count(unit: Unit, row: Row, member: Member) -> str | None:
    """Let a contribution count, unless as many of its day do; return as what.

    The customer is held, so that of two at the same time one is the last that counts.
    """
    if row.event_id is not None:
        return row.event_id
    (event_id,) = await count_each(unit, [(row, member)])
    return event_id


async def count_each(
    unit: Unit, given: Sequence[tuple[Row, Member]]
) -> list[str | None]:
    """Let contributions count in their order, as far as their days go; see `count`."""
    days = {(member.person_id, row.written_on) for row, member in given if row.counts}
    done = Counter(await store.counted(unit, sorted(days)))
    daily = (await settings_store.settings(unit)).counted_daily
    said: dict[int, events.Record] = {}
    for place, (row, member) in enumerate(given):
        day = (member.person_id, row.written_on)
        if row.counts and done[day] < daily:
            done[day] += 1
            said[place] = _said(unit, row, member)
    if not said:
        return [None] * len(given)
    answers = (await events.take(unit, list(said.values()))).rows
    # Of who is being erased, nothing counts any more.
    ids = {place: answer.id for place, answer in zip(said, answers, strict=True)}
    return [ids.get(place) for place in range(len(given))]


def _said(unit: Unit, row: Row, member: Member) -> events.Record:
    is_review = row.kind is ContributionKind.REVIEW
    return events.Record(
        # What was taken back once is another event when it is there again.
        external_id=f"{row.id}-{unit.new_id('evt')}",
        source=SOURCE,
        type=REVIEW if is_review else CONTRIBUTION,
        occurred_at=row.written_at,
        customer=Identity(id=member.customer_id),
        data=_of_review(row) if is_review else _of_other(row),
    )


async def discount(unit: Unit, row: Row) -> None:
    """Let a contribution count for nothing; what it led to is undone."""
    if row.event_id is not None:
        await events.remove(unit, events.Remove(event_id=row.event_id))


def _of_review(row: Row) -> dict[str, Any]:
    return {
        "product_id": row.product_id,
        "rating": row.rating,
        "verified": row.verified,
    }


def _of_other(row: Row) -> dict[str, Any]:
    product = {} if row.product_id is None else {"product_id": row.product_id}
    return {"kind": str(row.kind), **product}
