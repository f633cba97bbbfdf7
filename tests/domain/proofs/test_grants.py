"""What was sealed or signed stays so, whatever the application does."""

import psycopg
import pytest
from sqlalchemy import text

from tests.domain.proofs.notary import live, seal_all, sign
from tests.world import World

FORBIDDEN = [
    "UPDATE seals SET count = 1",
    "UPDATE heads SET transfers = 1",
    "UPDATE latecomers SET number = 1",
    "UPDATE vault.signing_keys SET public_key = ''",
    "UPDATE transfers SET amount = 1",
    "DELETE FROM seals",
    "DELETE FROM heads",
    "DELETE FROM latecomers",
    "DELETE FROM vault.signing_keys",
    "DELETE FROM transfers",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_application_may_not_change_what_is_sealed(
    world: World, statement: str
) -> None:
    await live(world, 1)
    await seal_all(world)
    await sign(world)
    named = statement.split()[statement.startswith("DELETE") + 1].rsplit(
        ".", maxsplit=1
    )[-1]
    whole = text(f"{statement} WHERE {named}.tenant_id = :tenant")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with world.platform.unit(world.principal) as unit:
            await unit.run(whole)
