"""Goods: what customers ordered last, and which rewards they can have now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import zip_longest

from domain import catalogue, orders, recommendations, rewards, tenants
from domain.kernel import CustomerId, Unit
from domain.orders import Order
from domain.recommendations import ReasonKind, Recommendation
from domain.rewards import Offer

# Of each customer so many orders are looked at, the newest, and so many rewards.
ORDERS_MAX, REWARDS_MAX = 3, 100
MANY_MAX = 1_000
# Of an order so many lines are shown, and of so many products is asked at once.
LINES_MAX, ASKED_MAX = 8, 50
# By what a message of an order says when it was placed.
ORDERED_AT = "ordered_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Some of a product; what it costs together in minor units, if known."""

    product: str = ""
    name: str
    quantity: int
    price: int | None


# What an order consists of, by when it was placed.
Ordered = Mapping[str, tuple[Goods, ...]]


async def ordered(
    unit: Unit, whose: tuple[CustomerId, ...]
) -> dict[CustomerId, Ordered]:
    """Return what customers ordered lately, the newest order first."""
    asked = orders.OfMany(customer_ids=whose, limit=ORDERS_MAX)
    theirs = {e.customer_id: e.orders.items for e in await orders.of_many(unit, asked)}
    ids = tuple(sorted(each.id for found in theirs.values() for each in found))
    placed: dict[str, Order] = {}
    for place in range(0, len(ids), MANY_MAX):
        some = orders.FindMany(order_ids=ids[place : place + MANY_MAX])
        placed |= {each.id: each for each in await orders.find_many(unit, some)}
    names = await named(
        unit,
        (
            (order.source, line.product_id)
            for order in placed.values()
            for line in order.lines[:LINES_MAX]
        ),
    )
    currency = (await tenants.programme(unit)).currency
    return {
        who: {
            each.occurred_at.astimezone(UTC).isoformat(): _lines(
                placed[each.id], names, currency
            )
            for each in found
            if each.id in placed
        }
        for who, found in theirs.items()
    }


async def offered(
    unit: Unit, whose: tuple[CustomerId, ...]
) -> dict[CustomerId, tuple[Offer, ...]]:
    """Return the rewards that customers can have for points now, the dearest first."""
    asked = rewards.RewardsOfMany(customer_ids=whose, limit=REWARDS_MAX)
    return {
        each.customer_id: tuple(
            sorted(
                (e for e in each.offers.items if e.available and e.terms.price),
                key=lambda offer: (-offer.terms.price, offer.reward),
            )
        )
        for each in await rewards.rewards_of_many(unit, asked)
    }


async def alongside(
    unit: Unit, theirs: Iterable[Ordered]
) -> dict[str, tuple[Recommendation, ...]]:
    """Return what is bought together with each product of what was ordered."""
    products = sorted(
        {
            line.product
            for ordered in theirs
            for lines in ordered.values()
            for line in lines[:LINES_MAX]
        }
    )
    found: dict[str, tuple[Recommendation, ...]] = {}
    for place in range(0, len(products), ASKED_MAX):
        asked = recommendations.AskTogetherOfMany(
            products=tuple(products[place : place + ASKED_MAX]), limit=LINES_MAX
        )
        for each in await recommendations.together_of_many(unit, asked):
            found[each.product_id] = each.items
    return found


def beside(
    lines: Sequence[Goods],
    known: Mapping[str, Sequence[Recommendation]],
    limit: int,
) -> tuple[Recommendation, ...]:
    """Return what goes with what was ordered and is not among it, of each in turn."""
    had = {each.product for each in lines}
    by_rank = zip_longest(*(known.get(each.product, ()) for each in lines))
    fit = {
        each.product_id: each
        for rank in by_rank
        for each in rank
        if each is not None
        if each.reason.kind is ReasonKind.TOGETHER
        if each.product_id not in had
    }
    return tuple(fit.values())[:limit]


async def named(
    unit: Unit, products: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return what products are called, by the source that names them."""
    asked: dict[str, set[str]] = {}
    for source, product in products:
        asked.setdefault(source, set()).add(product)
    names: dict[tuple[str, str], str] = {}
    for source, those in sorted(asked.items()):
        known = await catalogue.identify_many(unit, source, those)
        ids = sorted(known.values())
        for place in range(0, len(ids), MANY_MAX):
            some = catalogue.FindMany(product_ids=tuple(ids[place : place + MANY_MAX]))
            for product in await catalogue.find_many(unit, some):
                names[source, product.external_id] = product.name
    return names


def _lines(
    order: Order, names: Mapping[tuple[str, str], str], currency: str
) -> tuple[Goods, ...]:
    return tuple(
        Goods(
            product=line.product_id,
            name=names.get((order.source, line.product_id))
            or line.name
            or line.product_id,
            quantity=line.quantity,
            price=line.amount if order.currency == currency else None,
        )
        for line in order.lines
    )


def lines_of(ordered: Ordered, at: str | None) -> Sequence[Goods]:
    """Return what was ordered at an instant, or else last."""
    newest: Sequence[Goods] = next(iter(ordered.values()), ())
    return ordered.get(at or "", newest)
