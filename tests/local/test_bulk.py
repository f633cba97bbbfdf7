"""`stamgast import` and `export`: files to and from a running API, gone on with."""

import csv
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner, Result

from domain.exports import ExportFormat, ExportKind
from local import fetching, sending
from local.fetching import Fetcher
from local.main import app
from local.sending import Outcome, Sender, SendingError, client
from local.service import PROJECT
from tests.local.platform_up import Running

EXPORTS = Path(__file__).parent / "exports"
GUIDE = PROJECT / "docs" / "guides" / "imports.md"
SECRET = re.compile(r"sk_live_[\w-]+")

MAP = """
source = "till"
channel = "shop"
currency = "EUR"
minor_digits = 2
time_zone = "Europe/Amsterdam"
[columns]
order = "order"
customer = "customer"
occurred_at = "at"
product = "product"
quantity = "quantity"
unit_price = "price"
"""
TABLE = """order,customer,at,product,quantity,price
1,ann,2026-03-01T12:00:00,mug,2,3.50
1,ann,2026-03-01T12:00:00,cup,1,1.00
2,bob,2026-03-02T12:00:00,mug,1,3.50
"""


@pytest.fixture
def key(running: Running, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a key of a new shop that the running platform knows."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    slug = f"shop-{uuid4().hex[:12]}"
    assert _type("tenant", "create", slug).exit_code == 0
    (found,) = SECRET.findall(_type("key", "create", slug, "--name", "t").output)
    monkeypatch.setenv("STAMGAST_API_KEY", found)
    return found


@pytest.fixture
def http(running: Running, key: str) -> Iterator[httpx.Client]:
    with client(f"http://{running.home.address}", key) as opened:
        yield opened


def _type(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def _order(number: int) -> dict[str, Any]:
    return {
        "source": "till",
        "external_id": f"o-{number}",
        "customer": {"external_id": f"c-{number % 7}"},
        "occurred_at": "2026-03-01T12:00:00Z",
        "currency": "EUR",
        "channel": "shop",
        "lines": [{"product_id": "mug", "quantity": 1, "unit_price": 350}],
    }


def _rows(count: int) -> Iterator[dict[str, Any]]:
    return map(_order, range(count))


def _nothing(done: int) -> None:
    del done


def test_a_file_comes_in_once(tmp_path: Path, key: str) -> None:
    del key
    file = tmp_path / "orders.ndjson"
    lines = [json.dumps(_order(number)) for number in range(20)]
    file.write_text("\n".join([*lines[:10], "", *lines[10:]]) + "\n")
    first = _type("import", str(file))
    assert first.exit_code == 0, first.output
    assert "20 accepted, 0 were there already, 0 refused." in first.output
    again = _type("import", str(file))
    assert "0 accepted, 0 were there already, 0 refused." in again.output
    renamed = _type("import", str(file), "--name", "another")
    assert "0 accepted, 20 were there already, 0 refused." in renamed.output


def test_rows_that_are_wrong_are_named_and_the_others_come_in(
    tmp_path: Path, key: str
) -> None:
    del key
    file = tmp_path / "orders.ndjson"
    wrong = {**_order(1), "currency": "euro"}
    file.write_text(f"{json.dumps(_order(0))}\n{json.dumps(wrong)}\nnonsense\n")
    result = _type("import", str(file))
    assert result.exit_code == 1
    assert "1 accepted, 0 were there already, 2 refused." in result.output
    assert "row 1:" in result.output
    assert "/currency" in result.output
    assert "row 2:" in result.output


def test_a_table_is_read_by_its_map(tmp_path: Path, http: httpx.Client) -> None:
    (tmp_path / "map.toml").write_text(MAP)
    (tmp_path / "table.csv").write_text(TABLE)
    words = ("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.toml"))
    result = _type(*words)
    assert "2 accepted, 0 were there already, 0 refused." in result.output
    order = http.get("/v1/orders/external:till:1").json()
    assert order["amount"] == 800


def test_exports_of_shops_come_in_as_the_guide_says(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXPORTS)
    (example,) = re.findall(r"```console\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    said = ""
    for line in example.splitlines():
        result = _type(*shlex.split(line)[1:])
        assert result.exit_code == 0, result.output
        assert " 0 refused." in result.output
        said += result.output
    assert "#1007: spread over the order" in said
    assert "731: left out, on-hold" in said
    refunded, gone, spread, guest = (
        http.get(f"/v1/orders/external:shopify:{quote(name)}").json()
        for name in ("#1003", "#1005", "#1007", "#1004")
    )
    back = [order["returned_amount"] for order in (refunded, gone, spread)]
    assert back == [1200, 1200, 500]
    assert guest["customer_id"] is None
    part, whole, off, found = (
        http.get(f"/v1/orders/external:woocommerce:{number}").json()
        for number in (729, 730, 732, 728)
    )
    assert (part["amount"], part["returned_amount"]) == (2850, 1400)
    assert whole["amount"] == whole["returned_amount"] == 1200
    assert off["amount"] == off["returned_amount"] == 450
    # A guest of one shop whose address the other knows.
    assert found["customer_id"] == refunded["customer_id"]
    again = _type("import", "orders.json", "--from", "woocommerce", "--name", "later")
    assert "0 accepted, 11 were there already, 0 refused." in again.output
    names = [each["name"] for each in http.get("/v1/imports").json()["items"]]
    assert any(re.fullmatch(r"orders\.json [0-9a-f]{16}", name) for name in names)
    # Both shops know Ann, by the same address.
    first, second = (
        http.get(f"/v1/customers/external:{name}").json()["id"]
        for name in ("shopify:7210448301122", "woocommerce:5")
    )
    assert first == second


def test_what_was_broken_off_goes_on_where_it_was(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "REQUEST_ROWS", 10)
    seen: list[int] = []
    stop = Event()

    def report(done: int) -> None:
        seen.append(done)
        if done == 20:
            stop.set()

    outcome = Sender(http, stop).send("orders", "x", lambda: _rows(45), report)
    assert outcome == Outcome(accepted=20)
    assert Sender(http).begin("orders", "x")[1] == 20
    rest = Sender(http).send("orders", "x", lambda: _rows(45), seen.append)
    assert rest == Outcome(accepted=25)
    assert seen == [0, 10, 20, 20, 30, 40, 45]


def test_an_api_that_goes_away_meanwhile_is_waited_for(
    http: httpx.Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "REQUEST_ROWS", 10)
    monkeypatch.setattr(sending, "PAUSE_S", 0.25)
    killed: list[int] = []

    def report(done: int) -> None:
        if done == 20 and not killed:
            api = running.family()["api"]
            api.kill()
            killed.append(api.wait())

    outcome = Sender(http).send("orders", "y", lambda: _rows(45), report)
    assert outcome == Outcome(accepted=45)


def test_an_api_that_does_not_come_back_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "PAUSE_S", 0)
    refused = pytest.raises(SendingError, match="does not answer")
    with client("http://127.0.0.1:1", "key") as http, refused:
        Sender(http).send("orders", "z", lambda: _rows(1), _nothing)


def test_a_stranger_is_told_so(running: Running, tmp_path: Path) -> None:
    file = tmp_path / "orders.ndjson"
    file.write_text("{}\n")
    words = ("--key", "sk_live_wrong", "--url", f"http://{running.home.address}")
    result = _type("import", str(file), *words)
    assert isinstance(result.exception, SendingError)
    assert "401" in str(result.exception)


def test_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAMGAST_HOME", str(tmp_path))
    no_file = _type("import", str(tmp_path / "none"), "--key", "sk")
    assert str(no_file.exception) == f"There is no {tmp_path / 'none'}."
    (tmp_path / "some").write_text("")
    not_running = _type("import", str(tmp_path / "some"), "--key", "sk")
    assert "Nothing runs here" in str(not_running.exception)


NDJSON, CSV = ExportFormat.NDJSON, ExportFormat.CSV


def silent(rows: int, done: int) -> None:
    del rows, done


def test_a_file_is_gone_on_with_wherever_it_was_cut(
    http: httpx.Client, tmp_path: Path
) -> None:
    Sender(http).send("orders", "x", lambda: _rows(7), _nothing)
    seen: list[tuple[int, int]] = []

    def note(rows: int, done: int) -> None:
        seen.append((rows, done))

    for form in (NDJSON, CSV):
        path = tmp_path / f"orders.{form}"
        Fetcher(http).fetch(ExportKind.ORDERS, form, path, note)
        all_of_it = path.read_bytes()
        for length in (len(all_of_it) - 1, len(all_of_it) // 2):
            path.write_bytes(all_of_it[:length])
            Fetcher(http).fetch(ExportKind.ORDERS, form, path, silent)
            assert path.read_bytes() == all_of_it, (form, length)
        Fetcher(http).fetch(ExportKind.ORDERS, form, path, silent)
        assert path.read_bytes() == all_of_it
    assert (seen[0], seen[-1]) == ((7, 0), (7, 7))
    lines = (tmp_path / "orders.ndjson").read_text().splitlines()
    assert [json.loads(each)["external_id"] for each in lines] == [
        f"o-{number}" for number in range(7)
    ]
    Sender(http).send("orders", "y", lambda: _rows(9), _nothing)
    path = tmp_path / "orders.csv"
    Fetcher(http).fetch(ExportKind.ORDERS, CSV, path, silent)
    with path.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 9


def test_points_and_what_there_is_nothing_of_are_files_as_well(
    http: httpx.Client, tmp_path: Path
) -> None:
    given = {"source": "old", "occurred_at": "2026-01-01T00:00:00Z", "amount": 5}
    held = [
        given | {"external_id": f"{number}", "customer_id": "external:shop:ann"}
        for number in range(3)
    ]
    ann = {"external_ids": [{"source": "shop", "id": "ann"}]}
    assert http.post("/v1/customers", json=ann).is_success
    Sender(http).send("points", "x", lambda: iter(held), _nothing)
    path = tmp_path / "points.csv"
    Fetcher(http).fetch(ExportKind.POINTS, CSV, path, silent)
    all_of_it = path.read_bytes()
    assert all_of_it.count(b"\n") == 4
    path.write_bytes(all_of_it[: len(all_of_it) * 2 // 3])
    Fetcher(http).fetch(ExportKind.POINTS, CSV, path, silent)
    assert path.read_bytes() == all_of_it
    nothing = tmp_path / "vouchers.csv"
    for _ in range(2):
        Fetcher(http).fetch(ExportKind.VOUCHERS, CSV, nothing, silent)
        assert nothing.read_text().startswith("id,pool,")
        assert nothing.read_text().count("\n") == 1


def test_a_command_writes_a_file(
    http: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Sender(http).send("orders", "x", lambda: _rows(3), _nothing)
    result = _type("export", "orders")
    assert result.exit_code == 0, result.output
    assert len((tmp_path / "orders.ndjson").read_text().splitlines()) == 3
    customers = _type("export", "customers", "orders.ndjson")
    assert isinstance(customers.exception, SendingError)
    assert "422" in str(customers.exception)
    assert len((tmp_path / "orders.ndjson").read_text().splitlines()) == 3


def test_rows_that_were_refused_are_written_down_to_be_mended(
    http: httpx.Client, tmp_path: Path
) -> None:
    del http
    file, rejected = tmp_path / "products.csv", tmp_path / "rejected.ndjson"
    file.write_text("external_id,name\n1,Tea\n2,\n3\n4,Mug\n")
    words = ("--kind", "products", "--rejected", str(rejected))
    said = ""
    for _ in range(2):
        said = _type("import", str(file), *words).output
        assert rejected.read_text() == '{"external_id":"2"}\n[]\n'
    assert "0 accepted" in said
    rejected.write_text('{"external_id": "2", "name": "Cup"}\n')
    same = _type("import", str(rejected), "--rejected", str(rejected))
    assert isinstance(same.exception, SendingError)
    assert "1 accepted" in _type("import", str(rejected), "--kind", "products").output
    file.write_text("external_id,name,name\n5,Pot,Pan\n")
    twice = _type("import", str(file), "--kind", "products", "--name", "twice")
    assert isinstance(twice.exception, SendingError)


def test_returns_that_were_refused_are_a_file_of_their_own(
    http: httpx.Client, tmp_path: Path
) -> None:
    del http
    (tmp_path / "map.toml").write_text(MAP)
    head, *_ = TABLE.splitlines()
    rows = [f"1,ann,2126-03-01T12:00:00,mug,{pieces},3.50" for pieces in (2, -1)]
    (tmp_path / "table.csv").write_text("\n".join([head, *rows, ""]))
    words = ("--map", str(tmp_path / "map.toml"), "--rejected", str(tmp_path / "mend"))
    result = _type("import", str(tmp_path / "table.csv"), *words)
    assert "0 accepted, 0 were there already, 2 refused." in result.output
    order, gone_back = (
        json.loads((tmp_path / name).read_text()) for name in ("mend", "mend-returns")
    )
    assert (order["external_id"], gone_back["external_id"]) == ("1", "1-R")


def test_an_export_of_an_api_that_does_not_come_back_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAUSE_S", 0)
    refused = pytest.raises(SendingError, match="does not answer")
    path = tmp_path / "orders.ndjson"
    with client("http://127.0.0.1:1", "key") as nobody, refused:
        Fetcher(nobody).fetch(ExportKind.ORDERS, NDJSON, path, silent)
    assert not path.exists()
