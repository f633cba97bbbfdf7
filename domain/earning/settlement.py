"""Settlement: awards as they should be, and the ledger with them.

It looks at what is, and not at what happened: so it does the same for a new order, a
return, a cancellation, a removed review and a guest who became known, one or thousands.
Cases are judged one after the other in the order in which they came, since what one
takes of a cap the next cannot have.
"""

from asyncio import sleep
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from domain.earning import books, fields, gathering, memory, rules, store
from domain.earning.compilation import Rule, compiled
from domain.earning.evaluation import Evaluation, judge, prepared, refusal
from domain.earning.facts import PLAIN, Facts, Sources, Standings
from domain.earning.fields import Case
from domain.earning.memory import Remembered
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.rules import Change, Timeline
from domain.earning.setting import Setting
from domain.earning.trace import Outcome
from domain.earning.usage import Usage, needed
from domain.kernel import Unit
from domain.orders import OrderCase

# So many are judged before others have their turn: a few milliseconds.
TURN = 50
Held: TypeAlias = Mapping[str, Mapping[str, GivenAward]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """By what cases are judged: the versions of rules, and where facts come from.

    Rules are those of a kind of case: of orders, or of a type of event.
    """

    versions: Mapping[str, Sequence[RuleVersion]]
    zone: ZoneInfo
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case to settle: what its rules gave, and what is remembered of it."""

    case: Case
    cause_id: str
    ruled: Sequence[Rule]
    held: Mapping[str, GivenAward]
    remembered: Remembered | None
    facts: Facts | None


async def settle(
    unit: Unit,
    cases: Sequence[Case],
    ruling: Ruling,
    *,
    barred: frozenset[str] = frozenset(),
) -> None:
    """Bring what cases earned in line with what they are worth now.

    What is barred earns nothing, now and later.
    """
    zone = ruling.zone
    cause_ids = [fields.cause_of(case) for case in cases]
    held: defaultdict[str, dict[str, GivenAward]] = defaultdict(dict)
    for award in await store.hold(unit, cause_ids):
        held[award.cause_id][award.rule] = award
    known = await memory.remembered(unit, cause_ids)
    matters = _matters(cases, ruling, held, known)
    asking = _asking(matters)
    gathered = await _gathered(unit, asking, ruling)
    waiting = [each.cause_id for each in matters if each.case.recorded_at == unit.now]
    standings = await gathering.standings(unit, asking, ruling.sources, waiting)
    usage = await _usage(unit, matters, zone)
    changed: list[Change] = []
    learned: list[Remembered] = []
    for place, each in enumerate(matters):
        if place % TURN == 0:
            await sleep(0)
        matter = _informed(each, gathered, standings)
        evaluation = _judged(matter, zone, usage, barred)
        theirs = [
            *rules.changes(matter.case, matter.held, evaluation, zone, unit.new_id)
        ]
        for change in theirs:
            _stand(standings, change)
        standings.came(matter.cause_id)
        if usage.used:
            _count(matter, theirs, usage, zone)
        changed += theirs
        lesson = _lesson(matter, evaluation, barred)
        if lesson is not None and lesson != matter.remembered:
            learned.append(lesson)
    if learned:
        memory.remember(unit, learned)
    if usage.changed:
        memory.save_uses(unit, [(key, usage.used[key]) for key in usage.changed])
    await books.carry_out(unit, changed)


def _matters(
    cases: Sequence[Case],
    ruling: Ruling,
    held: Held,
    known: Mapping[str, Remembered],
) -> list[Matter]:
    """Return cases with the rules by which they are judged.

    What was judged before is judged by the same versions again, whatever was published
    since.
    """
    zone, of_kind = ruling.zone, ruling.versions
    timelines = {kind: Timeline(each, zone) for kind, each in of_kind.items()}
    by_id = {each.id: each for theirs in of_kind.values() for each in theirs}
    found: list[Matter] = []
    for case in cases:
        cause_id = fields.cause_of(case)
        theirs = held.get(cause_id, {})
        lesson = known.get(cause_id)
        promised = _promised(case)
        kind = fields.kind_of(case)
        ruled = timelines[kind].at(case.occurred_at)
        if promised is not None:
            # What was published after the quote, also if it is valid from before.
            then = [e for e in of_kind[kind] if e.recorded_at <= case.occurred_at]
            ruled = Timeline(then, zone).at(case.occurred_at)
        if theirs or lesson is not None:
            ids = {each.rule_id for each in theirs.values()}
            ids |= {each.rule_id for each in lesson.refused} if lesson else set()
            ruled = prepared(compiled(by_id[each], zone) for each in ids)
        matter = Matter(
            case=case,
            cause_id=cause_id,
            ruled=ruled,
            held=theirs,
            remembered=lesson,
            facts=lesson.facts if lesson else promised,
        )
        found.append(matter)
    return found


def _promised(case: Case) -> Facts | None:
    """Return what held of the customer when an order was quoted for, if it was."""
    if not isinstance(case, OrderCase) or case.facts is None:
        return None
    return msgspec.convert(case.facts, Facts)


def _asking(matters: Iterable[Matter]) -> list[tuple[Case, frozenset[str]]]:
    """Return the cases of which nobody knows the facts that their rules ask for."""
    return [
        (each.case, asks)
        for each in matters
        if each.facts is None and (asks := gathering.asks(each.ruled))
    ]


async def _gathered(
    unit: Unit, asking: Sequence[tuple[Case, frozenset[str]]], ruling: Ruling
) -> Mapping[str, Facts]:
    if not asking:
        return {}
    return await gathering.gather(unit, asking, ruling.sources, ruling.zone)


def _informed(
    matter: Matter, gathered: Mapping[str, Facts], standings: Standings
) -> Matter:
    """Return a matter with the facts that were gathered for it."""
    if matter.cause_id not in gathered:
        return matter
    facts = gathering.stood(gathered[matter.cause_id], standings, matter.case)
    return replace(matter, facts=facts)


def _stand(standings: Standings, change: Change) -> None:
    """Let what an award has become count for the tiers of the cases after it."""
    award = change.now
    more = award.kept - change.was.kept
    if more:
        at = award.occurred_at
        standings.counted(award.customer_id, award.unit, at, more)


async def _usage(unit: Unit, matters: Sequence[Matter], zone: ZoneInfo) -> Usage:
    """Hold the counters that these cases may change."""
    keys = {
        key
        for each in matters
        for key in needed(each.case, each.ruled, each.held, zone)
    }
    return Usage(used=await memory.hold_uses(unit, keys) if keys else {})


def _judged(
    matter: Matter, zone: ZoneInfo, usage: Usage, barred: frozenset[str]
) -> Evaluation:
    before = matter.remembered
    if matter.cause_id in barred or (before is not None and before.barred):
        late = [partial(refusal, rule, Outcome.LATE) for rule in matter.ruled]
        return Evaluation(awards=(), reasons=late)
    setting = Setting(
        zone=zone,
        facts=matter.facts or PLAIN,
        room=usage.room,
        held=rules.holdings(matter.held),
    )
    return judge(matter.case, matter.ruled, setting)


def _count(
    matter: Matter, changed: Iterable[Change], usage: Usage, zone: ZoneInfo
) -> None:
    """Count in caps what awards have become."""
    by_rule = {each.version.rule: each for each in matter.ruled}
    for change in changed:
        usage.follow(matter.case, change, by_rule[change.now.rule], zone)


def _lesson(
    matter: Matter, evaluation: Evaluation, barred: frozenset[str]
) -> Remembered | None:
    """Return what is to be remembered, besides the awards; often nothing."""
    gave = {each.rule.version.rule for each in evaluation.awards} | matter.held.keys()
    refused = tuple(each for each in evaluation.refused if each.rule not in gave)
    if not refused and matter.facts is None and matter.remembered is None:
        return None
    assert matter.case.customer_id is not None, matter.case
    before = matter.remembered
    return Remembered(
        cause_id=matter.cause_id,
        customer_id=matter.case.customer_id,
        facts=matter.facts,
        refused=refused,
        barred=matter.cause_id in barred or (before is not None and before.barred),
    )
