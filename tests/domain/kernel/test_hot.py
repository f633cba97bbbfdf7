"""The hot path: both fences, one journey, and a server that comes and goes."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import psycopg
import pytest

from domain.kernel import Unit
from domain.kernel.hot import HotPath, HotStatement
from domain.kernel.outbox import first_time
from tests.fence import unfenced
from tests.world import World

HANDLER_OF = HotStatement(
    name="handler_of",
    sql="SELECT to_json(handler)::text FROM inbox"
    " WHERE inbox.tenant_id = :tenant AND message_id = :message",
    parameters=(("message", UUID),),
)
# What no feature may write, to show that the second fence holds by itself.
UNFENCED = HotStatement(
    name="unfenced",
    sql="SELECT to_json(handler)::text FROM inbox"
    " WHERE :tenant IS NOT NULL AND message_id = :message",
    parameters=(("message", UUID),),
)
MESSAGE = UUID(int=7)


@pytest.fixture
async def hot(database_url: str) -> AsyncIterator[HotPath]:
    path = HotPath(database_url, size=2)
    yield path
    await path.close()


async def claimed(world: World, handler: str) -> None:
    async def work(unit: Unit) -> None:
        await first_time(unit, f"evn_{MESSAGE.hex}", handler)

    await world.platform.perform(work, world.principal)


async def test_it_reads_what_is_the_tenants(
    hot: HotPath, world: World, neighbour: World
) -> None:
    await claimed(world, "mine")
    tenant, other = world.principal.tenant, neighbour.principal.tenant
    assert await hot.read(tenant, HANDLER_OF, MESSAGE) == '"mine"'
    assert await hot.read(other, HANDLER_OF, MESSAGE) is None
    assert await hot.read(tenant, HANDLER_OF, UUID(int=8)) is None


async def test_row_security_stands_behind_it(
    hot: HotPath, world: World, neighbour: World
) -> None:
    await claimed(world, "mine")
    assert await hot.read(world.principal.tenant, UNFENCED, MESSAGE) == '"mine"'
    assert await hot.read(neighbour.principal.tenant, UNFENCED, MESSAGE) is None


async def test_many_share_a_few_connections(hot: HotPath, world: World) -> None:
    await claimed(world, "mine")
    reads = (hot.read(world.principal.tenant, HANDLER_OF, MESSAGE) for _ in range(16))
    assert await asyncio.gather(*reads) == ['"mine"'] * 16
    assert len(hot.idle) == 2


async def test_a_lost_connection_is_made_again(
    hot: HotPath, world: World, database_url: str
) -> None:
    await claimed(world, "mine")
    tenant = world.principal.tenant
    await hot.read(tenant, HANDLER_OF, MESSAGE)
    (line,) = hot.idle
    pid = line.connection.info.backend_pid
    with psycopg.connect(database_url.replace("+psycopg", "")) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    assert await hot.read(tenant, HANDLER_OF, MESSAGE) == '"mine"'


async def test_a_line_that_nobody_uses_hears_the_server_hang_up(
    hot: HotPath, world: World, database_url: str
) -> None:
    tenant = world.principal.tenant
    assert await hot.read(tenant, HANDLER_OF, MESSAGE) is None
    (line,) = hot.idle
    with psycopg.connect(database_url.replace("+psycopg", "")) as owner:
        pid = line.connection.info.backend_pid
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    for _ in range(100):
        await asyncio.sleep(0.01)
    with pytest.raises(psycopg.OperationalError):
        await line.ask(b"SELECT 1")
    assert await hot.read(tenant, HANDLER_OF, MESSAGE) is None
    assert line not in hot.idle


async def test_an_answer_that_comes_in_pieces_is_read_to_its_end(
    hot: HotPath, world: World
) -> None:
    long = HotStatement(
        name="long",
        sql="SELECT repeat('x', 3000000) WHERE :tenant IS NOT NULL",
        parameters=(),
    )
    reads = (hot.read(world.principal.tenant, long) for _ in range(4))
    assert await asyncio.gather(*reads) == ["x" * 3_000_000] * 4


async def test_who_is_cut_off_while_asking_leaves_no_line_behind(
    hot: HotPath, world: World
) -> None:
    slow = HotStatement(
        name="slow",
        sql="SELECT pg_sleep(20)::text WHERE :tenant IS NOT NULL",
        parameters=(),
    )
    task = asyncio.create_task(hot.read(world.principal.tenant, slow))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert hot.idle == []
    assert await hot.read(world.principal.tenant, HANDLER_OF, MESSAGE) is None


async def test_what_fails_is_not_lent_again(hot: HotPath, world: World) -> None:
    wrong = HotStatement(
        name="wrong",
        sql="SELECT (1 / 0)::text WHERE :tenant IS NOT NULL",
        parameters=(),
    )
    with pytest.raises(psycopg.errors.DivisionByZero):
        await hot.read(world.principal.tenant, wrong)
    assert hot.idle == []


def test_the_fence_reads_it_too() -> None:
    assert unfenced(HANDLER_OF.sql.replace(":tenant", "%(tenant)s")) == ()
    assert unfenced(UNFENCED.sql.replace(":tenant", "%(tenant)s")) == ("inbox",)


async def test_a_value_that_could_hold_a_quote_is_not_taken(
    hot: HotPath, world: World
) -> None:
    text: object = "'; DROP TABLE inbox; --"
    with pytest.raises(AssertionError):
        await hot.read(world.principal.tenant, HANDLER_OF, text)  # pyright: ignore[reportArgumentType]
