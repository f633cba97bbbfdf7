"""Policies: how accounts of a unit of value behave."""

from dataclasses import dataclass

from domain import tenants
from domain.kernel import Unit, reads, writes
from domain.kernel.types import Points, Slug
from domain.ledger import policy_store
from domain.ledger.model import NO_POLICY, ClawbackPolicy, OverCap, Policy
from domain.ledger.refusals import UnitUnknown
from domain.ledger.units import check_unit

UNKNOWN = (UnitUnknown, tenants.ProgrammeNotFound)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPolicy:
    """How accounts of a unit of value behave.

    `balance_max` caps what an account may hold, with what is pending and held. What
    would be earned above it is given as far as it fits (`reduce`), or not at all if it
    does not all fit (`reject`); what is withheld is written in the account's entries.
    `clawback` says from where a return takes back what its order gave: only while that
    is pending, as far as the balance goes, or all of it, so that the rest is owed.
    """

    unit: Slug
    balance_max: Points | None = None
    over: OverCap = OverCap.REDUCE
    giveable: bool = False
    clawback: ClawbackPolicy = ClawbackPolicy.UNLIMITED


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy:
    """Say how accounts of a unit of value behave from now on."""

    unit: Slug
    balance_max: Points | None = None
    over: OverCap = OverCap.REDUCE
    giveable: bool = False
    clawback: ClawbackPolicy = ClawbackPolicy.UNLIMITED


@writes("ledger:write", refusals=UNKNOWN)
async def set_policy(unit: Unit, command: SetPolicy) -> UnitPolicy:
    """Set caps, giving and clawback; nothing is taken back."""
    await check_unit(unit, command.unit)
    policy = Policy(
        balance_max=command.balance_max,
        over=command.over,
        giveable=command.giveable,
        clawback=command.clawback,
    )
    policy_store.put(unit, command.unit, policy)
    return _policy(command.unit, policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPolicy:
    """Ask how accounts of a unit of value behave."""

    unit: Slug


@reads("programme:read", refusals=UNKNOWN, public=True)
async def find_policy(unit: Unit, command: FindPolicy) -> UnitPolicy:
    """Tell how accounts of a unit of value behave."""
    await check_unit(unit, command.unit)
    found = await policy_store.policy(unit, command.unit)
    return _policy(command.unit, found or NO_POLICY)


def _policy(code: str, policy: Policy) -> UnitPolicy:
    return UnitPolicy(
        unit=code,
        balance_max=policy.balance_max,
        over=policy.over,
        giveable=policy.giveable,
        clawback=policy.clawback,
    )
