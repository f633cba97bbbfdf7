"""Referring: that somebody came by another is an occasion for both, and earns as such.

Whoever knows of referrals says which of them count. What did not before comes about,
what does not any more is undone, and rules give and take in the same unit.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from domain.earning import occasion_store, occasions, rule_store
from domain.earning.occasions import REFERRAL
from domain.earning.terms import OnReferral, ReferralSide
from domain.kernel import CustomerId, Unit


class Introduction(NamedTuple):
    """That somebody came by another, by its id; without `at` it does not count."""

    id: str
    referrer_id: CustomerId
    friend_id: CustomerId
    at: datetime | None

    def marks(self) -> dict[tuple[CustomerId, str], ReferralSide]:
        """Return by which marks it is an occasion, and for which of the two."""
        return {
            (self.referrer_id, f"{ReferralSide.REFERRER}/{self.id}"): (
                ReferralSide.REFERRER
            ),
            (self.friend_id, f"{ReferralSide.FRIEND}/{self.id}"): ReferralSide.FRIEND,
        }


async def refer(unit: Unit, given: Collection[Introduction]) -> None:
    """Let those introductions that have an instant count, and no others of these.

    Only what a rule gives something for is written down.
    """
    asked = {
        each.terms.on.side
        for each in await rule_store.versions(unit)
        if isinstance(each.terms.on, OnReferral)
    }
    if not asked or not given:
        return
    marks = {
        key: each.at
        for each in given
        for key, side in each.marks().items()
        if side in asked
    }
    there = await occasion_store.hold_marked(unit, marks, REFERRAL)
    due = {key: at for key, at in marks.items() if at is not None}
    await occasions.align(unit, REFERRAL, there, due)
