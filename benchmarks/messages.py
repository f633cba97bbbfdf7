"""Messages: how many mails leave a second, and how many the gate judges."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import aiosmtplib
import structlog
import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.processes import Family
from benchmarks.shop import Shop, open_shop, operator_of, platform_of
from benchmarks.sink import HOST, sink
from domain import consent, customers, messages
from domain.consent import Basis, ContactChannel, PurposeKind, Wording
from domain.customers import CustomerRow
from domain.kernel import CustomerId, Platform, Principal, Unit
from domain.kernel.database import Engine, Role, connect
from domain.kernel.platform import utc_now
from domain.messages import (
    Block,
    BlockKind,
    Cap,
    Content,
    MessageClass,
    MessageSettings,
    Parcel,
    Phrase,
    PutTemplate,
    SubjectLine,
)
from domain.messages.tables import messages as table
from domain.settings import Settings
from workers.messenger import HANDS_MAX, WAYS, Messenger
from workers.ports import mime
from workers.ports.dkim import Signer
from workers.ports.mail import Server
from workers.ports.offices import Offices
from workers.ports.post import Smtp

PEOPLE_MAX, CHUNK, ROUNDS_MAX = 5_000, 500, 3
US_PER_S = 1_000_000
DOCUMENT = "query { __typename }"
SENDER, DOMAIN = "no-reply@hoek.example", "hoek.example"
OURS, GATE, BARE = "mails, end to end", "the gate alone", "bare SMTP loop"
NEWS, HELLO = "news", "hello"
NOTHING = Cap(message_class=MessageClass.MARKETING, count=0, days=1)
ALWAYS = MessageSettings(quiet_from="00:00", quiet_until="00:00", caps=())
NEVER = replace(ALWAYS, caps=(NOTHING,))
NOTE = """\
{people:,} messages, {rounds} rounds; a name, a text and the points in each. End to end
is claimed, judged under lock, written, signed (Ed25519), handed over by SMTP and
recorded, by one process and {hands} connections to a server beside it that takes
everything, processor time of each apart; a bare loop hands one letter that is ready to
the same server, over as many connections. The gate alone claims, judges and records
messages that are all kept back by a cap."""
COLUMNS = (
    Column(key="rate", head="a second"),
    Column(key="python_us", head="Python µs each"),
    Column(key="postgres_us", head="PostgreSQL µs"),
    Column(key="server_us", head="mail server µs"),
)
NEW = {"id": "uuidv7()", "customer_id": "who", "dedup_key": ":mark || who"}
NAMES = ", ".join(each.name for each in table.columns)
VALUES = ", ".join(NEW.get(each.name, each.name) for each in table.columns)
QUEUE = text(
    f"INSERT INTO messages ({NAMES}) SELECT {VALUES} FROM messages"
    " CROSS JOIN unnest(CAST(:whose AS uuid[])) AS who"
    " WHERE tenant_id = CAST(:tenant AS uuid) AND id = CAST(:first AS uuid)"
)


def compare(place: Place, effort: Effort) -> Table:
    """Send mails as the messenger does, and as a bare loop does; judge some."""
    people, rounds = min(effort.customers, PEOPLE_MAX), min(effort.rounds, ROUNDS_MAX)
    samples: dict[str, list[Sample]] = {BARE: [], OURS: [], GATE: []}
    # What is printed here are figures.
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    shop = open_shop(place, "messages", DOCUMENT)

    async def work() -> None:
        with sink() as (port, server):
            families = {"postgres_us": place.postgres, "server_us": server}
            async with platform_of(place) as platform:
                bench = await _furnished(place, platform, shop, people, port)
                for number in range(rounds):
                    samples[BARE].append(await _timed(people, bench.bare, families))
                    for name, settings in ((OURS, ALWAYS), (GATE, NEVER)):
                        await bench.queue(settings, f"{name}-{number}-")
                        sample = await _timed(people, bench.send, families)
                        samples[name].append(sample)

    uvloop.run(work())
    return Table(
        title="Messages",
        note=NOTE.format(people=people, rounds=rounds, hands=HANDS_MAX),
        columns=COLUMNS,
        compared="rate",
        yard_stick=BARE,
        samples=samples,
    )


async def _timed(
    count: int, work: Callable[[], Awaitable[None]], families: Mapping[str, Family]
) -> Sample:
    others = {name: family.cpu_seconds() for name, family in families.items()}
    worked, began = time.process_time(), time.perf_counter()
    await work()
    worked, ended = time.process_time() - worked, time.perf_counter()
    taken = {
        name: (family.cpu_seconds() - others[name]) / count * US_PER_S
        for name, family in families.items()
    }
    rate, python_us = count / (ended - began), worked / count * US_PER_S
    return {"rate": rate, "python_us": python_us, **taken}


class Bench:
    """A shop with customers who can be written to, and a mail server."""

    def __init__(
        self,
        platform: Platform,
        owner: Principal,
        whose: Sequence[CustomerId],
        watch: Engine,
        port: int,
    ) -> None:
        """Have everything at hand."""
        server = Server.of(f"smtp://{HOST}:{port}")
        signer = Signer(DOMAIN, "s1", Ed25519PrivateKey.generate())
        self.platform, self.owner, self.whose = platform, owner, whose
        self.server = server
        self.offices = Offices({ContactChannel.EMAIL: Smtp(server, SENDER, signer)})
        self.messenger = Messenger(platform, watch, self.offices, "https://x.example")

    async def queue(self, settings: MessageSettings, mark: str) -> None:
        """Have a message for each customer, which is due."""
        await self.platform.run(messages.put_message_settings, settings, self.owner)
        send = messages.SendMessage(
            customer_id=self.whose[0], template=HELLO, purpose=NEWS
        )
        first = await self.platform.run(messages.send_message, send, self.owner)
        given = {
            "whose": [each[4:] for each in self.whose[1:]],
            "mark": mark,
            "tenant": str(self.owner.tenant),
            "first": first.id[4:],
        }

        async def work(unit: Unit) -> None:
            await unit.transaction.execute(QUEUE, given)

        await self.platform.perform(work, self.owner)

    async def send(self) -> None:
        """Send until nothing is due, with no rest for channels that are not there."""
        more = True
        while more:
            batches = (self.messenger.send(self.owner.tenant) for _ in range(WAYS))
            more = any(await asyncio.gather(*batches))

    async def bare(self) -> None:
        """Hand over one letter as often as there are customers."""
        letter = mime.mail(_parcel(), SENDER, None)
        lanes = [len(self.whose) // HANDS_MAX] * HANDS_MAX
        await asyncio.gather(*(self._lane(letter, each) for each in lanes))

    async def _lane(self, letter: bytes, count: int) -> None:
        port = self.server.port
        async with aiosmtplib.SMTP(hostname=HOST, port=port) as connection:
            for _ in range(count):
                await connection.sendmail(SENDER, ["ann@example.com"], letter)


async def _furnished(
    place: Place, platform: Platform, shop: Shop, people: int, port: int
) -> Bench:
    owner = operator_of(shop)
    purpose = consent.PutPurpose(
        purpose=NEWS,
        name=Wording(nl="Nieuws", en="News"),
        basis=Basis.EXISTING_CUSTOMER,
        kind=PurposeKind.MARKETING,
        channels=(ContactChannel.EMAIL,),
    )
    await platform.run(consent.put_purpose, purpose, owner)
    said = Phrase(nl="Dag {{ name }}, er is nieuws.", en="Hello {{ name }}, news.")
    template = PutTemplate(
        template=HELLO,
        subject=SubjectLine(nl="Nieuws, {{ name }}", en="News, {{ name }}"),
        blocks=(Block(kind=BlockKind.POINTS), Block(kind=BlockKind.TEXT, text=said)),
    )
    await platform.run(messages.put_template, template, owner)
    whose: list[CustomerId] = []
    for start in range(0, people, CHUNK):
        rows = [
            CustomerRow(
                source="bench",
                external_id=str(each),
                email=f"p{each}@example.com",
                given_name=f"Zoë {each}",
            )
            for each in range(start, min(start + CHUNK, people))
        ]
        took = await platform.perform(
            lambda unit, rows=rows: customers.import_many(unit, rows), owner
        )
        whose += [each.id for each in took.rows if each.id is not None]
    watch = connect(Settings.of(place.settings).database_url, Role.RELAY, pool_size=1)
    return Bench(platform, owner, whose, watch, port)


def _parcel() -> Parcel:
    """Return a letter as long as those that are sent."""
    body = "Dag Zoë, er is nieuws. " * 20
    return Parcel(
        message_id="msg_" + "1" * 32,
        sender="De Hoek",
        content=Content(
            to="ann@example.com", subject="Nieuws", text=body, html=body * 4
        ),
        language="nl",
        written_at=utc_now(),
        unsubscribe="https://x.example/u/abc",
    )
