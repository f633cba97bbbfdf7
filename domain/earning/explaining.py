"""Explaining: why an order or event earned what it did, and why not more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain import events, orders, tenants
from domain.earning import memory, rule_store, sentences, store
from domain.earning.model import CauseId, RuleVersion
from domain.earning.sentences import Teller
from domain.earning.trace import Outcome, Trace
from domain.events import EventId
from domain.kernel import CustomerId, Unit, reads
from domain.kernel.types import Count, Locale, Slug
from domain.orders import OrderRef
from domain.tenants import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDecision:
    """What one rule made of an order or event, and why, in sentences.

    `basis` is what counted and `worth` what it is worth before caps made it `given`.
    """

    rule: Slug
    version: int
    name: str
    outcome: Outcome
    unit: Slug
    basis: Count
    worth: Count
    given: Count
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardExplanation:
    """Why something earned what it did, rule by rule, in the order of their names.

    Of an occasion, `remarks` tells what came about; and if no rule was tried, why.
    """

    cause_id: CauseId
    customer_id: CustomerId | None
    locale: Locale
    decisions: tuple[RuleDecision, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOfOrder:
    """Ask why an order earned what it did: in Dutch or English."""

    order_id: OrderRef
    locale: Locale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOfEvent:
    """Ask why an event earned what it did: in Dutch or English."""

    event_id: EventId
    locale: Locale | None = None


@reads("earning:read", refusals=(orders.OrderNotFound,))
async def why_of_order(unit: Unit, command: WhyOfOrder) -> AwardExplanation:
    """Tell why an order earned what it did, and why other rules gave nothing."""
    order_id = await orders.identify(unit, command.order_id)
    cases = await orders.cases(unit, (order_id,))
    if not cases:
        raise orders.OrderNotFound
    (case,) = cases
    teller = await teller_in(unit, command.locale)
    own, remarks = teller.wording.programme.currency, list[str]()
    if case.customer_id is None:
        remarks.append(teller.words.nobody)
    if case.currency != own:
        told = teller.words.other_currency
        remarks.append(told.format(currency=case.currency, own=own))
    return await explain(unit, (order_id, case.customer_id), teller, remarks)


@reads("earning:read", refusals=(events.EventNotFound,))
async def why_of_event(unit: Unit, command: WhyOfEvent) -> AwardExplanation:
    """Tell why an event earned what it did, and why other rules gave nothing."""
    found = await events.behaviours(unit, (command.event_id,))
    if not found:
        raise events.EventNotFound
    (event,) = found
    teller = await teller_in(unit, command.locale)
    remarks = [teller.words.nobody] if event.customer_id is None else []
    return await explain(unit, (event.id, event.customer_id), teller, remarks)


def explained(
    traces: Iterable[Trace], versions: Iterable[RuleVersion], teller: Teller
) -> tuple[RuleDecision, ...]:
    """Return traces as decisions with their sentences."""
    by_id = {each.id: each for each in versions}
    return tuple(
        RuleDecision(
            rule=trace.rule,
            version=trace.version,
            name=by_id[trace.rule_id].name,
            outcome=trace.outcome,
            unit=by_id[trace.rule_id].terms.unit,
            basis=trace.basis,
            worth=trace.worth,
            given=trace.given,
            reasons=teller.tell(trace, by_id[trace.rule_id]),
        )
        for trace in sorted(traces, key=lambda each: each.rule)
    )


async def explain(
    unit: Unit,
    cause: tuple[CauseId, CustomerId | None],
    teller: Teller,
    remarks: Sequence[str] = (),
) -> AwardExplanation:
    """Return what rules made of a cause, whose it is, and what there is to remark."""
    cause_id, customer_id = cause
    awards = await store.of_causes(unit, (cause_id,))
    traces = [each.trace for each in awards]
    for each in (await memory.remembered(unit, (cause_id,))).values():
        traces += each.refused
    versions = await rule_store.versions(unit) if traces else ()
    if not traces and not remarks:
        remarks = (teller.words.not_tried,)
    by_id = {each.id: each for each in versions}
    waiting = {
        each.rule: teller.tell_waiting(each, by_id[each.rule_id], unit.now)
        for each in awards
    }
    decisions = (
        replace(each, reasons=(*each.reasons, *waiting.get(each.rule, ())))
        for each in explained(traces, versions, teller)
    )
    return AwardExplanation(
        cause_id=cause_id,
        customer_id=customer_id,
        locale=teller.locale,
        decisions=tuple(decisions),
        remarks=tuple(remarks),
    )


async def teller_in(unit: Unit, asked: str | None) -> Teller:
    """Return who tells traces in the locale that was asked for, or the programme's."""
    programme = await tenants.programme(unit)
    return teller_of(programme, asked or programme.locales[0])


def teller_of(programme: Programme, locale: str) -> Teller:
    """Return who tells traces of a programme in a locale."""
    return sentences.teller(tenants.wording(programme, locale), locale)
