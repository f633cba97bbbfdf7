"""A shop with segments, as tests want to find it."""

from typing import Any

from domain import consent, segments
from domain.consent import Basis, PublishNotice, PurposeKind, PutPurpose, Wording
from domain.kernel import system, validation
from domain.segments import PutSegment
from tests.domain.scoring.shop import rescore
from tests.world import World

NAMES = {"nl": "Segment", "en": "Segment"}


def meaning(name: str, predicate: dict[str, Any]) -> PutSegment:
    """Return the command that says who is in a segment."""
    given = {"segment": name, "names": NAMES, "predicate": predicate}
    return validation.command(given, PutSegment)


async def put(world: World, name: str, predicate: dict[str, Any]) -> segments.Segment:
    return await world.run(segments.put, meaning(name, predicate))


async def settle(world: World, limit: int = 1_000) -> None:
    """Do all that segments wait for."""
    more = True
    while more:
        command = segments.ApplySegments(limit=limit)
        caller = system(world.principal.tenant)
        more = (await world.platform.run(segments.apply, command, caller)).more
    await rescore(world)


async def of(world: World, who: str = "ann") -> list[str]:
    """Return in which segments a customer is."""
    asked = segments.SegmentsOfCustomer(customer_id=f"external:shop:{who}")
    told = await world.run(segments.of_customer, asked)
    return [each.segment for each in told.segments]


async def moves(world: World) -> list[tuple[str, bool]]:
    """Return who came and went so far, in turn."""
    return [
        (move["segment"], move["entered"])
        for name, payload in await world.news()
        if name == "segments.changed"
        for move in payload["moves"]
    ]


async def advertising(world: World) -> None:
    """Declare that segments are shared with who advertises, if customers agree."""
    words = Wording(nl="Advertenties elders", en="Advertisements elsewhere")
    purpose = PutPurpose(
        purpose="advertising",
        name=words,
        basis=Basis.CONSENT,
        kind=PurposeKind.SHARING,
    )
    await world.run(consent.put_purpose, purpose)
    notice = PublishNotice(purpose="advertising", text=words)
    await world.run(consent.publish_notice, notice)
