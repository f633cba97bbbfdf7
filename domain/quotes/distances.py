"""Distances: what is missing to the next step, the next tier, the next threshold."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from domain import ledger, tenants, tiers
from domain.kernel import CustomerId, Port, Unit
from domain.orders import Line
from domain.quotes import rules
from domain.quotes.model import Distance
from domain.rewards import Reward


class Milestone(NamedTuple):
    """An amount of a unit of value that customers look forward to."""

    unit: str
    amount: int
    name: str


Milestones: TypeAlias = Callable[[Unit], Awaitable[Sequence[Milestone]]]


async def no_milestones(unit: Unit) -> Sequence[Milestone]:
    """Return that there are none, as long as nothing above knows of any."""
    del unit
    return ()


# Who tells what customers look forward to; it is for a feature above to say.
MILESTONES: Port[Milestones] = Port(no_milestones)


async def distances(
    unit: Unit,
    lines: Sequence[Line],
    automatic: Sequence[Reward],
    customer_id: CustomerId | None,
) -> tuple[Distance, ...]:
    """Return what is missing to the next of all that there is.

    To the steps of discounts that come unasked; and of whom something is known, to
    the next tier, and to the next threshold of each unit of value.
    """
    words = tenants.wordings(await tenants.programme(unit))
    found: list[Distance] = []
    for each in automatic:
        assert each.terms.discount is not None, each
        step = rules.to_next_step(each.name, each.terms.discount, lines, words)
        if step is not None:
            found.append(step)
    if customer_id is None:
        return tuple(found)
    asked = tiers.TiersOfMany(customer_ids=(customer_id,))
    found += [
        _to_tier(each.next, each.basis, words)
        for each in await tiers.of_many(unit, asked)
        if each.next is not None and each.basis is not None
    ]
    ahead = await unit.provider(MILESTONES)(unit)
    if ahead:
        purses = ledger.BalancesOfMany(customer_ids=(customer_id,))
        held = await ledger.balances_of_many(unit, purses)
        there = {each.unit: each.available for each in held}
        found += [
            _to_milestone(each, each.amount - there.get(each.unit, 0), words)
            for each in following(ahead, there)
        ]
    return tuple(found)


def following(
    ahead: Iterable[Milestone], there: dict[str, int]
) -> tuple[Milestone, ...]:
    """Return of each unit the first milestone that what is there does not reach."""
    first: dict[str, Milestone] = {}
    for each in sorted(ahead):
        if each.amount > there.get(each.unit, 0):
            first.setdefault(each.unit, each)
    return tuple(first.values())


def _to_tier(
    after: tiers.NextTier, basis: tiers.TierBasis, words: tenants.Wordings
) -> Distance:
    missing_nl = tiers.said(after.missing, basis, words.nl)
    missing_en = tiers.said(after.missing, basis, words.en)
    return Distance(
        to=after.slug,
        kind="tier",
        missing=after.missing,
        nl=f"Nog {missing_nl} tot {after.names.nl}.",
        en=f"{missing_en} more to {after.names.en}.",
    )


def _to_milestone(ahead: Milestone, missing: int, words: tenants.Wordings) -> Distance:
    return Distance(
        to=ahead.name,
        kind="threshold",
        missing=missing,
        nl=f"Nog {words.nl.amount(missing, ahead.unit)} tot {ahead.name}.",
        en=f"{words.en.amount(missing, ahead.unit)} more to {ahead.name}.",
    )
