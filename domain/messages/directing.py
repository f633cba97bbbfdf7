"""Directing: what journeys do, what they would do, and how many went how far."""

from datetime import timedelta

from domain import consent, customers, holdouts
from domain.consent import PurposeNotFound
from domain.customers import CustomerNotFound
from domain.kernel import Malformed, Unit, reads, writes
from domain.kernel.personal import crowd
from domain.messages import journey_store, keeping, keeping_store, machine, shipped
from domain.messages.entering import DUE
from domain.messages.facts import facts_of
from domain.messages.journey import (
    JOURNEYS_MAX,
    AskFunnel,
    FindJourney,
    Funnel,
    FunnelStage,
    Journey,
    JourneyNotFound,
    JourneyRaced,
    Journeys,
    ListJourneys,
    Planned,
    PutJourney,
    ShipJourneys,
    Simulated,
    SimulateJourney,
    StepKind,
    TooManyJourneys,
)
from domain.messages.machine import Arrival
from domain.messages.template import (
    TemplateNotFound,
    TemplateRaced,
    TooManyTemplates,
)

REFUSALS = (
    PurposeNotFound,
    TemplateNotFound,
    JourneyRaced,
    TooManyJourneys,
    holdouts.TooManyCampaigns,
)


@writes("messages:write", refusals=REFUSALS)
async def put_journey(unit: Unit, command: PutJourney) -> Journey:
    """Write a new version of a journey; the same again changes nothing.

    It is a campaign of that name, so that what it brings is told by `/v1/holdouts`.
    """
    return await _put(unit, command)


@writes(
    "messages:write", refusals=(*REFUSALS, Malformed, TemplateRaced, TooManyTemplates)
)
async def ship_journeys(unit: Unit, command: ShipJourneys) -> Journeys:
    """Have the journeys that the platform ships, and their templates, as they are.

    What the shop changed of them is put back.
    """
    for template in shipped.TEMPLATES:
        await keeping.put_template(unit, template)
    purposes = command.service_purpose, command.marketing_purpose
    return Journeys(
        journeys=tuple([await _put(unit, each) for each in shipped.journeys(*purposes)])
    )


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
    """Tell whether a customer would enter now, and what they would be written when.

    Nothing is written down. Whether it may be sent is decided when it would leave.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    terms = (await _found(unit, command.journey)).terms
    facts = (await facts_of(unit, [customer_id]))[customer_id]
    entered = machine.arrival(terms, facts)
    if terms.entry not in DUE:
        entered = Arrival(key="simulated", values={})
    at, planned = unit.now, list[Planned]()
    for step in terms.steps:
        at += timedelta(hours=step.hours)
        if step.kind is StepKind.MESSAGE and step.template is not None:
            planned.append(Planned(at=at, template=step.template))
    key = entered.key if entered else ""
    return Simulated(
        customer_id=customer_id,
        enters=entered is not None,
        entry_key=entered and entered.key,
        planned=tuple(planned) if entered else (),
        ended_by=machine.ended(terms, key, unit.now, facts) if entered else None,
    )


async def _put(unit: Unit, command: PutJourney) -> Journey:
    declared = await consent.list_purposes(unit, consent.ListPurposes())
    if command.terms.purpose not in {each.purpose for each in declared.purposes}:
        raise PurposeNotFound(command.terms.purpose)
    for step in command.terms.steps:
        if step.kind is StepKind.MESSAGE and not await keeping_store.newest(
            unit, step.template or ""
        ):
            raise TemplateNotFound
    earlier = await journey_store.newest(unit, command.journey)
    if not earlier and len(await journey_store.newest(unit)) >= JOURNEYS_MAX:
        raise TooManyJourneys(JOURNEYS_MAX)
    for known in earlier:
        if (known.terms, known.state) == (command.terms, command.state):
            return known
    journey = Journey(
        journey=command.journey,
        version=1 + max((each.version for each in earlier), default=0),
        state=command.state,
        terms=command.terms,
        recorded_at=unit.now,
    )
    if not await journey_store.add(unit, journey):
        raise JourneyRaced(journey.version)
    campaign = holdouts.PutCampaign(
        campaign=journey.journey, control_percent=journey.terms.control_percent
    )
    await holdouts.put_campaign(unit, campaign)
    journey_store.look_again(unit)
    return journey


async def _found(unit: Unit, journey: str) -> Journey:
    for found in await journey_store.newest(unit, journey):
        return found
    raise JourneyNotFound
