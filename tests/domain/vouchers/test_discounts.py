"""What is taken off a basket, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel import Malformed
from domain.orders import Line
from domain.vouchers import DiscountKind, DiscountStep, DiscountTerms, discounts

STEPS = tuple(
    DiscountStep(amount_from=amount, percent=percent)
    for amount, percent in ((10_000, 5), (20_000, 10), (30_000, 15))
)
lines = st.lists(
    st.builds(
        Line,
        product_id=st.sampled_from(["tea", "cup", "pot"]),
        quantity=st.integers(1, 9),
        unit_price=st.integers(0, 10**6),
    ),
    max_size=8,
)
terms = st.builds(
    DiscountTerms,
    kind=st.sampled_from(DiscountKind),
    percent=st.integers(0, 100),
    amount=st.integers(0, 10**6),
    steps=st.just(STEPS),
    products=st.sampled_from([(), ("tea",), ("tea", "pot")]),
    amount_min=st.integers(0, 10**5),
    amount_max=st.none() | st.integers(0, 10**6),
)


def line(price: int, quantity: int = 1, product: str = "tea", off: int = 0) -> Line:
    return Line(product_id=product, quantity=quantity, unit_price=price, discount=off)


def off(terms: DiscountTerms, *basket: Line, shipping: int = 0) -> int:
    return discounts.deduction(terms, basket, shipping).amount


@given(terms, lines, st.integers(0, 10_000))
def test_no_more_is_taken_off_than_is_there(
    terms: DiscountTerms, basket: list[Line], shipping: int
) -> None:
    found = discounts.deduction(terms, basket, shipping)
    assert found.amount == sum(found.lines) + found.shipping
    assert 0 <= found.shipping <= shipping
    for part, each in zip(found.lines, basket, strict=True):
        assert 0 <= part <= discounts.amount_of(each)
        assert part == 0 or discounts.is_of(terms, each)


@pytest.mark.parametrize(
    ("amount", "taken"),
    [
        (9_999, 0),
        (10_000, 500),
        (19_999, 1_000),
        (20_000, 2_000),
        (29_999, 3_000),
        (30_000, 4_500),
        (33_333, 5_000),
    ],
)
def test_a_larger_basket_reaches_the_next_step(amount: int, taken: int) -> None:
    terms = DiscountTerms(kind=DiscountKind.STEPS, steps=STEPS)
    assert off(terms, line(amount)) == taken


def test_a_percentage_is_rounded_once_and_spread_to_the_cent() -> None:
    terms = DiscountTerms(kind=DiscountKind.PERCENTAGE, percent=10)
    found = discounts.deduction(terms, [line(333), line(333), line(339)], 395)
    assert (found.amount, found.lines, found.shipping) == (101, (33, 33, 35), 0)


def test_a_discount_is_of_its_products_and_from_its_amount() -> None:
    terms = DiscountTerms(
        kind=DiscountKind.PERCENTAGE,
        percent=20,
        products=("tea",),
        amount_min=1_000,
        amount_max=300,
    )
    assert off(terms, line(900), line(5_000, product="cup")) == 0
    assert off(terms, line(1_000), line(5_000, product="cup")) == 200
    assert off(terms, line(9_000)) == 300


def test_one_of_a_product_is_free_and_it_is_the_dearest() -> None:
    terms = DiscountTerms(kind=DiscountKind.PRODUCT, products=("tea", "cup"))
    basket = (line(450, 3), line(1_250, 2, "cup", off=100), line(9_000, product="pot"))
    assert discounts.deduction(terms, basket, 0).lines == (0, 1_200, 0)


def test_shipping_is_free_up_to_an_amount() -> None:
    terms = DiscountTerms(kind=DiscountKind.SHIPPING, amount_max=500)
    assert off(terms, line(100), shipping=395) == 395
    assert off(terms, line(100), shipping=695) == 500


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        (DiscountTerms(kind=DiscountKind.PERCENTAGE), "/percent"),
        (DiscountTerms(kind=DiscountKind.AMOUNT, percent=5), "/amount"),
        (DiscountTerms(kind=DiscountKind.PRODUCT), "/products"),
        (DiscountTerms(kind=DiscountKind.STEPS, steps=STEPS[::-1]), "/steps"),
        (DiscountTerms(kind=DiscountKind.SHIPPING, amount=5), "/amount"),
    ],
)
def test_what_makes_no_discount_is_refused(terms: DiscountTerms, pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        discounts.check(terms, "/discount")
    assert refused.value.errors[0].pointer == f"/discount{pointer}"
