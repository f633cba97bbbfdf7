"""The register and the data map: read off the tables, so that nothing is forgotten."""

import pytest
from sqlalchemy import Text

from domain import consent, customers, orders, privacy
from domain.customers import CustomerNotFound
from domain.kernel.personal import Category, Erase, Export, personal
from domain.kernel.tables import column, key, tenant_table
from domain.privacy import FindDataMap, ReadRegister, inventory, path
from domain.tables import metadata
from tests.anomaly.shop import furnished
from tests.domain.consent.purposes import declared
from tests.domain.orders.shop import line, record
from tests.world import World


async def test_the_register_names_every_purpose_and_every_column(shop: World) -> None:
    await declared(shop)
    told = await shop.run(privacy.read_register, ReadRegister())
    assert [each.purpose for each in told.processing] == [
        "news",
        "profiling",
        "service",
    ]
    news = told.processing[0]
    assert (news.basis, news.kind) == (
        consent.Basis.CONSENT,
        consent.PurposeKind.MARKETING,
    )
    known = {
        (each.place, field.name) for each in told.holdings for field in each.fields
    }
    assert known == {(item.table, item.column) for item in inventory()}
    email = next(
        field
        for each in told.holdings
        if each.place == "customers"
        for field in each.fields
        if field.name == "email"
    )
    assert email == privacy.Field(
        name="email",
        category=Category.CONTACT,
        export=Export.PORTABILITY,
        erase=Erase.SHRED,
        basis=None,
        keep=None,
    )


def test_a_new_column_is_in_the_inventory_without_anybody_doing_anything() -> None:
    column_of = column("shoe", Text, personal(Category.PROFILE))
    made = tenant_table("shoes", key("customer_id", Text), column_of)
    inventory.cache_clear()
    try:
        assert ("shoes", "shoe") in {(each.table, each.column) for each in inventory()}
    finally:
        metadata.remove(made)
        inventory.cache_clear()


@pytest.mark.parametrize(
    ("subject", "way"),
    [
        ("customer_id", (("lines", "customer_id"),)),
        (
            "order_id>orders.customer_id",
            (("lines", "order_id"), ("orders", "customer_id")),
        ),
        ("payload.customer_id", (("lines", "payload.customer_id"),)),
    ],
)
def test_a_path_leads_from_a_row_to_its_customer(
    subject: str, way: tuple[tuple[str, str], ...]
) -> None:
    assert path("lines", subject) == way


async def test_the_data_map_counts_what_is_known_and_of_nobody_else(
    world: World,
) -> None:
    shop = await furnished(world)
    new = {"customer": {"external_id": "cas"}}
    await shop.run(orders.record, record(71, line(), line("jam"), **new))
    told = await shop.run(
        privacy.find_data_map, FindDataMap(customer_id="external:shop:cas")
    )
    rows = {each.place: each.rows for each in told.stocks}
    found = ("customers", "external_ids", "orders", "order_lines", "transfers")
    assert {place: rows[place] for place in found} == {
        "customers": 1,
        "external_ids": 1,
        "orders": 1,
        "order_lines": 2,
        "transfers": 1,
    }
    assert "events" not in rows
    (lines,) = [each for each in told.stocks if each.place == "order_lines"]
    assert Category.TRANSACTION in lines.categories


async def test_who_was_merged_is_counted_with_whom_they_turned_out_to_be(
    world: World,
) -> None:
    shop = await furnished(world)
    ann, bob = "external:shop:ann", "external:shop:bob"
    before = await shop.run(privacy.find_data_map, FindDataMap(customer_id=ann))
    other = await shop.run(privacy.find_data_map, FindDataMap(customer_id=bob))
    merge = customers.Merge(kept_id=ann, merged_id=bob)
    await shop.run(customers.merge, merge)
    told = await shop.run(privacy.find_data_map, FindDataMap(customer_id=bob))
    assert told.customer_id == before.customer_id

    def of(data_map: privacy.DataMap, place: str) -> int:
        return sum(each.rows for each in data_map.stocks if each.place == place)

    for place in ("customers", "external_ids", "orders", "order_lines"):
        assert of(told, place) == of(before, place) + of(other, place)


async def test_of_nobody_nothing_is_known(shop: World) -> None:
    nobody = FindDataMap(customer_id="external:shop:nobody")
    with pytest.raises(CustomerNotFound):
        await shop.run(privacy.find_data_map, nobody)
