"""Facts of products: what they cost, and what those buy who looked at them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain import scoring
from domain.kernel import Role, Unit, writes
from domain.recommendations import fact_store
from domain.recommendations.arranging import is_dearer
from domain.recommendations.fact_store import OTHERS_MAX, Fact

# Of how long ago prices and views are looked at.
PAID, LOOKED = timedelta(days=365), timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """Write down what is known of products besides baskets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsNoted:
    """Of how many products something is known."""

    done: int
    more: bool = False


@writes("system", role=Role.INFERRING)
async def note_facts(unit: Unit, command: NoteFacts) -> FactsNoted:
    """Write down what products cost, and what those bought who looked at them.

    What more people bought comes first, as a share of those who bought anything after
    looking; what costs much more than what was looked at is left out.
    """
    del command
    gate = await scoring.open_gate(unit)
    paid = await fact_store.prices(unit, gate, unit.now - PAID)
    prices = {each.product_id: each.price for each in paid}
    after: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    total: Counter[str] = Counter()
    for each in await fact_store.followed(unit, gate, unit.now - LOOKED):
        total[each.bought] += each.people
        if not is_dearer(prices.get(each.bought), prices.get(each.viewed)):
            after[each.viewed].append((each.bought, each.people))
    facts = [
        Fact(
            product_id=product,
            price=prices.get(product),
            viewed=_shares(after.get(product, []), total),
        )
        for product in sorted(prices.keys() | after.keys())
    ]
    await fact_store.put(unit, facts)
    return FactsNoted(done=len(facts))


def _shares(
    bought: list[tuple[str, int]], total: Mapping[str, int]
) -> list[tuple[str, int]]:
    """Return the products that most bought, in thousandths; ties go to what is popular.

    Of what is as popular the first by name comes first, so that it stays as it is.
    """
    everything = sum(people for _, people in bought)
    ordered = sorted(bought, key=lambda each: (-each[1], -total[each[0]], each[0]))
    return [
        (product, 1_000 * people // everything)
        for product, people in ordered[:OTHERS_MAX]
    ]
