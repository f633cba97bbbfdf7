"""The histories that we ship: complete, exact, and yesterday's."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from msgspec import convert

from demo import rows
from demo.customers import customers
from demo.files import DEMO
from demo.orders import orders
from demo.products import products
from demo.returns import count, returns
from demo.tenants import CDNOW, GROCER, TENANTS, DemoTenant
from tests import formats

TODAY = date(2026, 11, 22)
BOTH = pytest.mark.parametrize("tenant", [CDNOW, GROCER], ids=["cdnow", "grocer"])

Histories = dict[str, list[formats.Order]]


@pytest.fixture(scope="module")
def histories() -> Histories:
    """Return all orders of both shops, each of them in the public format."""
    return {slug: checked(orders(tenant, TODAY)) for slug, tenant in TENANTS.items()}


def checked(found: Iterable[rows.Order]) -> list[formats.Order]:
    return [convert(order, formats.Order) for order in found]


def lines(history: list[formats.Order]) -> list[formats.Line]:
    return [line for order in history for line in order.lines]


def wall(order: formats.Order, tenant: DemoTenant) -> datetime:
    instant = datetime.fromisoformat(order.occurred_at)
    return instant.astimezone(ZoneInfo(tenant.time_zone)).replace(tzinfo=None)


@BOTH
def test_figures_are_those_of_the_files(
    histories: Histories, tenant: DemoTenant
) -> None:
    history = histories[tenant.slug]
    assert len(history) == tenant.orders
    assert len(lines(history)) == tenant.lines
    assert len({order.customer for order in history}) == tenant.customers
    assert sum(line.amount for line in lines(history)) == tenant.amount


@BOTH
def test_a_few_orders_come_back_in_part_a_week_later(
    histories: Histories, tenant: DemoTenant
) -> None:
    bought = {order.external_id: order for order in histories[tenant.slug]}
    made = list(returns(tenant, TODAY))
    assert len(made) == count(tenant) == {"cdnow": 647, "grocer": 757}[tenant.slug]
    for each in made:
        order = bought[each["order"].removeprefix("external:shop:")]
        then = datetime.fromisoformat(each["occurred_at"])
        assert (then - datetime.fromisoformat(order.occurred_at)).days == 7
        assert then.date() < TODAY
        (piece,) = each["lines"]
        assert piece["product_id"] in {line.product_id for line in order.lines}
    assert len({each["external_id"] for each in made}) == len(made)


def test_figures_are_those_of_the_sources() -> None:
    assert (CDNOW.orders, CDNOW.customers) == (69_659, 23_570)
    assert CDNOW.amount == 250_031_563
    assert (GROCER.orders, GROCER.customers) == (81_585, 800)
    assert (GROCER.lines, GROCER.amount) == (822_999, 262_305_313)


@BOTH
def test_a_discount_never_exceeds_its_line(
    histories: Histories, tenant: DemoTenant
) -> None:
    assert min(line.amount for line in lines(histories[tenant.slug])) == 0


def test_what_was_given_away_adds_up(histories: Histories) -> None:
    discounts = {
        slug: sum(line.discount for line in lines(history))
        for slug, history in histories.items()
    }
    # Grocer's retail and coupon match discounts are 44,662,018; the rest is rounding.
    assert discounts == {"cdnow": 38_815, "grocer": 44_675_976}


def test_pieces_add_up(histories: Histories) -> None:
    pieces = {
        slug: sum(line.quantity for line in lines(history))
        for slug, history in histories.items()
    }
    assert pieces == {"cdnow": 167_881, "grocer": 1_075_966}


@BOTH
def test_orders_are_numbered_in_order_of_time(
    histories: Histories, tenant: DemoTenant
) -> None:
    history = histories[tenant.slug]
    numbers = [order.external_id for order in history]
    assert numbers == [str(number) for number in range(1, tenant.orders + 1)]
    assert all(one.occurred_at <= two.occurred_at for one, two in pairwise(history))


@BOTH
def test_the_last_order_was_yesterday_and_no_day_is_lost(
    histories: Histories, tenant: DemoTenant
) -> None:
    history = histories[tenant.slug]
    first, last = (wall(order, tenant).date() for order in (history[0], history[-1]))
    assert last == date(2026, 11, 21)
    assert last - first == tenant.last_day - tenant.first_day


@BOTH
def test_the_day_after_the_source_ends_nothing_moves(tenant: DemoTenant) -> None:
    today = date.fromordinal(tenant.last_day.toordinal() + 1)
    (first,) = checked(islice(orders(tenant, today), 1))
    assert wall(first, tenant).date() == tenant.first_day


@BOTH
def test_people_shop_at_the_same_hour_wherever_the_shop_is(
    tenant: DemoTenant,
) -> None:
    elsewhere = replace(tenant, time_zone="Europe/Amsterdam")
    here = checked(islice(orders(tenant, TODAY), 3000))
    there = checked(islice(orders(elsewhere, TODAY), 3000))
    assert [wall(each, tenant) for each in here] == [
        wall(each, elsewhere) for each in there
    ]


@BOTH
def test_reading_twice_gives_the_same(tenant: DemoTenant) -> None:
    first = list(islice(orders(tenant, TODAY), 3000))
    assert first == list(islice(orders(tenant, TODAY), 3000))


@BOTH
def test_every_buyer_is_a_customer(histories: Histories, tenant: DemoTenant) -> None:
    known = [convert(row, formats.Customer).external_id for row in customers(tenant)]
    buyers = {order.customer for order in histories[tenant.slug]}
    assert len(known) == tenant.customers
    assert {formats.Reference(number) for number in known} == buyers


@BOTH
def test_every_product_is_described_once_and_sold(
    histories: Histories, tenant: DemoTenant
) -> None:
    described = [convert(row, formats.Product) for row in products(tenant)]
    categories = {each.external_id: each.category for each in described}
    assert len(described) == len(categories) == tenant.products
    history = histories[tenant.slug]
    sold = {(line.product_id, line.category) for line in lines(history)}
    unknown = {number for number, category in sold if category is None}
    assert unknown == (set() if tenant is CDNOW else {"926775", "1093587"})
    assert {pair for pair in sold if pair[1]} == set(categories.items())


@BOTH
def test_files_are_small(tenant: DemoTenant) -> None:
    assert sum((DEMO / name).stat().st_size for name in tenant.files) < 3_000_000


def test_an_amount_that_does_not_divide_is_exact(histories: Histories) -> None:
    line = next(line for line in lines(histories["cdnow"]) if line.discount)
    assert line == formats.Line(
        product_id="cd",
        category="MUSIC",
        quantity=2,
        unit_price=1467,
        discount=1,
        tax=0,
    )


def test_orders_of_one_customer_on_one_day_stay_apart(histories: Histories) -> None:
    history = histories["cdnow"]
    days = Counter((order.customer, wall(order, CDNOW).date()) for order in history)
    assert sum(count > 1 for count in days.values()) == 1774


def test_orders_of_nothing_are_kept(histories: Histories) -> None:
    assert sum(not line.amount for line in lines(histories["cdnow"])) == 80


def test_cdnow_sells_from_eight_to_ten(histories: Histories) -> None:
    hours = {wall(order, CDNOW).hour for order in histories["cdnow"]}
    assert hours == set(range(8, 22))


def test_a_household_at_grocer() -> None:
    first = next(customers(GROCER))
    assert first.get("attributes") == {
        "age_band": "65+",
        "income_band": "35-49K",
        "home_ownership": "Homeowner",
        "marital_status": "Married",
        "household_size": "2",
        "household_composition": "2 Adults No Kids",
        "kids_count": "0",
    }


def test_what_grocer_sells_most() -> None:
    assert next(products(GROCER)) == {
        "source": "shop",
        "external_id": "1082185",
        "name": "Bananas 40 lb",
        "category": "PRODUCE/TROPICAL FRUIT",
        "brand": "National",
    }
