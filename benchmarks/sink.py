"""A mail server that takes everything and keeps nothing, in a process of its own."""

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import cast

import uvloop

from benchmarks.processes import Family

HOST = "127.0.0.1"
END = b"\r\n.\r\n"
YES, GO_ON = b"250 OK\r\n", b"354 go on\r\n"
# As every mail server does, it takes commands before it has answered the last one.
KNOWS = b"250-here\r\n250 PIPELINING\r\n"


class Taking(asyncio.Protocol):
    """Says yes to whatever it is told."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self.transport: asyncio.Transport | None = None
        self.waiting = b""
        self.in_letter = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(b"220 here\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each line, or each letter."""
        assert self.transport is not None
        self.waiting += data
        while True:
            mark = END if self.in_letter else b"\r\n"
            said, found, rest = self.waiting.partition(mark)
            if not found:
                return
            self.waiting = rest
            begins = not self.in_letter and said[:4].upper() == b"DATA"
            self.in_letter = begins
            greeted = said[:4].upper() == b"EHLO" and mark is not END
            self.transport.write(GO_ON if begins else KNOWS if greeted else YES)


async def serve() -> None:
    """Serve on a free port, which is printed, until whoever asked closes our input."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Taking, HOST, 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


@contextmanager
def sink() -> Generator[tuple[int, Family]]:
    """Give the port of a mail server that runs beside, and what runs it."""
    command = (sys.executable, "-m", "benchmarks.sink")
    with Popen(command, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), Family(process.pid)
        finally:
            process.stdin.close()


if __name__ == "__main__":
    uvloop.run(serve())
