"""Telling: what became known of memberships when they were evaluated."""

from collections.abc import Iterable, Iterator, Sequence

from domain.kernel import CustomerId, Unit
from domain.tiers.events import TierAtRisk, TierLost, TierMove, TierReached, TierRisk
from domain.tiers.histories import Era, Step, TierCause
from domain.tiers.membership import TierChange
from domain.tiers.rows import Evaluated, Held


def tell(
    unit: Unit,
    eras: Sequence[Era],
    moves: Iterable[Evaluated],
) -> None:
    """Tell who came to another tier, and who may lose theirs."""
    ranks = {
        tier.slug: rank
        for era in eras
        for rank, tier in enumerate(era.programme.terms.tiers, start=1)
    }
    up: list[TierMove] = []
    down: list[TierMove] = []
    risks: list[TierRisk] = []
    for each in moves:
        was, now, outlook = each.was, each.now, each.outlook
        before, after = (ranks.get(one.tier or "", 0) for one in (was, now))
        only = len(now.life.steps) == 1 and _of_everybody(now.life.steps, 0)
        if after > before and not only:
            up.append(_move(was, now))
        elif after < before:
            down.append(_move(was, now))
        risk = outlook and outlook.keeping
        if now.warned_of != was.warned_of and risk and now.tier is not None:
            told = TierRisk(
                customer_id=now.customer_id,
                tier=now.tier,
                missing=risk.missing,
                by=risk.by,
            )
            risks.append(told)
    if up:
        unit.emit(TierReached(moves=tuple(up)))
    if down:
        unit.emit(TierLost(moves=tuple(down)))
    if risks:
        unit.emit(TierAtRisk(risks=tuple(risks)))


def _of_everybody(steps: Sequence[Step], place: int) -> bool:
    """Tell of a step that it led to the tier that everybody is in."""
    step = steps[place]
    return place == 0 and step.cause is TierCause.PUBLISHED and not step.needed


def _move(was: Held, now: Held) -> TierMove:
    return TierMove(
        customer_id=now.customer_id,
        tier=now.tier,
        previous=was.tier,
        cause=now.life.steps[-1].cause if now.life.steps else TierCause.RETIRED,
        since=now.since,
        valid_until=now.valid_until,
    )


def changes(unit: Unit, was: Held, now: Held) -> Iterator[TierChange]:
    """Return the steps that were not known before, and those that never were."""
    before, after = was.life.steps, now.life.steps
    for place, step in enumerate(before):
        if step not in after and not _of_everybody(before, place):
            previous = before[place - 1].tier if place else None
            yield _change(unit, now.customer_id, step, previous, undone=True)
    for place, step in enumerate(after):
        if step not in before and not _of_everybody(after, place):
            previous = after[place - 1].tier if place else None
            yield _change(unit, now.customer_id, step, previous, undone=False)


def _change(
    unit: Unit,
    customer_id: CustomerId,
    step: Step,
    previous: str | None,
    *,
    undone: bool,
) -> TierChange:
    return TierChange(
        id=unit.new_id("tch"),
        customer_id=customer_id,
        at=step.at,
        recorded_at=unit.now,
        tier=step.tier,
        previous=previous,
        cause=step.cause,
        undone=undone,
        counted=step.counted,
        needed=step.needed,
        programme_id=step.programme_id,
    )
