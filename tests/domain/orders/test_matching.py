"""Matching: whatever is asked to come back, no more does than was bought."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.orders.matching import Books, Bought, Matched, sums
from domain.orders.returns import Pending, ReturnLine
from tests.world import NOON

PRODUCTS = st.sampled_from(["tea", "cup", "pot"])
AMOUNTS = st.integers(min_value=0, max_value=2_000)
COUNTS = st.integers(min_value=1, max_value=6)
ANN = "cus_" + "a" * 32


@st.composite
def lines(draw: st.DrawFn, order: int) -> list[Bought]:
    """Draw the lines of an order, of which nothing came back yet."""
    return [
        Bought(
            order_id=f"ord_{order:032x}",
            no=no,
            product_id=draw(PRODUCTS),
            variant=draw(st.sampled_from([None, "blue"])),
            quantity=draw(COUNTS),
            amount=draw(AMOUNTS),
            returned_quantity=0,
            returned_amount=0,
            customer_id=ANN,
            currency="EUR",
            occurred_at=NOON - timedelta(days=order),
        )
        for no in range(1, draw(COUNTS) + 1)
    ]


@st.composite
def asked(draw: st.DrawFn) -> ReturnLine:
    """Draw what is asked to come back: of a line, of a product, or of all."""
    by_line = draw(st.booleans())
    quantity = draw(st.none() | COUNTS)
    amount = draw(AMOUNTS if quantity is None else st.none() | AMOUNTS)
    if quantity is None and draw(st.booleans()):
        return ReturnLine(amount=amount)
    return ReturnLine(
        line=draw(COUNTS) if by_line else None,
        product_id=None if by_line else draw(PRODUCTS),
        quantity=quantity,
        amount=amount,
    )


def pending(order: int | None, *wanted: ReturnLine) -> Pending:
    return Pending(
        id="ret_" + "0" * 32,
        order_id=None if order is None else f"ord_{order:032x}",
        customer_id=ANN,
        currency=None,
        occurred_at=NOON,
        asked=wanted,
    )


@given(lines(1), lines(2), st.lists(st.tuples(st.sampled_from([1, 2, None]), asked())))
def test_no_more_comes_back_than_was_bought_and_all_that_was_asked_is_told(
    first: list[Bought],
    second: list[Bought],
    returns: list[tuple[int | None, ReturnLine]],
) -> None:
    books = Books([*first, *second])
    done: list[Matched] = []
    for order, wanted in returns:
        matched = books.apply(pending(order, wanted))
        unmatched = sum(each.quantity for each in matched.unmatched)
        found = sum(each.quantity for each in matched.lines)
        assert found + unmatched == (wanted.quantity or 0)
        if wanted.amount is not None:
            rest = sum(each.amount or 0 for each in matched.unmatched)
            assert matched.amount + rest == wanted.amount
        done.append(matched)
    for each in books.lines.values():
        assert 0 <= each.returned_quantity <= each.quantity
        assert 0 <= each.returned_amount <= each.amount
    given_back = sums(line for each in done for line in each.lines)
    assert sum(given_back.values()) == sum(
        each.returned_amount for each in books.lines.values()
    )


@given(lines(1), st.data())
def test_all_in_parts_comes_to_the_same_as_all_at_once(
    bought: list[Bought], data: st.DataObject
) -> None:
    books = Books(bought)
    left = {each.no: each.quantity for each in bought}
    while any(left.values()):
        no = data.draw(st.sampled_from([no for no, some in left.items() if some]))
        some = data.draw(st.integers(min_value=1, max_value=left[no]))
        matched = books.apply(pending(1, ReturnLine(line=no, quantity=some)))
        assert matched.unmatched == ()
        left[no] -= some
    assert all(each.amount_left == 0 for each in books.lines.values())


@given(lines(1), AMOUNTS)
def test_an_amount_is_spread_to_the_cent(bought: list[Bought], amount: int) -> None:
    whole = sum(each.amount for each in bought)
    books = Books(bought)
    matched = books.apply(pending(1, ReturnLine(amount=amount)))
    assert matched.amount == min(amount, whole)
    for each in books.lines.values():
        # Its share, rounded one way or the other.
        exact = matched.amount * each.amount
        assert abs(each.returned_amount * whole - exact) < max(whole, 1)


@given(lines(1), lines(2))
def test_without_an_order_the_latest_purchase_comes_back_first(
    later: list[Bought], earlier: list[Bought]
) -> None:
    books = Books([*earlier, *later])
    matched = books.apply(pending(None, ReturnLine(product_id="tea", quantity=1)))
    having = [each for each in (*later, *earlier) if each.product_id == "tea"]
    assert [(each.order_id, each.line) for each in matched.lines] == [
        (each.order_id, each.no) for each in having[:1]
    ]
