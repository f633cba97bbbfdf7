"""Whatever is posted, sealed and signed in whatever order: each transfer once."""

import asyncio
from random import Random

import pytest

from domain.ledger.tables import transfers
from domain.proofs.tables import latecomers, seals
from tests.domain.ledger.books import customer, earn, post, spend
from tests.domain.proofs.notary import is_proved, prove, seal, seal_all, sign
from tests.domain.proofs.offline import exported, verdict
from tests.domain.proofs.test_seal import STEP
from tests.domain.proofs.test_verification import verified
from tests.world import World

STEPS = 30


def at_random(world: World, dice: Random) -> World:
    """Return a world whose clock is wrong at times, so that identifiers come late."""
    made = set[int]()
    latest = STEP

    def new_number() -> int:
        nonlocal latest
        number = latest
        while number in made or not number:
            number = dice.randint(1, latest) if dice.random() < 0.1 else latest
            latest += dice.randint(1, STEP)
        made.add(number)
        return number

    platform = world.platform.__class__(
        engine=world.platform.engine,
        vault=world.platform.vault,
        reactions=world.platform.reactions,
        clock=world.platform.clock,
        new_number=new_number,
        dice=world.platform.dice,
    )
    return World(platform, world.principal)


@pytest.mark.parametrize("seed", range(4))
async def test_seals_cover_every_transfer_once(
    world: World, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = Random(seed)
    shop = at_random(world, dice)
    known = [customer() for _ in range(3)]
    for step in range(STEPS):
        each = dice.choice(known)
        match dice.choice(("earn", "earn", "spend", "seal", "race", "sign")):
            case "earn":
                await post(shop, earn(each, 9, f"o{step}"))
            case "spend":
                await post(shop, earn(each, 5, f"s{step}"), spend(each, 3, f"r{step}"))
            case "seal":
                await seal(shop, dice.randint(1, 4))
            case "race":
                await asyncio.gather(*(seal(shop, limit) for limit in (1, 2, 3)))
            case _:
                if await shop.rows(seals):
                    await sign(shop)
    await seal_all(shop)
    await sign(shop)
    assert await verified(shop) == []
    written = await shop.rows(transfers)
    sealed = sum(row["count"] for row in await shop.rows(seals))
    assert sealed == len(written)
    assert len(await shop.rows(latecomers)) <= sealed
    proofs = [await prove(shop, row["id"]) for row in written]
    assert sorted(each.position for each in proofs) == list(range(1, sealed + 1))
    for each in proofs:
        assert await is_proved(shop, each)
    told = verdict(tmp_path_factory.mktemp("export"), await exported(shop))
    assert told.startswith(f"ACCEPTED\n{sealed:,} transfers")
