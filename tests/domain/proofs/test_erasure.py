"""What is erased of a customer leaves every proof as it was."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column

from domain import customers, ledger
from domain.kernel import keyring
from domain.kernel.database import Engine, Role, connect
from domain.kernel.personal import Erase, NotPersonal, Personal
from domain.kernel.tables import PRIVACY
from domain.ledger.canonical import FIELDS
from domain.ledger.tables import transfers
from domain.proofs.tables import heads, latecomers, seals
from domain.signing.tables import signing_keys
from domain.tables import metadata
from tests.domain.ledger.test_verify import tamper
from tests.domain.proofs.notary import is_proved, prove, seal_all, sign, transfer_ids
from tests.domain.proofs.test_verification import verified
from tests.world import World

OF_PROOFS = (seals, latecomers, heads, signing_keys)


def privacy_of(column: Column[object]) -> Personal | NotPersonal:
    found: Personal | NotPersonal = column.info[PRIVACY]
    return found


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Engine]:
    """Return the engine of whoever owns the tables."""
    engine = connect(database_url, Role.OWNER)
    yield engine
    await engine.dispose()


def test_erasure_changes_nothing_that_is_hashed() -> None:
    for name in FIELDS:
        privacy = privacy_of(transfers.c[name])
        assert isinstance(privacy, NotPersonal) or privacy.erase is Erase.KEEP, name


def test_proofs_say_nothing_of_anybody() -> None:
    for table in OF_PROOFS:
        for column in table.columns:
            assert isinstance(privacy_of(column), NotPersonal), column


async def test_whatever_erasure_nulls_or_shreds_proofs_stay_valid(
    shop: World, owner: Engine
) -> None:
    ann = await shop.run(customers.create, customers.Create(email="ann@example.org"))
    for amount in (5, -2):
        given = ledger.Adjust(customer_id=ann.id, amount=amount, reason="By hand.")
        await shop.run(ledger.adjust, given)
    await seal_all(shop)
    await sign(shop)
    named = await transfer_ids(shop)
    before = [await prove(shop, each) for each in named]
    nulled = await erase(shop, owner, ann.id)
    assert "consent_events.network" in nulled
    after = [await prove(shop, each) for each in named]
    assert after == before
    for proof in after:
        assert await is_proved(shop, proof)
    assert await verified(shop) == []


async def erase(world: World, owner: Engine, customer_id: str) -> set[str]:
    """Destroy a customer's key, and null what is to be nulled; return what that is."""
    async with world.platform.unit(world.principal) as unit:
        keyring.destroy(unit, [customer_id])
    nulled: set[str] = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            privacy = column.info.get(PRIVACY)
            if isinstance(privacy, Personal) and privacy.erase is Erase.NULL:
                done = f"UPDATE {table.fullname} SET {column.name} = NULL WHERE {{}}"
                await tamper(owner, world, done)
                nulled.add(f"{table.name}.{column.name}")
    return nulled
