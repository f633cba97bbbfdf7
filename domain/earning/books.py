"""Books: what the ledger must do for awards to be as they are now."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from domain import ledger
from domain.earning import store
from domain.earning.events import AwardChange, AwardsChanged
from domain.earning.model import GivenAward
from domain.earning.rules import Change
from domain.kernel import Unit

# What explains a transfer: the award, and which change of it.
SOURCE_TYPE = "award"
GIVEN = "given-{}"
TAKEN = "taken-{}"


async def carry_out(unit: Unit, changed: Sequence[Change]) -> None:
    """Write changes down, let the ledger follow them, and tell of them."""
    if not changed:
        return
    store.save(unit, [change.now for change in changed])
    await _follow(unit, changed)
    await ledger.post(
        unit, [posting for each in changed for posting in _postings(each, unit.now)]
    )
    told = tuple(_told(each) for each in changed if each.now.kept != each.was.kept)
    if told:
        unit.emit(AwardsChanged(changes=told))


def given_by(award: GivenAward) -> ledger.Source:
    """Return what explains the lot that an award gave last."""
    return ledger.Source(SOURCE_TYPE, award.id, GIVEN.format(award.lot_revision))


async def _follow(unit: Unit, changed: Sequence[Change]) -> None:
    """Let lots go with the awards that are another customer's now."""
    gone: defaultdict[tuple[str, str, str], set[ledger.Source]] = defaultdict(set)
    for change in changed:
        was, award = change.was, change.now
        if was.kept and was.customer_id != award.customer_id and not award.reward:
            gone[was.customer_id, award.customer_id, award.unit].add(given_by(was))
    for (giver, taker, code), sources in sorted(gone.items()):
        await ledger.follow(unit, giver, taker, code, sources)


def _postings(change: Change, now: datetime) -> Iterator[ledger.Posting]:
    """Return what the ledger must do for an award to be as it is now.

    An award has one lot: what is given again, after some of it was taken back, is given
    as a whole, so that whatever is taken next is found in one place.
    """
    was, award = change.was, change.now
    if award.reward is not None:
        return
    anew = award.lot_revision != was.lot_revision or award.kept > was.kept
    taken = was.kept if anew else was.kept - award.kept
    if taken:
        yield ledger.Clawback(
            customer_id=award.customer_id,
            unit=award.unit,
            amount=taken,
            source_type=SOURCE_TYPE,
            source_id=award.id,
            effect=TAKEN.format(award.revision),
            occurred_at=now,
            earned=given_by(was),
        )
    if anew:
        yield ledger.Earn(
            customer_id=award.customer_id,
            unit=award.unit,
            amount=award.kept,
            source_type=SOURCE_TYPE,
            source_id=award.id,
            effect=GIVEN.format(award.lot_revision),
            occurred_at=award.occurred_at,
            available_at=award.available_at,
            expires_at=award.expires_at,
            renewed_months=change.renewed_months,
        )


def _told(change: Change) -> AwardChange:
    award = change.now
    return AwardChange(
        award_id=award.id,
        cause_id=award.cause_id,
        customer_id=award.customer_id,
        rule=award.rule,
        unit=award.unit,
        amount=award.kept - change.was.kept,
        reward=award.reward,
    )
