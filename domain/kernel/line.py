"""A line to PostgreSQL: a message, and all its answers, with nothing in between.

What psycopg does for a query that waits, a cursor, a generator, and a reader that the
event loop is given and takes back, costs more than the query. Here the loop keeps the
reader as long as the line is open.
"""

from asyncio import Future, get_running_loop
from dataclasses import dataclass, field
from select import POLLIN, poll

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)


@dataclass(eq=False, slots=True)
class Line:
    """A connection that asks one thing at a time, and what was prepared on it."""

    connection: psycopg.AsyncConnection
    prepared: set[str] = field(default_factory=set[str])
    number: int = field(init=False)
    heard: Future[None] | None = None
    # The server said something that nobody had asked for: most likely, farewell.
    deaf: bool = False

    def __post_init__(self) -> None:
        """Listen from now on."""
        self.number = self.connection.fileno()
        get_running_loop().add_reader(self.number, self._hear)

    async def ask(self, message: bytes) -> list[PGresult]:
        """Send statements, and return the answer to each; fail with the first."""
        if self.deaf:
            raise psycopg.OperationalError("the server has hung up")
        server = self.connection.pgconn
        server.send_query(message)
        # Less than a socket holds, of which nothing is left when nothing is asked.
        assert not server.flush(), len(message)
        answers: list[PGresult] = []
        while True:
            while server.is_busy():
                await self._listen()
                server.consume_input()
            answer = server.get_result()
            if answer is None:
                return answers
            if answer.status in FAILED:
                raise error_from_result(answer)
            answers.append(answer)

    async def close(self) -> None:
        """Hang up."""
        get_running_loop().remove_reader(self.number)
        await self.connection.close()

    async def _listen(self) -> None:
        self.heard = get_running_loop().create_future()
        try:
            await self.heard
        finally:
            self.heard = None

    def _hear(self) -> None:
        """Wake who listens; if nobody does, and there is something, hang up.

        The loop may be late to tell of what was read meanwhile.
        """
        if self.heard is not None:
            if not self.heard.done():
                self.heard.set_result(None)
        elif self._is_told():
            self.deaf = True
            get_running_loop().remove_reader(self.number)

    def _is_told(self) -> bool:
        asked = poll()
        asked.register(self.number, POLLIN)
        return bool(asked.poll(0))
