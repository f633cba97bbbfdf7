"""What others call somebody: anything but an e-mail address, which would stay."""

from typing import Any

import pytest

from domain import customers
from domain.events import Record as RecordEvent
from domain.kernel import Malformed
from domain.kernel.validation import command
from domain.orders import Record as RecordOrder
from tests.domain.orders.shop import order
from tests.world import NOON

ADDRESS = "ann@example.com"
EVENT: dict[str, Any] = {
    "external_id": "e1",
    "type": "view",
    "occurred_at": NOON.isoformat(),
    "data": {},
}


@pytest.mark.parametrize(
    ("given", "kind", "pointer"),
    [
        (
            {"external_ids": [{"source": "shop", "id": ADDRESS}]},
            customers.Create,
            "/external_ids/0/id",
        ),
        (
            {"customer_id": "external:shop:a", "source": "crm", "external_id": ADDRESS},
            customers.LinkExternalId,
            "/external_id",
        ),
        (
            {"customer_id": "external:shop:a", "visitor_id": ADDRESS},
            customers.LinkVisitor,
            "/visitor_id",
        ),
        (
            order(1, customer={"external_id": ADDRESS}),
            RecordOrder,
            "/customer/external_id",
        ),
        (
            EVENT | {"customer": {"external_id": ADDRESS}},
            RecordEvent,
            "/customer/external_id",
        ),
    ],
)
def test_a_name_that_looks_like_an_address_is_refused_with_its_place(
    given: dict[str, Any], kind: type[Any], pointer: str
) -> None:
    with pytest.raises(Malformed) as refused:
        command(given, kind)
    assert [each.pointer for each in refused.value.errors] == [pointer]


@pytest.mark.parametrize("name", ["1", "ann@shop", "@ann", "gid://shopify/Customer/7"])
def test_any_other_name_is_taken(name: str) -> None:
    said = {"external_ids": [{"source": "shop", "id": name}]}
    made = command(said, customers.Create)
    assert made.external_ids[0].id == name
