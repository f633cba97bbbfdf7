"""Events that name an order: for features above that wait for what happens to it."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, Text, bindparam, func, select, true

from domain.events.model import Behaviour
from domain.events.tables import events
from domain.kernel import Unit
from domain.kernel.rows import view

# Under this name an event says of which order it is.
ORDER = "order"
# Of one order; who sends more of them has been heard.
NAMING_MAX = 500

_NAMES = (
    func.unnest(bindparam("names", type_=ARRAY(Text)))
    .table_valued("name")
    .render_derived(name="given")
)
_THEIRS = (
    view(events, Behaviour)
    .where(events.c.data[ORDER].astext == _NAMES.c.name)
    .where(events.c.data.has_key(ORDER))
    .where(events.c.type == func.any(bindparam("types", type_=ARRAY(Text))))
    .where(events.c.removed_at.is_(None))
    .order_by(events.c.occurred_at, events.c.id)
    .limit(NAMING_MAX)
    .lateral("theirs")
)
NAMING = select(*_THEIRS.c).select_from(_NAMES.join(_THEIRS, true()))


async def naming(
    unit: Unit, types: Iterable[str], names: Iterable[str]
) -> tuple[Behaviour, ...]:
    """Return what happened, of some types, to orders by their names; the first first.

    A name is what an event says under `order`, as it says it.
    """
    given = {"types": sorted(types), "names": sorted(names)}
    found = await unit.all(Behaviour, NAMING, **given)
    return tuple(sorted(found, key=lambda each: (each.occurred_at, each.id)))
