"""A feature that keeps nothing, and its routes: the machinery with nothing behind."""

from dataclasses import dataclass
from typing import Annotated

from api.rest.routing import delete, get, patch, post, put
from domain.kernel import CustomerId, Event, Kind, Page, Refusal, Unit, reads, writes
from domain.kernel.ids import identifier
from domain.kernel.outbox import outbox
from domain.kernel.pages import page
from domain.kernel.types import Count, Cursor, PageSize, ShortText
from tests.world import World

ThingId = Annotated[str, identifier("thg")]

THERE = "thg_" + "0" * 31 + "7"
VERSION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: ShortText
    weight: Count = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    id: ThingId
    name: str
    version: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    name: ShortText
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    thing_id: ThingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    thing_id: ThingId
    version: int
    name: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    limit: PageSize = 20
    after: Cursor | None = None
    colours: tuple[ShortText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingMade(Event):
    name = "thing.made"
    thing_id: ThingId


@dataclass(eq=False)
class ThingNotFound(Refusal):
    """There is no such thing."""

    kind = Kind.NOT_FOUND
    thing_id: ThingId


@dataclass(eq=False)
class ThingChanged(Refusal):
    """Somebody has changed this thing since it was read."""

    kind = Kind.PRECONDITION
    version: int


@writes("customers:write")
async def make(unit: Unit, command: Make) -> Thing:
    """Make a thing."""
    made = unit.new_id("thg")
    unit.emit(ThingMade(thing_id=made))
    return Thing(id=made, name=command.name, version=1, parts=command.parts)


@reads("customers:read", refusals=(ThingNotFound,))
async def find(unit: Unit, command: Find) -> Thing:
    """Return a thing."""
    del unit
    if command.thing_id != THERE:
        raise ThingNotFound(command.thing_id)
    return Thing(id=THERE, name="Mug", version=VERSION)


@writes("customers:write", refusals=(ThingNotFound, ThingChanged))
async def change(unit: Unit, command: Change) -> Thing:
    """Give a thing another name."""
    found = await find(unit, Find(thing_id=command.thing_id))
    if found.version != command.version:
        raise ThingChanged(found.version)
    return Thing(id=THERE, name=command.name, version=VERSION + 1)


@reads("customers:read")
async def listed(unit: Unit, command: List) -> Page[Thing]:
    """Return a page of things, named after the colours that were asked for."""
    del unit
    rows = [
        Thing(id=THERE, name=colour, version=place)
        for place, colour in enumerate(command.colours)
    ]
    return page(rows, command.limit, lambda thing: (thing.version,))


@writes("customers:write")
async def remove(unit: Unit, command: Find) -> None:
    """Remove a thing."""
    del unit, command


@writes("customers:write")
async def crash(unit: Unit, command: Find) -> Thing:
    """Go wrong."""
    del unit, command
    raise ZeroDivisionError("ann@example.com")


@reads("customers:read", subject="customer_id")
async def mine(unit: Unit, command: Mine) -> Mine:
    """Return whose affair it is."""
    del unit
    return command


ROUTES = (
    post("/v1/things", make),
    get("/v1/things", listed),
    get("/v1/things/{thing_id}", find),
    put("/v1/things/{thing_id}", change),
    patch("/v1/things/{thing_id}", change),
    delete("/v1/things/{thing_id}", remove),
    post("/v1/things/{thing_id}/crashes", crash),
    get("/v1/customers/{customer_id}/things", mine),
)


async def made(world: World) -> list[str]:
    """Return the things that a tenant had made."""
    news = await world.rows(outbox)
    return [
        message["payload"]["thing_id"]
        for message in news
        if message["name"] == ThingMade.name
    ]
