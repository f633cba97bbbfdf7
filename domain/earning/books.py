"""Books: what the ledger must do for awards to be as they are now."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from domain import ledger
from domain.earning import store
from domain.earning.events import AwardChange, AwardsChanged
from domain.earning.model import AwardRelease, GivenAward
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
        unit, [posting for each in changed for posting in postings(each, unit.now)]
    )
    told = tuple(_told(each) for each in changed if each.now.kept != each.was.kept)
    if told:
        unit.emit(AwardsChanged(changes=told))


async def _follow(unit: Unit, changed: Sequence[Change]) -> None:
    """Let lots go with the awards that are another customer's now."""
    gone: defaultdict[tuple[str, str, str], set[ledger.Source]] = defaultdict(set)
    for change in changed:
        was, award = change.was, change.now
        if was.kept and was.customer_id != award.customer_id and not award.reward:
            theirs = gone[was.customer_id, award.customer_id, award.unit]
            theirs.update(_given(was, revision) for revision in _lots(was))
    for (giver, taker, code), sources in sorted(gone.items()):
        await ledger.follow(unit, giver, taker, code, sources)


def postings(change: Change, now: datetime) -> Iterator[ledger.Posting]:
    """Return what the ledger must do for an award to be as it is now.

    What waits has one lot: what is given again, after some of it was taken back, is
    given as a whole, so that whatever is taken next is found in one place. What came
    free before the rest has a lot for each time, which only a return takes from.
    """
    was, award = change.was, change.now
    if award.reward is not None:
        return
    before, after = _lots(was), _lots(award)
    for revision, lot in before.items():
        taken = lot.amount - (after[revision].amount if revision in after else 0)
        if taken:
            effect = TAKEN.format(award.revision)
            own = revision == was.lot_revision
            yield ledger.Clawback(
                customer_id=award.customer_id,
                unit=award.unit,
                amount=taken,
                source_type=SOURCE_TYPE,
                source_id=award.id,
                effect=effect if own else f"{effect}-{revision}",
                occurred_at=now,
                earned=_given(award, revision),
            )
    for revision, lot in after.items():
        if revision not in before:
            yield ledger.Earn(
                customer_id=award.customer_id,
                unit=award.unit,
                amount=lot.amount,
                source_type=SOURCE_TYPE,
                source_id=award.id,
                effect=GIVEN.format(revision),
                occurred_at=award.occurred_at,
                available_at=lot.available_at,
                expires_at=lot.expires_at,
                renewed_months=change.renewed_months,
            )


def _lots(award: GivenAward) -> dict[int, AwardRelease]:
    """Return the lots of an award by the changes that gave them.

    What waits is taken first, and then what came free last.
    """
    rest = AwardRelease(
        revision=award.lot_revision,
        amount=award.kept - award.released,
        available_at=award.available_at,
        expires_at=award.expires_at,
    )
    lots = (rest, *reversed(award.releases))
    return {each.revision: each for each in lots if each.amount}


def _given(award: GivenAward, revision: int) -> ledger.Source:
    """Return what explains a lot that an award gave."""
    return ledger.Source(SOURCE_TYPE, award.id, GIVEN.format(revision))


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
