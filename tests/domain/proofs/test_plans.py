"""Each statement of proofs reads one index of a table, and no table from its start."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from domain.kernel import ids
from domain.ledger import canonical
from domain.proofs import store
from tests.domain.ledger.books import customer, earn, post
from tests.domain.ledger.test_plans import plan
from tests.domain.proofs.notary import seal_all
from tests.domain.proofs.test_seal import with_ids
from tests.world import World

# As their types write them for the driver.
NOBODY = ids.uuid7().hex
ARRAY = f"{{{NOBODY}}}"
WITHIN = {"after": NOBODY, "until": NOBODY, "limit": 10}
RANGES = {"place_of": [0], "after_of": ARRAY, "until_of": ARRAY}
NAMED = {"transfer_id_of": ARRAY}
STATEMENTS: dict[str, tuple[Any, dict[str, Any], set[str]]] = {
    "leaves": (canonical.LEAVES, WITHIN, {"transfers_pkey"}),
    "digests": (canonical.DIGESTS, WITHIN, {"transfers_pkey"}),
    "written": (canonical.WRITTEN, WITHIN, {"transfers_pkey"}),
    "counts": (canonical.COUNTS, RANGES, {"transfers_pkey"}),
    # As long as there are few, either is as good.
    "over": (store.OVER, NAMED, {"seals_tenant_id_until_key", "seals_pkey"}),
    "over late": (store.OVER_LATE, NAMED, {"latecomers_pkey", "seals_pkey"}),
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_what_is_sealed_and_proved_is_looked_up_by_key(
    world: World, name: str
) -> None:
    many = [earn(customer(), 1, f"o{n}") for n in range(3_000)]
    await post(with_ids(world), *many)
    await seal_all(world, limit=100)
    statement, given, indexes = STATEMENTS[name]
    found = await plan(world, statement, given)
    assert "Seq Scan" not in found, found
    used = set(re.findall(r"(?:using|on) (\w+_(?:pkey|key))", found))
    assert used, found
    assert used <= indexes, found


# Whoever believes this would rather sort the whole table than follow an index.
DEAR = text("SET LOCAL random_page_cost = 1000000")


@pytest.mark.parametrize("name", ["leaves", "digests", "written"])
async def test_a_batch_is_read_in_the_order_of_its_index_whatever_it_seems_to_cost(
    world: World, name: str
) -> None:
    await post(with_ids(world), *(earn(customer(), 1, f"o{n}") for n in range(500)))
    statement, _, _ = STATEMENTS[name]
    within = {"after": "0" * 32, "until": "f" * 32, "limit": 100}
    sorted_ = await plan(world, statement, within, DEAR)
    assert "Sort" in sorted_, sorted_
    found = await plan(world, statement, within, DEAR, canonical.IN_ORDER)
    assert "Sort" not in found, found
    assert "using transfers_pkey" in found, found
    assert found.count(" on transfers") == 1, found
