"""The orders that are imported."""

from pathlib import Path

import msgspec

from benchmarks import history
from demo.tenants import CDNOW


def test_a_copy_is_another_shops_orders_of_other_customers(tmp_path: Path) -> None:
    sent = history.write(tmp_path / "orders", history.times(CDNOW, 2, 3))
    first, second, third, *copies = (
        msgspec.json.decode(line) for line in sent.path.read_bytes().splitlines()
    )
    assert (sent.orders, sent.lines) == (6, 6)
    assert [order["external_id"] for order in (first, second, third)] == ["1", "2", "3"]
    assert [order["external_id"] for order in copies] == ["1-1", "1-2", "1-3"]
    buyer = first["customer"]["external_id"]
    assert copies[0] == {
        **first,
        "external_id": "1-1",
        "customer": {"external_id": f"1-{buyer}"},
    }


def test_orders_are_scattered_over_the_customers_there_are() -> None:
    given = list(history.among(10, "g1-", 200))
    buyers = {order["customer"] and order["customer"]["external_id"] for order in given}
    assert buyers == {str(number) for number in range(1, 11)}
    assert given[0]["external_id"] == "g1-1"
