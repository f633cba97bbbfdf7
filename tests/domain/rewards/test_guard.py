"""The price guard: of any catalogue that it lets pass, nobody regular pays more."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.validation import hints
from domain.orders import Line
from domain.rewards import Audience, RewardKind, RewardTerms, guard, rules
from domain.rewards.rules import Circumstances
from domain.vouchers import DiscountKind, DiscountStep, DiscountTerms, deduction

TIERS = {"bronze": 0, "silver": 1, "gold": 2}
PRODUCTS = ("tea", "cup")
audiences = st.builds(
    Audience,
    orders_min=st.integers(0, 3),
    orders_max=st.none() | st.integers(0, 4),
    tier_from=st.none() | st.sampled_from(list(TIERS)),
)
discounts = st.builds(
    DiscountTerms,
    kind=st.just(DiscountKind.PERCENTAGE),
    percent=st.sampled_from([5, 10]),
    products=st.sampled_from([(), ("tea",), PRODUCTS]),
    amount_min=st.sampled_from([0, 1_000]),
    amount_max=st.sampled_from([None, 100]),
) | st.builds(
    DiscountTerms,
    kind=st.just(DiscountKind.STEPS),
    steps=st.sampled_from(
        [
            (DiscountStep(amount_from=0, percent=5),),
            (
                DiscountStep(amount_from=0, percent=5),
                DiscountStep(amount_from=1_000, percent=10),
            ),
        ]
    ),
)
catalogues = st.lists(
    st.builds(
        RewardTerms,
        kind=st.just(RewardKind.DISCOUNT),
        automatic=st.just(value=True),
        discount=discounts,
        audience=audiences,
    ),
    max_size=5,
)
baskets = st.lists(
    st.builds(
        Line,
        product_id=st.sampled_from(PRODUCTS),
        quantity=st.integers(1, 3),
        unit_price=st.integers(0, 2_000),
    ),
    min_size=1,
    max_size=3,
)


def best(catalogue: list[RewardTerms], who: Circumstances, basket: list[Line]) -> int:
    return max(
        (
            deduction(each.discount, basket, 0).amount
            for each in catalogue
            if each.discount is not None and rules.is_for(each, who)
        ),
        default=0,
    )


@settings(max_examples=400)
@given(catalogues, baskets, st.integers(0, 5), st.integers(0, 5), st.data())
def test_who_bought_more_or_stands_higher_never_pays_more(
    catalogue: list[RewardTerms],
    basket: list[Line],
    few: int,
    more: int,
    data: st.DataObject,
) -> None:
    passed: list[RewardTerms] = []
    for number, terms in enumerate(catalogue):
        whole = [*passed, terms]
        named = [(str(place), each) for place, each in enumerate(whole)]
        if guard.unfair(named) is None:
            passed = whole
        assert number >= 0
    drawn: tuple[int, ...] = data.draw(st.tuples(*[st.integers(-1, 2)] * 2))
    low, high = sorted(drawn)
    ranks: list[str | None] = [None, *TIERS]
    new = Circumstances(orders=few, tier=ranks[low + 1], tiers=TIERS)
    regular = Circumstances(orders=few + more, tier=ranks[high + 1], tiers=TIERS)
    assert best(passed, regular, basket) >= best(passed, new, basket)


def test_a_chain_of_offers_covers_whoever_buys_ever_more() -> None:
    discount = DiscountTerms(kind=DiscountKind.PERCENTAGE, percent=10)
    first = RewardTerms(
        kind=RewardKind.DISCOUNT,
        automatic=True,
        discount=discount,
        audience=Audience(orders_max=0),
    )
    few = replace(first, audience=Audience(orders_min=1, orders_max=4))
    many = replace(first, audience=Audience(orders_min=5))
    gap = replace(first, audience=Audience(orders_min=6))
    assert guard.unfair([("1", first), ("2", few), ("3", many)]) is None
    assert guard.unfair([("1", first), ("2", few), ("3", gap)]) == "1"
    assert guard.unfair([("1", first), ("3", many)]) == "1"


def test_no_type_of_condition_can_ask_for_a_score() -> None:
    # What was counted or chosen, by name; there is no number that could be a score.
    assert {field.name for field in fields(Audience)} == {
        *("orders_min", "orders_max", "tier_from", "channels", "bought"),
    }
    assert {field.name for field in fields(Circumstances)} == {
        *("orders", "tier", "tiers", "channel", "bought"),
    }
    for kind in (RewardTerms, DiscountTerms, Audience, Circumstances):
        assert float not in set(parts(kind)), kind


def parts(kind: Any) -> Iterator[Any]:
    """Return every type that a type is made of."""
    yield kind
    inner = hints(kind).values() if is_dataclass(kind) else get_args(kind)
    for each in inner:
        if each is not kind and not isinstance(each, str):
            yield from parts(each)
