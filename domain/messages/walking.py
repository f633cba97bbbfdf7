"""Walking: who goes on with a journey, what they are written, and what ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from domain.consent import ContactChannel
from domain.kernel import Unit, writes
from domain.messages import helping, journey_store, machine, store, template_store
from domain.messages.entry import Walked
from domain.messages.facts import facts_of
from domain.messages.journey import (
    RUNS_MAX,
    Journey,
    JourneyState,
    Run,
    RunState,
)
from domain.messages.known import Facts
from domain.messages.machine import Ask, End, Pause, Write
from domain.messages.model import MessageState, Row
from domain.messages.template import Template

ADVANCED_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRuns:
    """Have those go on whose time has come."""

    limit: Annotated[int, Meta(ge=1, le=RUNS_MAX)] = ADVANCED_MAX


@writes("system")
async def advance_runs(unit: Unit, command: AdvanceRuns) -> Walked:
    """Have those go on whose time has come: write to them, wait, or end."""
    runs = await journey_store.claim(unit, command.limit)
    asked = [(each.journey, each.version) for each in runs]
    journeys = await journey_store.versions(unit, asked)
    stopped = await _retired(unit)
    terms = [each.terms for each in journeys.values()]
    facts = await facts_of(unit, [each.customer_id for each in runs], terms)
    names = {e.template for each in terms for e in each.steps if e.template}
    approved = await template_store.in_use(unit, names)
    for run in runs:
        journey = journeys[run.journey, run.version]
        if run.journey in stopped:
            journey_store.save(unit, _over(unit, run, "retired"))
        else:
            await _advance(unit, run, journey, facts[run.customer_id], approved)
    return Walked(done=len(runs), more=len(runs) == command.limit)


async def _advance(
    unit: Unit,
    run: Run,
    journey: Journey,
    facts: Facts,
    approved: Mapping[str, Template],
) -> None:
    terms = journey.terms
    cause = machine.ended(terms, run.entry_key, run.entered_at, facts)
    so = machine.conditions(facts, run.entered_at)
    for move in machine.moves(terms, run.step, unit.now, cause, so):
        match move:
            case Write(step, name):
                # A template that is gone writes nothing.
                if name in approved:
                    for channel in terms.steps[step].channels:
                        row = _row(unit, run, journey, (step, channel), approved[name])
                        store.queue(unit, row)
            case Ask():
                await helping.ask(unit, run)
            case Pause(step, until):
                journey_store.save(unit, replace(run, step=step, due_at=until))
            case End(why):
                journey_store.save(unit, _over(unit, run, why and why.value))


def _row(
    unit: Unit,
    run: Run,
    journey: Journey,
    place: tuple[int, ContactChannel],
    template: Template,
) -> Row:
    """Return the message of a step by one of its channels."""
    terms = journey.terms
    step, channel = place
    by = "" if channel is ContactChannel.EMAIL else f":{channel.value}"
    because = {"nl": terms.because.nl, "en": terms.because.en}
    return Row(
        id=unit.new_id("msg"),
        customer_id=run.customer_id,
        journey=run.journey,
        run_id=run.id,
        template=template.template,
        template_version=template.version,
        message_class=terms.message_class,
        purpose=terms.purpose,
        channel=channel,
        state=MessageState.QUEUED,
        dedup_key=f"{run.id}:{step}{by}",
        subject={"values": run.subject, "why": because},
        created_at=unit.now,
        due_at=unit.now,
        expires_at=unit.now + timedelta(hours=terms.lifetime_hours),
    )


async def _retired(unit: Unit) -> frozenset[str]:
    newest = await unit.once(journey_store.newest)
    return frozenset(e.journey for e in newest if e.state is JourneyState.RETIRED)


def _over(unit: Unit, run: Run, cause: str | None) -> Run:
    state = RunState.DONE if cause is None else RunState.EXITED
    return replace(run, state=state, due_at=None, ended_at=unit.now, cause=cause)
