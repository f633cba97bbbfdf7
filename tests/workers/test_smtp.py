"""SMTP over a line that stays open: what is known of a mail when it breaks."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from workers.ports import smtp
from workers.ports.mail import Server
from workers.ports.smtp import Line, LostError, Reply, UnsentError

LETTER = b"Subject: x\r\n\r\n.dot\r\nend"
FROM, TO = "no-reply@hoek.example", "ann@example.com"


@dataclass
class Talking:
    """A mail server that takes commands at once, and says what it is told to."""

    answers: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    leaves_at: bytes = b"QUIT"
    at_once: bool = True
    heard: list[bytes] = field(default_factory=list[bytes])
    letters: list[bytes] = field(default_factory=list[bytes])

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].strip().upper()
            self.heard.append(word)
            if word == self.leaves_at:
                break
            known = b"250-here\r\n250 PIPELINING\r\n" if self.at_once else b"250 OK\r\n"
            said = {b"EHLO": known, b"DATA": b"354 go on\r\n", **self.answers}
            writer.write(said.get(word, b"250 2.0.0 OK\r\n"))
            if said.get(word, b"").startswith(b"354"):
                letter = b""
                while (each := await reader.readline()) not in {b".\r\n", b""}:
                    letter += each
                self.letters.append(letter)
                if self.leaves_at == b"END":
                    break
                writer.write(self.answers.get(b"END", b"250 2.0.0 queued\r\n"))
        writer.close()


@asynccontextmanager
async def line_to(server: Talking) -> AsyncGenerator[Line]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        line = await smtp.connected(Server.of(f"smtp://127.0.0.1:{port}"))
        try:
            yield line
        finally:
            line.close()


@pytest.mark.parametrize("at_once", [True, False])
async def test_mails_follow_each_other_on_one_line(*, at_once: bool) -> None:
    server = Talking(at_once=at_once)
    async with line_to(server) as line:
        assert line.at_once is at_once
        for _ in range(2):
            assert await line.carry(FROM, TO, LETTER) == Reply(250, "2.0.0 queued")
    assert server.letters == [b"Subject: x\r\n\r\n..dot\r\nend\r\n"] * 2
    assert server.heard[:7] == [b"EHLO", *[b"MAIL", b"RCPT", b"DATA"] * 2]


@pytest.mark.parametrize(
    ("word", "said", "also"),
    [
        (b"MAIL", b"451 4.3.0 Later\r\n", b"503 5.5.1 No\r\n"),
        (b"RCPT", b"550-5.1.1 Nobody\r\n550 5.1.1 of that name\r\n", b"554 5.5.1\r\n"),
        # One that wants a letter for nobody gets none.
        (b"RCPT", b"452 4.2.2 Full\r\n", b"354 go on\r\n"),
        (b"DATA", b"421 4.3.2 Going down\r\n", None),
        (b"END", b"554 5.7.1 Not today\r\n", None),
    ],
)
async def test_who_is_refused_keeps_nobody_else_from_the_line(
    word: bytes, said: bytes, also: bytes | None
) -> None:
    answers = {word: said} | ({b"DATA": also} if also else {})
    server = Talking(answers=answers)
    async with line_to(server) as line:
        reply = await line.carry(FROM, TO, LETTER)
        last = said.split(b"\r\n")[-2]
        assert reply == Reply(int(last[:3]), last[4:].decode())
        answers.clear()
        assert (await line.carry(FROM, TO, LETTER)).code == 250
    assert b"RSET" in server.heard or word == b"END"


@pytest.mark.parametrize(
    ("leaves_at", "error"),
    [(b"MAIL", UnsentError), (b"DATA", UnsentError), (b"END", LostError)],
)
async def test_until_the_letter_is_on_its_way_nobody_has_it(
    leaves_at: bytes, error: type[Exception]
) -> None:
    async with line_to(Talking(leaves_at=leaves_at)) as line:
        with pytest.raises(error):
            await line.carry(FROM, TO, LETTER)
        assert not line.is_open


async def test_a_silent_server_is_left_and_one_that_talks_unasked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_S", 0.05)
    for word, error in ((b"RCPT", UnsentError), (b"END", LostError)):
        async with line_to(Talking(answers={word: b""})) as line:
            with pytest.raises(error):
                await line.carry(FROM, TO, LETTER)
    async with line_to(Talking(answers={b"MAIL": b"250 a\r\n250 b\r\n"})) as line:
        with pytest.raises(UnsentError):
            await line.carry(FROM, TO, LETTER)
        assert not line.is_open
