"""Completions: challenges that customers completed are occasions, and earn as such.

Whoever knows of challenges says what is completed now. What was not before comes
about, what is not any more is undone, and rules give and take in the same unit.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from domain.earning import occasion_store, occasions, rule_store
from domain.earning.occasions import CHALLENGE, Mark, occasion
from domain.earning.terms import OnChallenge
from domain.kernel import CustomerId, Unit

# What a merge left aside: the other customer had completed the same.
ASIDE = "|"


class Completion(NamedTuple):
    """A challenge, or a step of it, that somebody completed, and for which time."""

    customer_id: CustomerId
    challenge: str
    step: str | None
    round: str
    at: datetime


async def complete(
    unit: Unit, customer_ids: Collection[CustomerId], wanted: Iterable[Completion]
) -> None:
    """Let these customers have completed what is wanted, and nothing else.

    Only what a rule gives something for is written down.
    """
    asked = {
        (each.terms.on.challenge, each.terms.on.step)
        for each in await rule_store.versions(unit)
        if isinstance(each.terms.on, OnChallenge)
    }
    if not asked:
        return
    due = {
        (each.customer_id, _mark(each)): each
        for each in wanted
        if (each.challenge, each.step) in asked
    }
    there = {
        (each.customer_id, each.mark): each
        for each in await occasion_store.hold_all(unit, customer_ids, CHALLENGE)
        if ASIDE not in each.mark
    }
    gone = [
        each.id
        for key, each in there.items()
        if key not in due and each.undone_at is None
    ]
    back = [
        each.id
        for key, each in there.items()
        if key in due and each.undone_at is not None
    ]
    new = [
        occasion(unit, customer_id, Mark(CHALLENGE, mark), each.at)
        for (customer_id, mark), each in due.items()
        if (customer_id, mark) not in there
    ]
    if gone:
        occasion_store.undo(unit, gone)
    if back:
        occasion_store.redo(unit, back)
    occasions.tell(unit, [*gone, *back])
    await occasions.arise(unit, new)


def _mark(completion: Completion) -> str:
    step = completion.step or ""
    return f"{completion.challenge}/{step}/{completion.round}"
