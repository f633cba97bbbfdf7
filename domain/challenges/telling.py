"""Telling: what became known of customers' progress when it was looked at."""

from collections.abc import Iterable, Iterator

from domain.challenges.course import Finish
from domain.challenges.events import (
    ChallengeMove,
    ChallengesCompleted,
    ChallengesProgressed,
    ChallengeStride,
    ChallengesUndone,
)
from domain.challenges.standing import Member, Standing
from domain.kernel import CustomerId, Unit


def tell(unit: Unit, pairs: Iterable[tuple[Member, Member]]) -> None:
    """Tell who completed what, or did not after all, and who is further."""
    done: list[ChallengeMove] = []
    undone: list[ChallengeMove] = []
    strides: list[ChallengeStride] = []
    for was, now in pairs:
        whose = now.customer_id
        for name in was.standings.keys() | now.standings.keys():
            before, after = was.standings.get(name), now.standings.get(name)
            done += _moves(whose, name, after, before)
            undone += _moves(whose, name, before, after)
            strides += _strides(whose, name, before, after)
    if done:
        unit.emit(ChallengesCompleted(moves=tuple(sorted(done, key=_order))))
    if undone:
        unit.emit(ChallengesUndone(moves=tuple(sorted(undone, key=_order))))
    if strides:
        strides.sort(key=lambda each: (each.customer_id, each.challenge))
        unit.emit(ChallengesProgressed(strides=tuple(strides)))


def _moves(
    whose: CustomerId, name: str, here: Standing | None, there: Standing | None
) -> Iterator[ChallengeMove]:
    """Return what is finished here and is not there."""
    if here is None or not here.finishes:
        return
    known = set(map(_key, there.finishes)) if there else set[tuple[str, str]]()
    for each in here.finishes:
        if _key(each) not in known:
            yield ChallengeMove(
                customer_id=whose,
                challenge=name,
                step=each.step,
                round=each.round,
                at=each.at,
            )


def _strides(
    whose: CustomerId, name: str, before: Standing | None, after: Standing | None
) -> Iterator[ChallengeStride]:
    if after is None or (before is not None and before.steps == after.steps):
        return
    counted = [min(each.counted, each.target) for each in after.steps.values()]
    targets = [each.target for each in after.steps.values()]
    yield ChallengeStride(
        customer_id=whose, challenge=name, count=sum(counted), target=sum(targets)
    )


def _key(finish: Finish) -> tuple[str, str]:
    return finish.step or "", finish.round


def _order(move: ChallengeMove) -> tuple[str, ...]:
    return move.customer_id, move.challenge, move.at.isoformat(), move.step or "~"
