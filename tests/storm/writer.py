"""A shop that writes to its customers, and a mailbox in which all of it arrives.

It asks the domain itself, by a key for each message, until it is answered.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import psycopg

from domain import messages
from domain.kernel import Unit
from domain.messages import MessageClass, MessageState, SendMessage
from domain.messages.tables import messages as rows
from tests.domain.messages.racing import crowd
from tests.domain.messages.writing import OPEN, ORDERS, declared, settled
from tests.world import World

PAUSE_S = 0.05
PATIENCE_S = 300
PEOPLE = 20
NAMED = re.compile(rb"^Message-ID: <(msg_[0-9a-f]{32})@", re.MULTILINE)
KINDS = ((MessageClass.MARKETING, "similar"), (MessageClass.SERVICE, ORDERS))
KNOWS = b"250-here\r\n250 PIPELINING\r\n"
OVER = {MessageState.ACCEPTED, MessageState.DROPPED}


@dataclass(slots=True)
class Mailbox:
    """A mail server that counts what came in whole, by name."""

    came: Counter[str] = field(default_factory=Counter[str])

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Take whatever comes, also of who is killed in the middle."""
        try:
            await self._take(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).upper():
            if line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                letter = await reader.readuntil(b"\r\n.\r\n")
                (name,) = NAMED.findall(letter)
                self.came[name.decode()] += 1
            writer.write(KNOWS if line.startswith(b"EHLO") else b"250 OK\r\n")
            await writer.drain()


@asynccontextmanager
async def mailbox() -> AsyncGenerator[tuple[Mailbox, int]]:
    """Give a mailbox, and its port."""
    made = Mailbox()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    async with server:
        yield made, int(server.sockets[0].getsockname()[1])


async def readers(world: World) -> list[str]:
    """Return who can be written to, at any hour."""
    await declared(world)
    await settled(world, **OPEN)
    return list((await crowd(world, [f"w{each}" for each in range(PEOPLE)])).values())


@dataclass(slots=True, kw_only=True)
class Writer:
    """What was written, and what came of it."""

    world: World
    over: asyncio.Event
    mailbox: Mailbox
    whose: Sequence[str]
    written: int = 0

    async def live(self) -> None:
        """Write service and marketing in turn."""
        for number in count():
            if self.over.is_set():
                return
            kind, purpose = KINDS[number % len(KINDS)]
            send = SendMessage(
                customer_id=self.whose[number % PEOPLE],
                template="hello",
                purpose=purpose,
                message_class=kind,
                dedup_key=str(number),
            )
            await self._insist(send)
            await asyncio.sleep(PAUSE_S)

    async def _insist(self, send: SendMessage) -> None:
        async def work(unit: Unit) -> None:
            await messages.send_message(unit, send)

        async with asyncio.timeout(PATIENCE_S):
            while True:
                doing = self.world.platform.perform(work, self.world.principal)
                (answer,) = await asyncio.gather(doing, return_exceptions=True)
                if answer is None:
                    self.written += 1
                    return
                if not isinstance(answer, psycopg.OperationalError):
                    raise answer
                await asyncio.sleep(PAUSE_S)

    async def is_over(self) -> bool:
        """Tell whether nothing waits any more."""
        return all(row["due_at"] is None for row in await self.world.rows(rows))

    async def check(self) -> str:
        """Check that no service is lost, and no marketing came twice."""
        there = await self.world.rows(rows)
        assert len(there) == self.written
        assert {row["state"] for row in there} <= OVER
        came = self.mailbox.came
        assert came.keys() <= {row["id"] for row in there}
        again = dropped = 0
        for row in there:
            times = came[row["id"]]
            if row["message_class"] == "service":
                assert row["state"] == MessageState.ACCEPTED
                assert times >= 1
                again += times > 1
            else:
                assert times <= 1
                assert times or row["state"] == MessageState.DROPPED
                dropped += row["state"] == MessageState.DROPPED
        return f"{len(there)} messages, {again} of service again, {dropped} dropped"
