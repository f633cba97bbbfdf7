"""Appraising: what a cart would earn, judged as an order would be, and why.

Nothing is written down. Of a cap that others share, what is left at this instant may be
gone when the order comes: an award says whether that may happen.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain import tenants
from domain.earning import gathering, memory, rule_store
from domain.earning.evaluation import judge
from domain.earning.explaining import RuleDecision, explained, teller_of
from domain.earning.facts import PLAIN, Facts, Sources
from domain.earning.rules import Timeline
from domain.earning.setting import Setting
from domain.earning.terms import CapScope, OnOrder
from domain.earning.usage import Usage, needed
from domain.kernel import Unit
from domain.kernel.types import Count, Slug
from domain.orders import OrderCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a rule would give; `shared` says whether others may use up its cap first."""

    rule: Slug
    version: Count
    unit: Slug
    amount: Count
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What a cart would earn, by which rules, and what every rule made of it."""

    awards: tuple[Prospect, ...]
    decisions: tuple[RuleDecision, ...]
    facts: Facts


NOTHING = Appraisal(awards=(), decisions=(), facts=PLAIN)


async def appraise(
    unit: Unit, case: OrderCase, sources: Sources, locale: str
) -> Appraisal:
    """Return what a cart would earn as of its instant.

    One in another currency than the programme's would earn nothing. Of nobody in
    particular, nothing is known: neither tier nor earlier orders.
    """
    programme = await tenants.programme(unit)
    versions = await rule_store.versions(unit)
    if case.currency != programme.currency or not versions:
        return NOTHING
    zone = ZoneInfo(programme.time_zone)
    ours = [each for each in versions if isinstance(each.terms.on, OnOrder)]
    ruled = Timeline(ours, zone).at(case.occurred_at)
    facts, used = PLAIN, Usage(used={})
    if case.customer_id is not None:
        facts = await _facts(unit, case, gathering.asks(ruled), sources, zone)
        keys = set(needed(case, ruled, {}, zone))
        used = Usage(used=await memory.uses(unit, keys) if keys else {})
    setting = Setting(zone=zone, facts=facts, room=used.room)
    found = judge(case, ruled, setting)
    awards = tuple(
        Prospect(
            rule=each.rule.version.rule,
            version=each.rule.version.version,
            unit=each.rule.terms.unit,
            amount=each.amount,
            shared=any(cap.per is not CapScope.ORDER for cap in each.rule.terms.caps),
        )
        for each in found.awards
        if each.amount
    )
    told = explained(found.traces, versions, teller_of(programme, locale))
    return Appraisal(awards=awards, decisions=told, facts=facts)


async def _facts(
    unit: Unit,
    case: OrderCase,
    asked: frozenset[str],
    sources: Sources,
    zone: ZoneInfo,
) -> Facts:
    if not asked:
        return PLAIN
    asking = [(case, asked)]
    gathered = await gathering.gather(unit, asking, sources, zone)
    standings = await gathering.standings(unit, asking, sources)
    return gathering.stood(gathered[case.order_id], standings, case)
