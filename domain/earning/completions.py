"""Completions: challenges that customers completed are occasions, and earn as such.

Whoever knows of challenges says what is completed now. What was not before comes
about, what is not any more is undone, and rules give and take in the same unit.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from domain.earning import occasion_store, occasions, rule_store
from domain.earning.occasions import CHALLENGE
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
        (each.customer_id, _mark(each)): each.at
        for each in wanted
        if (each.challenge, each.step) in asked
    }
    there = await occasion_store.hold_all(unit, customer_ids, CHALLENGE)
    ours = [each for each in there if ASIDE not in each.mark]
    await occasions.align(unit, CHALLENGE, ours, due)


def _mark(completion: Completion) -> str:
    step = completion.step or ""
    return f"{completion.challenge}/{step}/{completion.round}"
