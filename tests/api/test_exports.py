"""Exports: everything of a kind as lines, gone on with after a cut."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette

from domain.exports import service
from tests.api.conftest import client
from tests.makers import furnish
from tests.world import World, issue_key

KINDS = (
    *("consents", "contributions", "customers", "events", "orders", "points"),
    *("products", "returns", "reviews", "vouchers"),
)


@pytest.fixture
async def furnished(shop: World) -> None:
    await furnish(shop)


def rows(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def name_of(row: Any) -> str:
    return row["entry"]["id"] if "entry" in row else row["id"]


async def taken(api: AsyncClient, kind: str, **given: str) -> list[Any]:
    answer = await api.get(f"/v1/exports/{kind}", params=given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return rows(answer.text)


@pytest.mark.usefixtures("furnished")
async def test_everything_of_a_kind_is_taken_away_and_gone_on_with(
    api: AsyncClient,
    other_api: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "ROWS_AT_ONCE", 2)
    for kind in KINDS:
        found = await taken(api, kind)
        names = [name_of(each) for each in found]
        assert names, kind
        assert names == sorted(set(names)), kind
        progress = await api.get(f"/v1/exports/{kind}/progress?after={names[-1]}")
        said = progress.json()
        assert (said["kind"], said["done"]) == (kind, said["rows"]), kind
        assert said["rows"] >= len(names), kind
        rest = await taken(api, kind, after=names[0])
        assert rest == found[1:], kind
        assert await taken(other_api, kind) == [], kind
        wrong = await api.get(f"/v1/exports/{kind}?after=aaa_{'0' * 32}")
        assert wrong.json()["type"] == "/problems/bad_cursor", kind
        wrong = await api.get(f"/v1/exports/{kind}/progress?after=aaa_{'0' * 32}")
        assert wrong.json()["type"] == "/problems/bad_cursor", kind


@pytest.mark.usefixtures("furnished")
async def test_a_row_is_what_reading_it_shows(api: AsyncClient) -> None:
    for kind in ("customers", "orders", "returns", "vouchers"):
        for row in await taken(api, kind):
            alone = (await api.get(f"/v1/{kind}/{row['id']}")).json()
            assert row == alone, kind
    for row in await taken(api, "contributions"):
        alone = await api.get(f"/v1/community/contributions/{row['id']}")
        assert row == alone.json()
    for row in await taken(api, "events"):
        assert row == (await api.get(f"/v1/events/{row['id']}")).json()
    (review, *_) = await taken(api, "reviews")
    of_one = f"/v1/customers/{review.pop('customer_id')}/contributions"
    assert review in (await api.get(of_one)).json()["items"]
    points = await taken(api, "points")
    whose = points[-1]["customer_id"]
    of_one = [each["entry"] for each in points if each["customer_id"] == whose]
    address = f"/v1/customers/{whose}/entries?limit=100&unit={points[-1]['unit']}"
    shown = (await api.get(address)).json()["items"]
    assert [each for each in reversed(shown) if each in of_one] == list(reversed(shown))


@pytest.mark.usefixtures("furnished")
async def test_cells_are_headed_once(
    api: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ROWS_AT_ONCE", 1)
    answer = await api.get("/v1/exports/orders?format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    cells = list(csv.DictReader(StringIO(answer.text)))
    plain = await taken(api, "orders")
    assert [each["id"] for each in cells] == [each["id"] for each in plain]
    assert json.loads(cells[0]["lines"]) == plain[0]["lines"]
    assert {each["external_id"] for each in cells} == {
        each["external_id"] for each in plain
    }


async def test_who_may_not_read_a_kind_may_not_take_it_away(
    shop: World, application: Starlette
) -> None:
    for scopes, kind, status in (
        (("exports:read",), "orders", 403),
        (("orders:read",), "orders", 403),
        (("exports:read", "orders:read"), "returns", 200),
        (("exports:read", "orders:read"), "everything", 422),
        (("exports:read", "orders:read"), "orders/progress", 200),
        (("exports:read",), "orders/progress", 403),
    ):
        key = (await issue_key(shop, *scopes)).secret
        async with client(application, key) as holder:
            assert (await holder.get(f"/v1/exports/{kind}")).status_code == status
