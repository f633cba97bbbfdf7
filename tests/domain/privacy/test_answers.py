"""Answers: all that is known and of nobody else, sealed, fetched once."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import update
from structlog.testing import capture_logs

from domain import customers, privacy
from domain.customers.tables import customers as people
from domain.kernel import Unit, keyring
from domain.kernel.personal import Category, Export
from domain.privacy import (
    ExportGone,
    FindRequest,
    ForgetAnswers,
    RequestKind,
    RequestNotOpen,
    RequestState,
    collecting,
    rules,
)
from domain.privacy.archive import About, Archive
from domain.privacy.logic import LOGIC
from domain.privacy.places import PLACES
from domain.privacy.tables import privacy_exports, privacy_requests
from tests.anomaly.shop import ANN, BOB, furnished
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import answered, as_system, asked, verified
from tests.world import NOON, World

DAY = timedelta(days=1)


async def fetched(shop: World, request_id: str) -> dict[str, bytes]:
    link = await shop.run(privacy.link, FindRequest(request_id=request_id))
    return await taken(shop, link.token)


async def taken(shop: World, token: str) -> dict[str, bytes]:
    answer = await shop.platform.perform(
        lambda unit: privacy.fetch(unit, token), privacy.holder(token)
    )
    with ZipFile(BytesIO(answer.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def data(files: dict[str, bytes]) -> dict[str, Any]:
    return {
        name.removeprefix("data/").removesuffix(".json"): json.loads(content)
        for name, content in files.items()
        if name.startswith("data/") and name.endswith(".json")
    }


async def test_an_answer_holds_all_that_is_known_and_opens_what_is_sealed(
    world: World,
) -> None:
    shop = await furnished(world)
    profile = customers.Update(
        customer_id=ANN, email="ann@example.com", given_name="Ann"
    )
    await shop.run(customers.update, profile)
    request = await verified(shop, await asked(shop, ANN))
    assert await answered(shop)
    assert not await answered(shop)
    files = await fetched(shop, request.id)
    known = data(files)
    (me,) = known["customers"]
    assert (me["email"], me["given_name"]) == ("ann@example.com", "Ann")
    numbers = {each["external_id"] for each in known["orders"]}
    assert {"order-1", "order-2"} <= numbers
    assert sum(each["quantity"] for each in known["order_lines"]) >= 2
    assert {each["product_id"] for each in (e["data"] for e in known["events"])} == {
        "tea"
    }
    # Nothing of Bob's, who bought in the same shop.
    everything = b"".join(files.values())
    assert b"bob@example.com" not in everything
    assert b"Ann" in files["report.html"]


async def test_what_was_inferred_is_in_the_answer_to_access_alone(
    world: World,
) -> None:
    shop = await furnished(world)
    for kind in (RequestKind.ACCESS, RequestKind.PORTABILITY):
        await verified(shop, await asked(shop, ANN, kind))
    access, portability = [
        {place.name for place in collecting.places(kind)}
        for kind in (RequestKind.ACCESS, RequestKind.PORTABILITY)
    ]
    assert portability < access
    columns = {
        place.name: place.shown for place in collecting.places(RequestKind.PORTABILITY)
    }
    assert "awards" in access
    assert "awards" not in portability
    assert "amount" in columns["orders"]


async def test_the_manifest_and_the_schema_hold_of_every_file(world: World) -> None:
    shop = await furnished(world)
    request = await verified(shop, await asked(shop, ANN))
    await answered(shop)
    files = await fetched(shop, request.id)
    manifest = json.loads(files["manifest.json"])
    assert manifest["request_id"] == request.id
    listed = {
        name: sha256(content).hexdigest()
        for name, content in files.items()
        if name != "manifest.json"
    }
    assert manifest["sha256"] == listed
    schema = json.loads(files["schema.json"])
    told = {
        name: json.loads(content)
        for name, content in files.items()
        if name.startswith("data/") and name.endswith(".json")
    }
    validator: Any = Draft202012Validator(schema)
    validator.validate(told)
    told["data/orders.json"][0]["other"] = 1
    assert not validator.is_valid(told)


ABOUT = About(
    request_id="avr_1", customer_id="cus_1", kind="access", language="en", as_of=NOON
)


def archive(*chapters: tuple[str, tuple[str, ...], list[dict[str, Any]]]) -> bytes:
    made = Archive(ABOUT)
    for place, fields, rows in chapters:
        writing = made.chapter(place, fields)
        writing.write([])
        for row in rows:
            writing.write([row])
        made.finish(writing)
    return made.close()


def test_the_same_contents_are_the_same_bytes_in_any_order() -> None:
    chapters: list[Any] = [
        ("orders", ("id", "amount"), [{"id": "a", "amount": 1}]),
        ("events", ("id",), []),
    ]
    assert archive(*chapters) == archive(*chapters[::-1])


def test_the_archive_is_one_that_others_open(tmp_path: Path) -> None:
    rows = [{"id": f"é{number}"} for number in range(30_000)]
    path = tmp_path / "answer.zip"
    path.write_bytes(archive(("orders", ("id",), rows), ("events", ("id",), [])))
    with ZipFile(path) as packed:
        assert packed.testzip() is None
        assert json.loads(packed.read("data/orders.json")) == rows
        assert packed.read("data/orders.csv").count(b"\r\n") == 30_001
        assert json.loads(packed.read("data/events.json")) == []
        assert packed.read("data/events.csv") == b"id\r\n"
        assert packed.namelist() == sorted(packed.namelist())


def test_a_spreadsheet_runs_nothing_and_a_page_neither() -> None:
    rows = ({"wish": "=1+1", "sum": -5}, {"wish": "<script>", "sum": 2})
    made = archive(("preferences", ("wish", "sum"), list(rows)))
    with ZipFile(BytesIO(made)) as packed:
        table = packed.read("data/preferences.csv")
        page = packed.read("report.html").decode()
    assert table == b"wish,sum\r\n'=1+1,-5\r\n<script>,2\r\n"
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_a_link_fetches_once_and_a_new_one_ends_the_old(world: World) -> None:
    shop = await furnished(world)
    request = await verified(shop, await asked(shop, ANN))
    this = FindRequest(request_id=request.id)
    with pytest.raises(RequestNotOpen):
        await shop.run(privacy.link, this)
    await answered(shop)
    first = await shop.run(privacy.link, this)
    second = await shop.run(privacy.link, this)
    with pytest.raises(ExportGone):
        await taken(shop, first.token)
    assert "manifest.json" in await taken(shop, second.token)
    with pytest.raises(ExportGone):
        await taken(shop, second.token)
    found = await shop.run(privacy.find_request, this)
    assert found.state is RequestState.DELIVERED


@pytest.mark.parametrize("token", ["A" * 64, urlsafe_b64encode(bytes(48)).decode()])
async def test_a_token_of_nobody_fetches_nothing(world: World, token: str) -> None:
    shop = await furnished(world)
    with pytest.raises(ExportGone):
        await taken(shop, token)


async def test_an_answer_is_kept_a_fortnight(world: World) -> None:
    shop = await furnished(world)
    request = await verified(shop, await asked(shop, ANN))
    await answered(shop)
    link = await shop.run(privacy.link, FindRequest(request_id=request.id))
    late = at(shop, NOON + 14 * DAY)
    with pytest.raises(ExportGone):
        await taken(late, link.token)
    forgotten = await as_system(late).run(privacy.forget_answers, ForgetAnswers())
    assert forgotten.done == 1
    assert await shop.rows(privacy_exports) == []


async def test_an_answer_is_gone_with_its_customers_key(world: World) -> None:
    shop = await furnished(world)
    request = await verified(shop, await asked(shop, BOB))
    await answered(shop)
    (kept,) = await shop.rows(privacy_exports)
    assert b"bob@example.com" not in kept["sealed"]
    link = await shop.run(privacy.link, FindRequest(request_id=request.id))

    async def destroy(unit: Unit) -> None:
        keyring.destroy(unit, [request.customer_id])

    await shop.platform.perform(destroy, shop.principal)
    with pytest.raises(ExportGone):
        await taken(shop, link.token)


async def test_who_was_merged_is_answered_about_as_a_whole(world: World) -> None:
    shop = await furnished(world)
    merge = customers.Merge(kept_id=ANN, merged_id=BOB)
    await shop.run(customers.merge, merge)
    request = await verified(shop, await asked(shop, BOB))
    await answered(shop)
    known = data(await fetched(shop, request.id))
    assert len(known["customers"]) == 2
    assert {"bob", "ann"} <= {each["external_id"] for each in known["external_ids"]}


def test_every_place_has_words_and_what_was_inferred_its_logic_in_both_languages() -> (
    None
):
    known = collecting.places(RequestKind.ACCESS)
    inferred = {
        place.name
        for place in known
        for item in place.items
        if (item.export, item.category) == (Export.ACCESS, Category.BEHAVIOUR)
    }
    assert PLACES.keys() == {place.name for place in known}
    assert LOGIC.keys() == inferred
    for english, dutch in (*PLACES.values(), *LOGIC.values()):
        assert english
        assert dutch not in {"", english}


@pytest.mark.parametrize(
    ("kind", "language", "says"),
    [
        ("access", "nl", "Het verhoogt nooit een prijs."),
        ("access", "en", "It never raises a price."),
        ("portability", "nl", None),
    ],
)
def test_the_logic_of_scores_is_told_to_who_asks_for_access(
    kind: str, language: str, says: str | None
) -> None:
    about = About(
        request_id="avr_1",
        customer_id="cus_1",
        kind=kind,
        language=language,
        as_of=NOON,
    )
    archive = Archive(about)
    writing = archive.chapter("customer_scores", ("recency",))
    writing.write([{"recency": 5}])
    archive.finish(writing)
    with ZipFile(BytesIO(archive.close())) as packed:
        report = unescape(packed.read("report.html").decode())
        assert ("logic.json" in packed.namelist()) is (says is not None)
        if says is None:
            assert LOGIC["customer_scores"][1] not in report
            return
        told = json.loads(packed.read("logic.json"))
        assert says in told["customer_scores"]
        assert told["customer_scores"] in report
        assert "logic.json" in json.loads(packed.read("manifest.json"))["sha256"]


async def test_what_cannot_be_collected_fails_keeps_nobody_waiting_and_is_tried_again(
    world: World,
) -> None:
    shop = await furnished(world)
    broken = await verified(shop, await asked(shop, BOB))
    fine = await verified(shop, await asked(shop, ANN))
    bob = people.c.id == broken.customer_id
    (sealed,) = [
        row["email"]
        for row in await shop.rows(people)
        if row["id"] == broken.customer_id
    ]

    async def put(email: bytes) -> None:
        async def work(unit: Unit) -> None:
            unit.write(update(people).where(bob).values(email=email))

        await shop.platform.perform(work, shop.principal)

    async def states() -> dict[str, str]:
        rows = await shop.rows(privacy_requests)
        return {row["id"]: row["state"] for row in rows}

    await put(sealed[::-1])
    with capture_logs() as logs:
        assert [await answered(shop) for _ in range(3)] == [True, True, False]
    assert [line["event"] for line in logs] == ["answer_failed"]
    assert await states() == {broken.id: "failed", fine.id: "ready"}
    history = await shop.run(privacy.history, FindRequest(request_id=broken.id))
    assert history.events[-1].note == (
        "It could not be collected (InvalidTag), and is tried again."
    )
    again = at(shop, NOON + rules.TRIED_AGAIN)
    assert [await answered(again) for _ in range(2)] == [True, False]
    await put(sealed)
    assert await answered(at(shop, NOON + 2 * rules.TRIED_AGAIN))
    assert await states() == {broken.id: "ready", fine.id: "ready"}


async def test_an_answer_says_how_far_it_is_and_is_begun_again_if_nobody_says_so(
    world: World,
) -> None:
    shop = await furnished(world)
    request = await verified(shop, await asked(shop, ANN))
    assert request.state is privacy.RequestState.SCHEDULED
    platform, begin = as_system(shop), privacy.BeginAnswer()
    begun = await platform.run(privacy.begin_answer, begin)
    assert begun is not None
    assert await platform.run(privacy.begin_answer, begin) is None

    async def told() -> tuple[str, int | None]:
        one = FindRequest(request_id=request.id)
        found = await shop.run(privacy.find_request, one)
        return found.state, found.progress

    assert await told() == ("running", 0)
    begun.gauge.rows, begun.gauge.of = 5, 11
    later = at(platform, NOON + timedelta(minutes=4))
    await later.run(privacy.note_progress, begun)
    assert await told() == ("running", 45)
    assert await later.run(privacy.begin_answer, begin) is None
    died = at(platform, NOON + timedelta(minutes=9))
    again = await died.run(privacy.begin_answer, begin)
    assert again is not None
    assert await told() == ("running", 0)
    found = await died.run(privacy.collect_answer, again)
    assert again.gauge.rows == again.gauge.of > 0
    assert again.gauge.percent == 99
    await died.run(privacy.keep_answer, found)
    assert await told() == ("ready", 100)
    await died.run(privacy.note_progress, again)
    assert await told() == ("ready", 100)
