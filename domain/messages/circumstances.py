"""Circumstances: all that the gate looks at, read while the customers are held."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from domain import consent, customers, privacy, tenants
from domain.customers import Customer
from domain.kernel import CustomerId, Unit, keyring
from domain.messages import alone, exits, help_store, keeping_store, reach, store, ways
from domain.messages.model import Due, MessageClass, MessageId, Row
from domain.messages.rules import Circumstances, Handed
from domain.messages.sentences import HELPED
from domain.messages.setting import CAP_DAYS_MAX, MessageSettings
from domain.messages.suppression import Address, Suppressed, SuppressionCause
from domain.messages.ways import Ways

AN_HOUR = timedelta(hours=1)
UTC = ZoneInfo("UTC")
# Of who is nobody any more nobody asks what they said.
UNASKED = consent.Verdict(
    reason=consent.NoGround.NO_BASIS,
    basis=None,
    state=None,
    consent_id=None,
    since=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message, and whom it is for now: nobody, if they were erased."""

    row: Row
    customer_id: CustomerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a batch of messages and of whom they are for."""

    there: Collection[CustomerId]
    erasing: Collection[CustomerId]
    restricted: Collection[CustomerId]
    returned: Collection[CustomerId]
    helped: Collection[CustomerId]
    verdicts: Mapping[consent.Asked, consent.Verdict]
    # Those for whom there is an address by their channel, and where nothing goes.
    reachable: Collection[MessageId]
    addresses: Mapping[MessageId, Suppressed]
    handed: Mapping[CustomerId, Sequence[Handed]]
    zones: Mapping[CustomerId, ZoneInfo]
    room: int | None
    # Of journeys, if they were asked.
    exited: Mapping[MessageId, str] = field(default_factory=dict[MessageId, str])
    left_alone: Mapping[MessageId, str] = field(default_factory=dict[MessageId, str])
    journeys_asked: bool = False

    def of(self, row: Due, who: CustomerId | None) -> Circumstances:
        """Return what is seen of one of the messages."""
        whose = who or ""
        return Circumstances(
            erased=whose not in self.there,
            erasing=whose in self.erasing,
            restricted=whose in self.restricted,
            verdict=self.verdicts.get((whose, row.purpose, row.channel), UNASKED),
            reachable=row.id in self.reachable,
            suppressed=self._suppressed(row, whose),
            unasked=row.journey is not None and not self.journeys_asked,
            exited=self.exited.get(row.id),
            held_out=self.left_alone.get(row.id),
            handed=self.handed.get(whose, ()),
            zone=self.zones.get(whose, UTC),
            room=self.room,
        )

    def _suppressed(self, row: Due, who: CustomerId) -> str | None:
        marketing = row.message_class is MessageClass.MARKETING
        address = self.addresses.get(row.id)
        if address is not None:
            complaint = address.cause is SuppressionCause.COMPLAINT
            return address.cause.value if marketing or not complaint else None
        if marketing and who in self.helped:
            return HELPED
        # Who was erased once and came back has yet to ask for anything.
        return "erased_earlier" if marketing and who in self.returned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom messages are for, and by which ways they get there."""

    people: Mapping[CustomerId, Customer]
    ways: Ways


async def look(
    unit: Unit, kept: Sequence[Kept], settings: MessageSettings
) -> tuple[Mapping[MessageId, Circumstances], Whom]:
    """Return what the gate sees of each message, and whom they are for.

    The unit holds its customers.
    """
    whose = tuple(sorted({e.customer_id for e in kept if e.customer_id is not None}))
    there = [each.row for each in kept if each.customer_id is not None]
    asked = customers.FindMany(customer_ids=whose)
    people = {each.id: each for each in await customers.find_many(unit, asked)}
    known = await customers.contacts(unit, whose)
    addresses = await _addresses(unit, there, people)
    known_as = await names(unit, sorted(people))
    by = await ways.found(unit, {row.channel for row in there}, settings, known_as)
    seen = Seen(
        there=people,
        erasing=await privacy.cooling_off(unit, whose),
        restricted={each for each in known if known[each].restricted},
        returned={each for each in known if known[each].returned},
        helped=await helped(unit, there, known_as),
        verdicts=await consent.verdicts(unit, asked_of(there)),
        reachable={
            row.id for row in there if by.address(row, people.get(row.customer_id))
        },
        addresses=await shut(unit, addresses),
        handed=await handed(unit, known_as, settings),
        zones=await zones(unit, {each: known[each].time_zone for each in known}),
        room=await room(unit, settings),
        exited=await exits.exited(unit, there),
        left_alone=await alone.left_alone(unit, there),
        journeys_asked=True,
    )
    looked = {each.row.id: seen.of(each.row, each.customer_id) for each in kept}
    return looked, Whom(people=people, ways=by)


def asked_of(rows: Iterable[Due]) -> set[consent.Asked]:
    """Return what is to be asked of what customers said."""
    return {(row.customer_id, row.purpose, row.channel) for row in rows}


async def names(
    unit: Unit, whose: Sequence[CustomerId]
) -> dict[CustomerId, CustomerId]:
    """Return all ids by which these are known, and whose each is."""
    return {each: each for each in whose} | await customers.aliases_of(unit, whose)


async def helped(
    unit: Unit, rows: Iterable[Due], known_as: Mapping[CustomerId, CustomerId]
) -> frozenset[CustomerId]:
    """Return whom a person is helping, by any of their names, if somebody asks."""
    if all(row.message_class is not MessageClass.MARKETING for row in rows):
        return frozenset()
    found = await help_store.helped(unit, sorted(known_as))
    return frozenset(known_as[each] for each in found)


async def shut(
    unit: Unit, addresses: Mapping[MessageId, Address]
) -> dict[MessageId, Suppressed]:
    """Return to which of these addresses nothing goes by their channel, and why."""
    if not addresses:
        return {}
    found = await keeping_store.suppressed(unit, set(addresses.values()))
    return {
        each: found[address] for each, address in addresses.items() if address in found
    }


async def handed(
    unit: Unit, known_as: Mapping[CustomerId, CustomerId], settings: MessageSettings
) -> dict[CustomerId, list[Handed]]:
    """Return what each got that a cap may count."""
    days = max((cap.days for cap in settings.caps), default=0)
    if not days:
        return {}
    since = unit.now - timedelta(days=min(days, CAP_DAYS_MAX))
    got: dict[CustomerId, list[Handed]] = {}
    for each in await store.got(unit, sorted(known_as), since):
        one = Handed(
            message_class=each.message_class, channel=each.channel, at=each.handed_at
        )
        got.setdefault(known_as[each.customer_id], []).append(one)
    return got


async def zones(
    unit: Unit, said: Mapping[CustomerId, Any]
) -> dict[CustomerId, ZoneInfo]:
    """Return where each is: where they say, or else where the programme takes place."""
    home = ZoneInfo((await tenants.programme(unit)).time_zone)
    return {
        each: (_zone(name) if isinstance(name, str) else None) or home
        for each, name in said.items()
    }


async def room(unit: Unit, settings: MessageSettings) -> int | None:
    """Return how many messages may leave within this hour; None has no end."""
    if settings.hourly_max is None:
        return None
    most = settings.hourly_max
    return most - await store.handed_since(unit, unit.now - AN_HOUR, most)


async def _addresses(
    unit: Unit, rows: Iterable[Row], people: Mapping[CustomerId, Customer]
) -> dict[MessageId, Address]:
    """Return where each message would go, by the digest of the address."""
    secrets = await keyring.secrets(unit)
    to: dict[MessageId, Address] = {}
    for row in rows:
        person = people.get(row.customer_id)
        address = person and reach.address(person, row.channel)
        if address is not None:
            to[row.id] = (reach.index(secrets, row.channel, address), row.channel)
    return to


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone by its name in the IANA database, or None if there is none."""
    return ZoneInfo(name) if name in _zones_known() else None


@cache
def _zones_known() -> frozenset[str]:
    return frozenset(available_timezones())
