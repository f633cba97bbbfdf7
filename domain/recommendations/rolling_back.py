"""Rolling back: a model that is kept in use, until told otherwise."""

from dataclasses import replace

from domain.kernel import Unit, writes
from domain.recommendations import store
from domain.recommendations.model import KeepModel, Recommender, ReleaseModel
from domain.recommendations.refusals import NoModelKept, RecommenderNotFound


@writes("recommendations:write", refusals=(RecommenderNotFound,))
async def keep_model(unit: Unit, command: KeepModel) -> Recommender:
    """Recommend by a model of before, and by no newer one until that is released.

    Everybody is looked at anew by it, within minutes.
    """
    row = await store.numbered(unit, command.model)
    if row is None or not await store.items(unit, row.number, 1):
        raise RecommenderNotFound(command.model)
    store.release(unit)
    store.keep(unit, row.number)
    return replace(row, kept_at=unit.now).told(in_use=True)


@writes("recommendations:write", refusals=(NoModelKept,))
async def release_model(unit: Unit, command: ReleaseModel) -> Recommender:
    """Recommend by the newest model again, and make new ones when they are due."""
    del command
    kept = await store.newest(unit)
    if kept is None or kept.kept_at is None:
        raise NoModelKept
    (row,) = await store.models(unit, 1)
    store.release(unit)
    store.begin_anew(unit, row.number)
    return replace(row, kept_at=None).told(in_use=True)
