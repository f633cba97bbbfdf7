"""Cautions: what publishing a rule allows, and may be meant otherwise."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeAlias

from domain.earning.model import RuleVersion
from domain.earning.terms import OnBalance
from domain.kernel import Port, Unit
from domain.kernel.types import ShortText

KeptByBalance: TypeAlias = Callable[[Unit, str], Awaitable[bool]]
STARVES = (
    "What is there of this unit keeps a tier when a cycle ends, and this rule takes it "
    "before tiers are reviewed, so that it may never be there."
)


class RuleCautionKind(StrEnum):
    """What may be meant otherwise than it is said."""

    AUTO_REDEEM_STARVES = "auto_redeem_starves"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCaution:
    """Something that publishing allows, and its author should know."""

    kind: RuleCautionKind
    text: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRule(RuleVersion):
    """A version that was published, and what is to be thought of about it."""

    warnings: tuple[RuleCaution, ...]


async def nothing_kept(unit: Unit, code: str) -> bool:
    """Return that no tier is kept by a balance, as long as nothing knows of tiers."""
    del unit, code
    return False


# Who tells whether a tier is kept by a balance; it is for a feature above to say.
KEPT_BY_BALANCE: Port[KeptByBalance] = Port(nothing_kept)


async def published(unit: Unit, version: RuleVersion) -> PublishedRule:
    """Return a version with what its author should know."""
    warnings: tuple[RuleCaution, ...] = ()
    on = version.terms.on
    if isinstance(on, OnBalance) and await unit.provider(KEPT_BY_BALANCE)(
        unit, on.unit
    ):
        kind = RuleCautionKind.AUTO_REDEEM_STARVES
        warnings = (RuleCaution(kind=kind, text=STARVES),)
    said = {each.name: getattr(version, each.name) for each in fields(version)}
    return PublishedRule(**said, warnings=warnings)


def redeemed(versions: Iterable[RuleVersion]) -> frozenset[str]:
    """Return the units that rules take whenever there is enough, by last versions."""
    last = {each.rule: each for each in versions}
    return frozenset(
        each.terms.on.unit
        for each in last.values()
        if isinstance(each.terms.on, OnBalance) and each.retired_at is None
    )
