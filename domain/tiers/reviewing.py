"""Reviews: what changes by itself, when its time has come, and a version for all.

In which order things happen at night is fixed. Of each account that is reviewed, what
pends becomes available and what has expired expires first, as both are instants in the
books; what is redeemed automatically was redeemed when it became available. A tier by
what was earned doesn't look at any of it, and so is as it was before anything expired;
a tier kept by a balance looks at what is left.
"""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import customers, ledger
from domain.kernel import CustomerId, Unit, reads, writes
from domain.tiers import keeping, programmes, rounds, store
from domain.tiers.model import TierDowngrade
from domain.tiers.verification import TierDifference, differences

MEMBERS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Look at memberships of which something fell due."""

    limit: Annotated[int, Meta(ge=1, le=MEMBERS_MAX)] = MEMBERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """How many memberships were looked at, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def review(unit: Unit, command: Review) -> Reviewed:
    """Review a bounded number of memberships that are due, or in question anew.

    It may stop anywhere and go on later: each membership says itself when it is due,
    and of a new version it is written down who had their turn last.
    """
    round_ = await rounds.open_round(unit)
    if round_ is None:
        due = await store.due(unit, command.limit)
        await _review(unit, due)
        return Reviewed(done=len(due), more=len(due) == command.limit)
    ids = await customers.roll(unit, round_.after_id, command.limit)
    await _review(unit, ids)
    over = len(ids) < command.limit
    rounds.pass_on(unit, round_, None if over else ids[-1])
    return Reviewed(done=len(ids), more=True)


async def _review(unit: Unit, customer_ids: tuple[CustomerId, ...]) -> None:
    if not customer_ids:
        return
    codes = {
        era.programme.terms.basis.unit
        for era in await programmes.in_time(unit)
        if era.programme.terms.downgrade is TierDowngrade.BALANCE_BASED
    }
    for code in sorted(codes):
        await ledger.settle(unit, customer_ids, code)
    await keeping.keep(unit, customer_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Compute all memberships anew."""


@reads("system")
async def verify(unit: Unit, command: Verify) -> tuple[TierDifference, ...]:
    """Tell which memberships are not as what counted says; none, if all is well."""
    del command
    return await differences(unit)
