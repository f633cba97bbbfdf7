"""Books: what the ledger must do for awards to be as they are now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
    """Write changes down, let the ledger follow them, and tell of them.

    What is given is known when it is known what could be taken back.
    """
    if not changed:
        return
    store.save(unit, [change.now for change in changed])
    await unit.begin()
    await _follow(unit, changed)
    taking = [each for change in changed for each in takings(change, unit.now)]
    spared: Counter[str] = Counter()
    for asked, taken in zip(taking, await ledger.post(unit, taking), strict=True):
        spared[asked.source_id] += asked.amount - taken.amount
    final = [covered(each, spared[each.now.id]) for each in changed]
    await ledger.post(unit, [each for given in final for each in givings(*given)])
    both = zip(final, changed, strict=True)
    again = [each.now for (each, _), first in both if each.now is not first.now]
    if again:
        store.save(unit, again)
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


def takings(change: Change, now: datetime) -> Iterator[ledger.Clawback]:
    """Return what the ledger must take back for an award to be as it is now.

    What waits has one lot: what is given again, after some of it was taken back, is
    given as a whole, so that whatever is taken next is found in one place. What came
    free before the rest has a lot for each time, which only a return takes from.
    """
    was, award = change.was, change.now
    if not was.kept:
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


def covered(change: Change, more: int) -> tuple[Change, tuple[AwardRelease, ...]]:
    """Return a change that counts what was spared as given, and the lots to give.

    A lot of which the customer has everything is not given: the one before stands.
    """
    was, award = change.was, change.now
    spared, lots = was.spared + more, list[AwardRelease]()
    if not spared:
        return change, tuple(_new(change))
    for lot in _new(change):
        there = min(spared, lot.amount)
        spared -= there
        if there < lot.amount:
            lots.append(replace(lot, amount=lot.amount - there))
        else:
            award = _under(award, lot.revision, was.lot_revision)
    if spared != was.spared:
        award = replace(award, spared=spared)
    return replace(change, now=award), tuple(lots)


def givings(change: Change, lots: Iterable[AwardRelease]) -> Iterator[ledger.Earn]:
    """Return what the ledger must give for an award to be as it is now."""
    award = change.now
    for lot in lots:
        yield ledger.Earn(
            customer_id=award.customer_id,
            unit=award.unit,
            amount=lot.amount,
            source_type=SOURCE_TYPE,
            source_id=award.id,
            effect=GIVEN.format(lot.revision),
            occurred_at=award.occurred_at,
            available_at=lot.available_at,
            expires_at=lot.expires_at,
            renewed_months=change.renewed_months,
        )


def _new(change: Change) -> Iterator[AwardRelease]:
    """Return the lots that an award has by what changed it now."""
    for revision, lot in _lots(change.now).items():
        if revision > change.was.revision:
            yield lot


def _under(award: GivenAward, revision: int, other: int) -> GivenAward:
    """Return an award with a lot known as another one is."""
    if award.lot_revision == revision:
        return replace(award, lot_revision=other)
    releases = (
        replace(each, revision=other) if each.revision == revision else each
        for each in award.releases
    )
    return replace(award, releases=tuple(releases))


def _lots(award: GivenAward) -> dict[int, AwardRelease]:
    """Return the lots of an award by the changes that gave them.

    What waits is taken first, and then what came free last. A reward has none.
    """
    if award.reward is not None:
        return {}
    rest = AwardRelease(
        revision=award.lot_revision,
        amount=award.kept - award.released,
        available_at=award.available_at,
        expires_at=award.expires_at,
    )
    if not award.releases:
        return {rest.revision: rest} if rest.amount else {}
    lots: dict[int, AwardRelease] = {}
    for each in (rest, *reversed(award.releases)):
        if each.amount:
            more = lots[each.revision].amount if each.revision in lots else 0
            lots[each.revision] = replace(each, amount=each.amount + more)
    return lots


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
