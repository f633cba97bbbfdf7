"""The decisions of rewards; pure, so that a test needs nothing but values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.kernel import FieldError, Malformed
from domain.orders import Channel
from domain.rewards.model import (
    ANYBODY,
    GIVING,
    PRICED,
    OnOrderReturn,
    Reward,
    RewardKind,
    RewardTerms,
)
from domain.rewards.sentences import Hindrance, obstacle
from domain.tenants import Wordings
from domain.vouchers import DiscountKind, Obstacle

# What a discount within a reward may be of, by the reward's kind.
DISCOUNTS: Mapping[RewardKind, frozenset[DiscountKind]] = {
    RewardKind.DISCOUNT: frozenset(
        {DiscountKind.PERCENTAGE, DiscountKind.AMOUNT, DiscountKind.STEPS}
    ),
    RewardKind.PRODUCT: frozenset({DiscountKind.PRODUCT}),
    RewardKind.SHIPPING: frozenset({DiscountKind.SHIPPING}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a price may depend on of a customer: what they did, and where they are.

    `tiers` ranks all tiers from the lowest, and `tier` is the customer's own.
    """

    orders: int = 0
    tier: str | None = None
    tiers: Mapping[str, int]
    channel: Channel | None = None
    bought: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What is left of a reward, of a customer's share and of their purse."""

    now: datetime
    words: Wordings
    quantity: int
    taken: int
    spent: int
    own: int
    balance: int
    segments: frozenset[str] = frozenset()


def check(terms: RewardTerms) -> None:
    """Refuse a reward that no type can tell from one, and name each field at fault."""
    found = [*_oddities(terms)]
    if found:
        errors = (FieldError(pointer=f"/terms{at}", detail=why) for at, why in found)
        raise Malformed(tuple(errors))


def pool_of(reward: Reward) -> str:
    """Return the pool of the vouchers that a version of a reward becomes."""
    return reward.terms.voucher_pool or f"{reward.id}-{reward.version}"


def is_open(terms: RewardTerms, now: datetime) -> bool:
    """Tell whether an instant is within the time of a reward."""
    since, until = terms.valid_from, terms.valid_until
    return (since is None or since <= now) and (until is None or now < until)


def is_for(terms: RewardTerms, who: Circumstances) -> bool:
    """Tell whether a reward is for a customer; nothing else makes a price differ."""
    return not any(_of_audience(terms, who))


def why_not(
    terms: RewardTerms, who: Circumstances, supply: Supply
) -> tuple[Obstacle, ...]:
    """Return all that keeps a customer from a reward, in the order it is told."""
    found = [*_of_time(terms, supply)]
    found += [obstacle(each, supply.words) for each in _of_audience(terms, who)]
    if terms.segments and supply.segments.isdisjoint(terms.segments):
        found.append(obstacle(Hindrance(code="not_invited"), supply.words))
    found += [obstacle(each, supply.words) for each in _of_supply(terms, supply)]
    return tuple(found)


def missing(terms: RewardTerms, supply: Supply) -> int:
    """Return how much of the price a customer lacks."""
    return max(terms.price * supply.quantity - supply.balance, 0)


def given_back(
    terms: RewardTerms, price: int, returned: tuple[int, int], *, gone: bool
) -> int:
    """Return how much of a price is given back when so much of so much came back.

    Of a share, what is left over by rounding comes with the last of it: so that parts
    together give back exactly what the whole does.
    """
    some, whole = returned
    match terms.on_return:
        case OnOrderReturn.KEEP:
            return 0
        case _ if gone:
            return price
        case OnOrderReturn.SHARE if whole:
            return price * some // whole
        case OnOrderReturn.SHARE | OnOrderReturn.WHOLE:
            return 0


def _oddities(terms: RewardTerms) -> Iterator[tuple[str, str]]:
    kind = terms.kind
    if kind in PRICED:
        allowed = DISCOUNTS[kind]
        if terms.discount is None or terms.discount.kind not in allowed:
            words = ", ".join(sorted(allowed))
            yield "/discount", f"Needed, of kind {words}."
        if terms.segments:
            # A segment may be computed of a score, and no price may depend on one.
            yield "/segments", "A price never depends on a segment."
    elif terms.discount is not None:
        yield "/discount", f"Not of a reward of kind {kind}."
    if (kind in GIVING) is not (terms.gives > 0 and terms.gives_unit is not None):
        yield (
            "/gives",
            "So much of a unit is given by credit and tickets, and no other.",
        )
    if terms.pot is not None and kind is not RewardKind.DONATION:
        yield "/pot", "Only a donation goes to a pot."
    if terms.automatic and (kind not in PRICED or _is_limited(terms)):
        yield "/automatic", "Only a discount without price and limits comes unasked."
    since, until = terms.valid_from, terms.valid_until
    if since is not None and until is not None and since >= until:
        yield "/valid_until", "Before valid_from."
    who = terms.audience
    if who.orders_max is not None and who.orders_max < who.orders_min:
        yield "/audience/orders_max", "Less than orders_min."


def _is_limited(terms: RewardTerms) -> bool:
    limits = (terms.stock, terms.per_customer, terms.budget)
    return bool(terms.price or terms.money) or limits != (None, None, None)


def _of_time(terms: RewardTerms, supply: Supply) -> Iterator[Obstacle]:
    since, until = terms.valid_from, terms.valid_until
    if since is not None and since > supply.now:
        yield obstacle(Hindrance(code="not_yet", at=since), supply.words)
    if until is not None and until <= supply.now:
        yield obstacle(Hindrance(code="over", at=until), supply.words)


def _of_audience(terms: RewardTerms, who: Circumstances) -> Iterator[Hindrance]:
    audience = terms.audience
    if audience == ANYBODY:
        return
    if who.orders < audience.orders_min:
        short = audience.orders_min - who.orders
        yield Hindrance(code="too_few_orders", missing=short)
    if audience.orders_max is not None and who.orders > audience.orders_max:
        yield Hindrance(code="too_many_orders", number=audience.orders_max)
    if audience.tier_from is not None:
        wanted = who.tiers.get(audience.tier_from)
        own = -1 if who.tier is None else who.tiers.get(who.tier, -1)
        if wanted is None or own < wanted:
            yield Hindrance(code="tier_too_low", name=audience.tier_from)
    if audience.channels and who.channel not in {None, *audience.channels}:
        yield Hindrance(code="other_channel", name=", ".join(audience.channels))
    if audience.bought and who.bought.isdisjoint(audience.bought):
        yield Hindrance(code="not_bought")


def _of_supply(terms: RewardTerms, supply: Supply) -> Iterator[Hindrance]:
    pieces = supply.quantity
    if terms.automatic:
        yield Hindrance(code="comes_by_itself")
    if terms.stock is not None and supply.taken + pieces > terms.stock:
        yield Hindrance(code="sold_out")
    cost = terms.cost * pieces
    if terms.budget is not None and supply.spent + cost > terms.budget:
        yield Hindrance(code="budget_spent")
    if terms.per_customer is not None and supply.own + pieces > terms.per_customer:
        yield Hindrance(code="had_enough", number=terms.per_customer)
    short = missing(terms, supply)
    if short:
        yield Hindrance(code="not_enough", missing=short, unit=terms.unit)
