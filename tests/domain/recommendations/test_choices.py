"""Choices by numbers alone: what is read of baskets, and what is said of it."""

from itertools import pairwise

import numpy as np
import pytest

from domain.recommendations import choices
from domain.recommendations.basket_store import Bought
from domain.recommendations.choices import Range
from domain.recommendations.going import goes
from domain.recommendations.known import Catalogue, Popularity
from domain.recommendations.model import ReasonKind
from domain.recommendations.ranking import Fitted
from domain.recommendations.store import Chosen

PRODUCTS = ("tea", "sugar", "bread", "milk")
HASHES = {"tea": 40, "sugar": -7, "bread": 2**62, "milk": 3, "gone": 8}


def range_() -> Range:
    bought = np.array([3, 2, 1, 0])
    of = Catalogue.of(
        Popularity(
            week=bought,
            month=bought,
            year=bought,
            first_week=bought,
            first_month=bought,
        ),
        np.ones(4),
        goes([[(1, 0.5)], [], [], []]),
        goes([[], [], [], []]),
        np.zeros((4, 64), np.float32),
    )
    numbers = {name: number for number, name in enumerate(PRODUCTS)}
    return Range.of(of, numbers, {HASHES[name]: name for name in PRODUCTS})


def bought(who: str, *baskets: tuple[int, list[str]]) -> Bought:
    items = [HASHES[each] for _, theirs in baskets for each in theirs]
    return Bought(
        customer_id=who,
        days=[day for day, _ in baskets],
        lines=[len(theirs) for _, theirs in baskets],
        items=np.array(items, ">i8").tobytes(),
    )


def test_what_is_read_is_in_a_basket_once_and_only_if_it_is_known() -> None:
    given = choices.baskets(
        (
            bought("cus_1", (5, ["milk", "tea", "milk"]), (5, ["gone"]), (9, ["tea"])),
            bought("cus_2", (7, ["gone"])),
            bought("cus_3", (2, ["bread", "sugar"])),
        ),
        range_(),
    )
    assert given.customer.tolist() == [0, 0, 0, 2, 2]
    assert given.day.tolist() == [5, 5, 9, 2, 2]
    assert given.basket.tolist() == [0, 0, 2, 4, 4]
    assert given.item.tolist() == [0, 3, 0, 1, 2]
    assert len(choices.baskets((), range_()).day) == 0


@pytest.mark.parametrize(("today", "every"), [(63 + 44, 11), (63 + 45, None)])
def test_it_is_said_how_often_it_was_bought_and_with_what_it_goes(
    today: int, every: int | None
) -> None:
    # Every eleven days, and twice on one of these: what counts is the days between.
    days = (30, 41, 41, 51, 63)
    often = bought("cus_1", *((day, ["tea"]) for day in days))
    assert [late - early for early, late in pairwise(sorted(set(days)))] == [11, 10, 12]
    told = choices.choose(
        (often, bought("cus_2", (3, ["gone"]))), Fitted(), range_(), today
    )
    assert told["cus_1"][:2] == [
        Chosen(product_id="tea", kind=ReasonKind.AGAIN, times=5, every_days=every),
        Chosen(product_id="sugar", kind=ReasonKind.TOGETHER, because="tea"),
    ]
    assert {each.kind for each in told["cus_1"][2:]} == {ReasonKind.POPULAR}
    # Of whom nothing is known that is still sold, there is nothing to say.
    assert told["cus_2"] == []
    assert choices.choose((), Fitted(), range_(), today) == {}
