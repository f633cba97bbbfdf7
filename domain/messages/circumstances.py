"""Circumstances: all that the gate looks at, read while the customers are held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from domain import consent, customers, holdouts, privacy, tenants
from domain.consent import ContactChannel
from domain.customers import Customer
from domain.holdouts import Arm
from domain.kernel import CustomerId, Unit, keyring
from domain.messages import exits, help_store, hooks, keeping_store, reach, store
from domain.messages.model import MessageClass, MessageId, Row
from domain.messages.rules import Circumstances, Handed
from domain.messages.sentences import HELPED
from domain.messages.setting import CAP_DAYS_MAX, MessageSettings
from domain.messages.suppression import Address, Suppressed, SuppressionCause

AN_HOUR = timedelta(hours=1)
ZONE = "time_zone"
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


async def look(
    unit: Unit, kept: Sequence[Kept], settings: MessageSettings
) -> tuple[Mapping[MessageId, Circumstances], Mapping[CustomerId, Customer]]:
    """Return what the gate sees of each message, and whom they are for.

    The unit holds its customers.
    """
    whose = tuple(sorted({e.customer_id for e in kept if e.customer_id is not None}))
    there = [each.row for each in kept if each.customer_id is not None]
    asked = customers.FindMany(customer_ids=whose)
    people = {each.id: each for each in await customers.find_many(unit, asked)}
    names = await customers.people(unit, whose)
    seen = _Seen(
        people=people,
        erasing=await privacy.cooling_off(unit, whose),
        restricted=await customers.restricted(unit, whose),
        returned=await customers.suppressed(unit, whose),
        verdicts=await consent.verdicts(
            unit,
            {
                (each.customer_id, each.row.purpose, each.row.channel)
                for each in kept
                if each.customer_id is not None
            },
        ),
        addresses=await _addresses(unit, there, people),
        handed=await _handed(unit, names),
        zones=await _zones(unit, whose),
        exited=await exits.exited(unit, there),
        left_alone=await _left_alone(unit, there),
        helped=await _helped(unit, names),
        hooked=await _is_hooked(unit, there, settings),
        room=await _room(unit, settings),
    )
    return {each.row.id: _circumstances(each, seen) for each in kept}, people


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    people: Mapping[CustomerId, Customer]
    erasing: frozenset[CustomerId]
    restricted: frozenset[CustomerId]
    returned: frozenset[CustomerId]
    verdicts: Mapping[consent.Asked, consent.Verdict]
    addresses: Mapping[MessageId, Suppressed]
    handed: Mapping[CustomerId, Sequence[Handed]]
    zones: Mapping[CustomerId, ZoneInfo]
    exited: Mapping[MessageId, str]
    left_alone: Mapping[MessageId, str]
    helped: frozenset[CustomerId]
    hooked: bool
    room: int | None


def _circumstances(kept: Kept, seen: _Seen) -> Circumstances:
    row, who = kept.row, kept.customer_id or ""
    person = seen.people.get(who)
    return Circumstances(
        erased=person is None,
        erasing=who in seen.erasing,
        restricted=who in seen.restricted,
        verdict=seen.verdicts.get((who, row.purpose, row.channel), UNASKED),
        reachable=_is_reachable(row, person, seen),
        suppressed=_suppressed(row, who, seen),
        exited=seen.exited.get(row.id),
        held_out=seen.left_alone.get(row.id),
        handed=seen.handed.get(who, ()),
        zone=seen.zones.get(who, ZoneInfo("UTC")),
        room=seen.room,
    )


def _is_reachable(row: Row, person: Customer | None, seen: _Seen) -> bool:
    if person is None or reach.address(person, row.channel) is None:
        return False
    return row.channel is not ContactChannel.WEBHOOK or seen.hooked


def _suppressed(row: Row, who: CustomerId, seen: _Seen) -> str | None:
    marketing = row.message_class is MessageClass.MARKETING
    address = seen.addresses.get(row.id)
    if address is not None:
        complaint = address.cause is SuppressionCause.COMPLAINT
        return address.cause.value if marketing or not complaint else None
    if marketing and who in seen.helped:
        return HELPED
    # Who was erased once and came back has yet to ask for anything.
    return "erased_earlier" if marketing and who in seen.returned else None


async def _is_hooked(
    unit: Unit, rows: Sequence[Row], settings: MessageSettings
) -> bool:
    """Tell whether the shop takes messages itself, if any goes to it."""
    if all(row.channel is not ContactChannel.WEBHOOK for row in rows):
        return False
    return await hooks.of_shop(unit, settings) is not None


async def _helped(
    unit: Unit, names: Mapping[CustomerId, CustomerId]
) -> frozenset[CustomerId]:
    """Return whom a person is helping, by whichever of their names."""
    found = await help_store.helped(unit, sorted(names))
    return frozenset(names[each] for each in found)


async def _left_alone(unit: Unit, rows: Sequence[Row]) -> dict[MessageId, str]:
    """Return which marketing of journeys is for somebody whom they leave alone."""
    told: dict[MessageId, str] = {}
    by_campaign: dict[str, list[Row]] = {}
    for row in rows:
        if row.journey and row.message_class is MessageClass.MARKETING:
            by_campaign.setdefault(row.journey, []).append(row)
    for campaign, theirs in sorted(by_campaign.items()):
        whose = tuple(sorted({row.customer_id for row in theirs}))
        asked = holdouts.Decide(campaign=campaign, customer_ids=whose)
        decided = await holdouts.decide(unit, asked)
        arms = {each.customer_id: each.arm for each in decided.decisions}
        for row in theirs:
            arm = arms.get(row.customer_id, Arm.TREATED)
            if arm is not Arm.TREATED:
                told[row.id] = arm.value
    return told


async def _addresses(
    unit: Unit, rows: Iterable[Row], people: Mapping[CustomerId, Customer]
) -> dict[MessageId, Suppressed]:
    """Return to which addresses nothing goes by the channel of a message, and why."""
    secrets = await keyring.secrets(unit)
    to: dict[MessageId, Address] = {}
    for row in rows:
        person = people.get(row.customer_id)
        address = person and reach.address(person, row.channel)
        if address is not None:
            to[row.id] = (reach.index(secrets, row.channel, address), row.channel)
    if not to:
        return {}
    found = await keeping_store.suppressed(unit, set(to.values()))
    return {each: found[address] for each, address in to.items() if address in found}


async def _handed(
    unit: Unit, names: Mapping[CustomerId, CustomerId]
) -> dict[CustomerId, list[Handed]]:
    since = unit.now - timedelta(days=CAP_DAYS_MAX)
    handed: dict[CustomerId, list[Handed]] = {}
    for each in await store.got(unit, sorted(names), since):
        one = Handed(message_class=each.message_class, at=each.handed_at)
        handed.setdefault(names[each.customer_id], []).append(one)
    return handed


async def _zones(
    unit: Unit, whose: tuple[CustomerId, ...]
) -> dict[CustomerId, ZoneInfo]:
    """Return where each is: where they say, or else where the programme takes place."""
    home = ZoneInfo((await tenants.programme(unit)).time_zone)
    zones = dict.fromkeys(whose, home)
    asked = customers.FindMany(customer_ids=whose)
    for each in await customers.preferences_of_many(unit, asked):
        for said in each.preferences:
            if said.name == ZONE and isinstance(said.value, str):
                zones[each.customer_id] = _zone(said.value) or home
    return zones


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone by its name in the IANA database, or None if there is none."""
    return ZoneInfo(name) if name in _zones_known() else None


@cache
def _zones_known() -> frozenset[str]:
    return frozenset(available_timezones())


async def _room(unit: Unit, settings: MessageSettings) -> int | None:
    if settings.hourly_max is None:
        return None
    most = settings.hourly_max
    return most - await store.handed_since(unit, unit.now - AN_HOUR, most)
