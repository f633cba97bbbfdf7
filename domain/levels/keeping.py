"""Keeping levels in line with what customers earned and kept."""

from collections.abc import Iterable

from domain import customers, earning
from domain.kernel import CustomerId, Unit
from domain.levels import rules, store
from domain.levels.events import LevelMove, LevelsChanged


async def keep(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Bring the levels of customers in line, and tell of those that are others now."""
    version = await store.latest(unit)
    asked = set(customer_ids)
    if version is None or not asked:
        return
    asked -= await customers.gone(unit, asked)
    if not asked:
        return
    were = await store.hold(unit, asked)
    has = await earning.kept_in_all(unit, sorted(asked), version.unit)
    now = {each: rules.reached(version.levels, has[each]) for each in sorted(asked)}
    moves = [
        LevelMove(customer_id=each, was=were[each], level=level)
        for each, level in now.items()
        if level != were[each]
    ]
    if moves:
        store.save(unit, {each.customer_id: each.level for each in moves})
        unit.emit(LevelsChanged(moves=tuple(moves)))
