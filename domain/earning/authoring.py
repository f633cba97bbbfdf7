"""Authoring: rules are drafted, published for good, and retired."""

import re
from functools import cache
from typing import Any, cast

import msgspec

from domain import events, ledger, tenants
from domain.earning import cautions, checking, rule_store
from domain.earning.cautions import PublishedRule
from domain.earning.events import RulePublished, RuleRetired
from domain.earning.model import (
    AskSchema,
    DraftNotFound,
    EarningSettings,
    ListDrafts,
    ListRules,
    NameDraft,
    PublishRule,
    PutDraft,
    ReadSettings,
    RetireRule,
    RuleDraft,
    RuleNotFound,
    RuleNotInForce,
    Rules,
    RuleVersion,
    SetSettings,
    TermsSchema,
    TooManyRules,
    VersionRaced,
    VersionTooOld,
)
from domain.earning.terms import Issue, OnBalance, OnEvent, Terms
from domain.kernel import FieldError, Malformed, Unit, reads, writes

RULES_MAX = 50
DEFAULTS = EarningSettings(guest_days=90)
# Python lets `$` stand before a last newline, and this takes that back; in the dialect
# of JSON Schema (ECMA 262) there is nothing to take back.
ONLY_IN_PYTHON = re.compile(r"\(\?!\\n\)$")


@writes(
    "earning:write",
    refusals=(
        Malformed,
        ledger.UnitUnknown,
        VersionTooOld,
        VersionRaced,
        TooManyRules,
    ),
)
async def publish_rule(unit: Unit, command: PublishRule) -> PublishedRule:
    """Publish a version of an earning rule; orders from then on earn by it.

    Orders that occurred earlier keep the version that held then, also if they come
    late. The first version of a rule may be valid from any instant. What was earned
    before it was published stays as it is. The answer warns of what may be meant
    otherwise.
    """
    return await _publish(unit, command)


@writes(
    "earning:write",
    refusals=(
        Malformed,
        ledger.UnitUnknown,
        VersionTooOld,
        VersionRaced,
        TooManyRules,
        DraftNotFound,
    ),
)
async def publish_draft(unit: Unit, command: NameDraft) -> PublishedRule:
    """Publish a draft as the next version of its rule; then it is no draft any more."""
    draft = await rule_store.draft(unit, command.rule)
    if draft is None:
        raise DraftNotFound
    version = await _publish(
        unit,
        PublishRule(
            rule=draft.rule,
            name=draft.name,
            terms=draft.terms,
            valid_from=draft.valid_from,
        ),
    )
    await rule_store.forget_draft(unit, draft.rule)
    return version


@writes("earning:write", refusals=(Malformed, RuleNotFound, RuleNotInForce))
async def retire_rule(unit: Unit, command: RetireRule) -> RuleVersion:
    """Let a rule hold no longer; what was earned by it stays, and returns undo it."""
    at = command.at or unit.now
    if at < unit.now:
        error = FieldError(pointer="/at", detail="It has passed.")
        raise Malformed((error,))
    latest = [
        each for each in await rule_store.versions(unit) if each.rule == command.rule
    ]
    if not latest:
        raise RuleNotFound
    version = latest[-1]
    if not await rule_store.retire(unit, version, at):
        raise RuleNotInForce(version.retired_at or at)
    unit.emit(RuleRetired(rule=version.rule, version=version.version))
    for each in await rule_store.versions(unit):
        if each.id == version.id:
            return each
    raise RuleNotFound


@reads("earning:read")
async def list_rules(unit: Unit, command: ListRules) -> Rules:
    """Tell every version of every earning rule."""
    del command
    return Rules(versions=await rule_store.versions(unit))


@writes("earning:write", refusals=(Malformed, ledger.UnitUnknown, TooManyRules))
async def put_draft(unit: Unit, command: PutDraft) -> RuleDraft:
    """Write down what a rule may become; it is checked as if it were published."""
    await _check(unit, command.rule, command.terms)
    there = {each.rule for each in await rule_store.drafts(unit, RULES_MAX)}
    if command.rule not in there and len(there) >= RULES_MAX:
        raise TooManyRules(RULES_MAX)
    draft = RuleDraft(
        rule=command.rule,
        name=command.name,
        terms=command.terms,
        valid_from=command.valid_from,
        updated_at=unit.now,
    )
    await rule_store.put_draft(unit, draft)
    return draft


@reads("earning:read", refusals=(DraftNotFound,))
async def find_draft(unit: Unit, command: NameDraft) -> RuleDraft:
    """Tell what a rule may become."""
    found = await rule_store.draft(unit, command.rule)
    if found is None:
        raise DraftNotFound
    return found


@reads("earning:read")
async def list_drafts(unit: Unit, command: ListDrafts) -> tuple[RuleDraft, ...]:
    """Tell what all rules may become of which there is a draft."""
    del command
    return await rule_store.drafts(unit, RULES_MAX)


@writes("earning:write", refusals=(DraftNotFound,))
async def forget_draft(unit: Unit, command: NameDraft) -> None:
    """Forget what a rule might have become."""
    if not await rule_store.forget_draft(unit, command.rule):
        raise DraftNotFound


@reads("earning:read")
async def read_settings(unit: Unit, command: ReadSettings) -> EarningSettings:
    """Tell what holds of earning as a whole."""
    del command
    return await rule_store.settings(unit) or DEFAULTS


@writes("earning:write")
async def set_settings(unit: Unit, command: SetSettings) -> EarningSettings:
    """Say what holds of earning as a whole, for what becomes known from now on."""
    given = EarningSettings(guest_days=command.guest_days)
    await rule_store.set_settings(unit, given)
    return given


@reads("earning:read")
async def terms_schema(unit: Unit, command: AskSchema) -> TermsSchema:
    """Tell what the terms of a rule may say, as a JSON Schema (draft 2020-12)."""
    del unit, command
    return TermsSchema(schema=_schema())


async def _publish(unit: Unit, command: PublishRule) -> PublishedRule:
    await _check(unit, command.rule, command.terms)
    known = await rule_store.versions(unit)
    earlier = [each for each in known if each.rule == command.rule]
    if not earlier and len({each.rule for each in known}) >= RULES_MAX:
        raise TooManyRules(RULES_MAX)
    valid_from = command.valid_from or unit.now
    if earlier and valid_from <= earlier[-1].valid_from:
        raise VersionTooOld(earlier[-1].valid_from)
    version = RuleVersion(
        id=unit.new_id("erl"),
        rule=command.rule,
        version=len(earlier) + 1,
        name=command.name,
        valid_from=valid_from,
        terms=command.terms,
        recorded_at=unit.now,
    )
    if not await rule_store.add(unit, version):
        raise VersionRaced(version.version)
    unit.emit(RulePublished(rule=version.rule, version=version.version))
    return await cautions.published(unit, version)


async def _check(unit: Unit, rule: str, terms: Terms) -> None:
    """Refuse terms that cannot be carried out here."""
    checking.check(rule, terms)
    units = {each.code for each in (await tenants.programme(unit)).units}
    if not isinstance(terms.effect, Issue) and terms.unit not in units:
        raise ledger.UnitUnknown(terms.unit)
    if isinstance(terms.on, OnBalance) and terms.on.unit not in units:
        raise ledger.UnitUnknown(terms.on.unit)
    named = [("/terms/pending_event", terms.pending_event)]
    if isinstance(terms.on, OnEvent):
        named.append(("/terms/on/event", terms.on.event))
    types = await events.type_names(unit)
    unknown = tuple(
        FieldError(pointer=at, detail="No such type of events.")
        for at, type_ in named
        if type_ is not None and type_ not in types
    )
    if unknown:
        raise Malformed(unknown)


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = _plain(msgspec.json.schema(Terms))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _plain(node: Any) -> Any:
    """Return a schema as others read it."""
    if isinstance(node, dict):
        found = cast("dict[str, Any]", node)
        return {name: _plain(each) for name, each in found.items()}
    if isinstance(node, list | tuple):
        return [_plain(each) for each in cast("list[Any]", node)]
    return ONLY_IN_PYTHON.sub("", node) if isinstance(node, str) else node
