"""Directing: what journeys do, what they would do, and how many went how far."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import consent, customers, holdouts, segments, tenants
from domain.consent import PurposeNotFound
from domain.customers import CustomerNotFound
from domain.kernel import Malformed, Unit, reads, writes
from domain.kernel.personal import crowd
from domain.messages import (
    entering,
    journey_store,
    machine,
    newsletters,
    pairing,
    reach,
    round_store,
    shipped,
    template_store,
    templating,
)
from domain.messages.arriving import BY_FACTS
from domain.messages.facts import facts_of
from domain.messages.journey import (
    JOURNEYS_MAX,
    AskFunnel,
    EntryKind,
    FindJourney,
    Funnel,
    FunnelStage,
    Journey,
    JourneyNotFound,
    JourneyRaced,
    Journeys,
    JourneyTerms,
    ListJourneys,
    Planned,
    PutJourney,
    ShipJourneys,
    Simulated,
    SimulateJourney,
    StepKind,
    TooManyJourneys,
)
from domain.messages.known import Arrival, Facts
from domain.messages.machine import Pause, Write
from domain.messages.model import ChannelUnknown
from domain.messages.template import (
    TemplateNotFound,
    TemplateRaced,
    TooManyTemplates,
)
from domain.segments import SegmentNotFound

REFUSALS = (
    Malformed,
    PurposeNotFound,
    TemplateNotFound,
    ChannelUnknown,
    SegmentNotFound,
    JourneyRaced,
    TooManyJourneys,
    holdouts.TooManyCampaigns,
)


@writes("messages:write", refusals=REFUSALS)
async def put_journey(unit: Unit, command: PutJourney) -> Journey:
    """Write a new version of a journey; the same again changes nothing.

    It is a campaign of that name, so that what it brings is told by `/v1/holdouts`.
    """
    (journey,) = await _put(unit, [command])
    return journey


@writes("messages:write", refusals=(*REFUSALS, TemplateRaced, TooManyTemplates))
async def ship_journeys(unit: Unit, command: ShipJourneys) -> Journeys:
    """Have the journeys that the platform ships, and their templates, as they are.

    What the shop changed of them is put back.
    """
    await templating.put_templates(unit, shipped.TEMPLATES)
    purposes = command.service_purpose, command.marketing_purpose
    return Journeys(journeys=await _put(unit, shipped.journeys(*purposes)))


@reads("messages:read", refusals=(JourneyNotFound,))
async def find_journey(unit: Unit, command: FindJourney) -> Journey:
    """Tell what a journey does."""
    return await _found(unit, command.journey)


@reads("messages:read")
async def list_journeys(unit: Unit, command: ListJourneys) -> Journeys:
    """Tell what all journeys do."""
    del command
    return Journeys(journeys=await journey_store.newest(unit))


@reads("messages:read", refusals=(JourneyNotFound,))
async def ask_funnel(unit: Unit, command: AskFunnel) -> Funnel:
    """Tell how many went how far on a journey, and what became of its messages."""
    journey = await _found(unit, command.journey)
    counted = await journey_store.stages(unit, journey.journey)
    return Funnel(
        journey=journey.journey,
        stages=tuple(
            FunnelStage(stage=stage, count=count)
            for stage, count in sorted(counted.items())
            if crowd(count)
        ),
    )


@reads("messages:read", refusals=(CustomerNotFound, JourneyNotFound))
async def simulate_journey(unit: Unit, command: SimulateJourney) -> Simulated:
    """Tell whether a customer would enter, and what they would be written when.

    Nothing is written down. Whether it may be sent is decided when it would leave.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    terms = (await _found(unit, command.journey)).terms
    known = (await facts_of(unit, [customer_id], [terms]))[customer_id]
    begins = command.at or unit.now
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    facts = replace(known, now=begins, today=begins.astimezone(zone).date())
    entered = machine.arrival(terms, facts)
    cause = entered and machine.ended(terms, entered.key, begins, facts)
    if terms.entry is EntryKind.NEWSLETTER:
        meant = await newsletters.meets(unit, terms, customer_id)
        entered = newsletters.arrived(terms.begins_at or begins) if meant else None
    elif terms.entry not in BY_FACTS:
        # Somebody would say that it came about.
        entered = Arrival(key="simulated", values={})
    return Simulated(
        customer_id=customer_id,
        enters=entered is not None,
        entry_key=entered and entered.key,
        planned=tuple(_planned(terms, facts)) if entered else (),
        ended_by=cause,
    )


def _planned(terms: JourneyTerms, facts: Facts) -> Iterator[Planned]:
    """Return what somebody would be written, if all that is so stayed so."""
    so = machine.conditions(facts, facts.now)
    at: datetime | None = facts.now
    step = 0
    while at is not None:
        now, at = at, None
        for move in machine.moves(terms, step, now, None, so):
            match move:
                case Write(place, template):
                    channels = terms.steps[place].channels
                    yield Planned(at=now, template=template, channels=channels)
                case Pause(following, until):
                    step, at = following, until
                case _:
                    pass


async def _put(unit: Unit, commands: Sequence[PutJourney]) -> tuple[Journey, ...]:
    """Write new versions of journeys, where they do something else."""
    await _check(unit, commands)
    earlier = {each.journey: each for each in await journey_store.newest(unit)}
    said = [_version(unit, each, earlier.get(each.journey)) for each in commands]
    names = earlier.keys() | {each.journey for each in said}
    if len(names) > max(JOURNEYS_MAX, len(earlier)):
        raise TooManyJourneys(JOURNEYS_MAX)
    new = [each for each in said if each is not earlier.get(each.journey)]
    if new and await journey_store.add(unit, new) < len(new):
        raise JourneyRaced(max(each.version for each in new))
    if new:
        campaigns = [
            holdouts.PutCampaign(
                campaign=each.journey, control_percent=each.terms.control_percent
            )
            for each in new
        ]
        await holdouts.put_campaigns(unit, campaigns)
        if any(each.terms.entry in entering.DUE for each in new):
            round_store.look_again(unit)
    return tuple(said)


async def _check(unit: Unit, commands: Sequence[PutJourney]) -> None:
    """Refuse journeys that name what is not there."""
    declared = await consent.list_purposes(unit, consent.ListPurposes())
    purposes = {each.purpose: each.channels for each in declared.purposes}
    templates = {each.template for each in await template_store.newest(unit)}
    for command in commands:
        pairing.check(command.terms)
        segment = command.terms.segment
        if segment is not None and not await segments.is_there(unit, segment):
            raise SegmentNotFound(segment)
        if command.terms.purpose not in purposes:
            raise PurposeNotFound(command.terms.purpose)
        for step in command.terms.steps:
            if step.kind is StepKind.MESSAGE and step.template not in templates:
                raise TemplateNotFound
        reach.refuse_unknown(
            purposes[command.terms.purpose],
            {channel for step in command.terms.steps for channel in step.channels},
        )


def _version(unit: Unit, said: PutJourney, known: Journey | None) -> Journey:
    """Return what a journey does: as it is known, or in a new version."""
    if known and (known.terms, known.state) == (said.terms, said.state):
        return known
    return Journey(
        journey=said.journey,
        version=1 if known is None else known.version + 1,
        state=said.state,
        terms=said.terms,
        recorded_at=unit.now,
    )


async def _found(unit: Unit, journey: str) -> Journey:
    for found in await journey_store.newest(unit, journey):
        return found
    raise JourneyNotFound
