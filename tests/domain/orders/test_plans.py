"""Each statement finds its rows by their keys, though nobody has counted the tables."""

from typing import Any

from sqlalchemy import ClauseElement, Executable
from sqlalchemy.ext.compiler import compiles

from domain import orders
from domain.orders import return_store, store
from tests.domain.orders.shop import line, order
from tests.world import World

ORDER = "ord_" + "0" * 32
ANN = "cus_" + "0" * 32
KEYS = {"source_of": ["shop"], "external_id_of": ["order-1"]}

STATEMENTS: dict[str, tuple[Any, dict[str, Any], set[str]]] = {
    "known": (store.KNOWN, KEYS, {"orders_tenant_id_source_external_id_key"}),
    "facts": (store.FACTS, {"id_of": [ORDER]}, {"orders_pkey"}),
    "hold": (store.HOLD, {"id_of": [ORDER]}, {"orders_pkey"}),
    "summaries": (store.SUMMARIES, {"id_of": [ORDER]}, {"orders_pkey"}),
    "lines": (store.LINES, {"id_of": [ORDER]}, {"order_lines_pkey"}),
    "bought": (
        return_store.BOUGHT,
        {"id_of": [ORDER]},
        {"orders_pkey", "order_lines_pkey"},
    ),
    "bought of products": (
        return_store.BOUGHT_OF_PRODUCTS,
        {"order_id_of": [ORDER], "product_id_of": ["tea"]},
        {"orders_pkey", "order_lines_pkey"},
    ),
    "purchases": (
        return_store.PURCHASES,
        {"customer_id_of": [ANN], "product_id_of": ["tea"]},
        {"orders_tenant_id_customer_id_occurred_at_id_idx", "order_lines_pkey"},
    ),
}


class Explained(Executable, ClauseElement):
    """A statement whose plan is asked for."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(Explained)
def _explain(explained: Explained, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN {compiler.process(explained.statement, **options)}"


async def test_what_is_asked_of_orders_is_looked_up_by_key(world: World) -> None:
    # Of fewer, any index would do.
    for chunk in range(5):
        numbers = range(chunk * 1_000, (chunk + 1) * 1_000)
        rows = tuple(order(number, line("tea"), line("cup")) for number in numbers)
        command = orders.RecordMany(orders=rows)
        await world.run(orders.record_many, command)
    for statement, given, indexes in STATEMENTS.values():
        async with world.platform.unit(world.principal) as unit:
            found = await unit.transaction.execute(Explained(statement), given)
            plan = "\n".join(found.scalars())
        assert "Seq Scan" not in plan, plan
        for index in indexes:
            assert f"using {index}" in plan or f"on {index}" in plan, plan
