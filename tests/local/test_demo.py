"""The demo: two shops that come in once, and examples that work when pasted."""

import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from demo.orders import orders
from demo.talk import IDEAS
from demo.tenants import TENANTS
from domain import ledger, tenants
from domain.kernel import TenantId, ids, keys
from local import contents, demo, greeting, secret, sending
from local.demo import BEST, SOURCE, Shop
from local.operating import Operating, operating
from tests.local.platform_up import Running, url_of


@pytest.fixture
async def opened(running: Running) -> AsyncIterator[Operating]:
    async with operating(url_of(running), running.environment[secret.NAME]) as it:
        yield it


def _small(shop: Shop) -> Shop:
    return replace(shop, demo=replace(shop.demo, orders=300, customers=50, products=1))


async def _give_a_reward(opened: Operating, shop: Shop, person: str) -> None:
    given = ledger.Adjust(customer_id=person, amount=600, reason="A gift.")
    caller = tenants.operator(TenantId(ids.decode(shop.tenant.id)))
    await opened.platform.run(ledger.adjust, given, caller)


def _points(said: str) -> list[list[str]]:
    lines = [line.split() for line in said.splitlines()]
    return [each for each in lines if each[:1] in (["00001"], ["900"])]


async def test_both_shops_come_in_once_and_are_greeted_with(
    running: Running,
    opened: Operating,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"http://{running.home.address}"
    monkeypatch.setattr(sending, "REQUEST_ROWS", 100)
    keys = tmp_path / "demo.env"
    made = await demo.shops(opened, keys)
    assert [shop.demo.slug for shop in made] == ["cdnow", "grocer"]
    again = await demo.shops(opened, keys)
    assert again == made
    assert keys.stat().st_mode & 0o777 == 0o600

    broken_off = Event()
    broken_off.set()
    shops = [_small(shop) for shop in made]
    demo.send(shops, url, broken_off)
    demo.send(shops, url, Event())
    # What is complete is not even read.
    monkeypatch.setattr(demo, "orders", None)
    monkeypatch.setattr(demo, "returns", None)
    demo.send(shops, url, Event())

    # Customers were made to speak once, though all was sent thrice.
    with sending.client(url, shops[-1].key) as http:
        said = http.get("/v1/community/contributions?order=votes").json()["items"]
    assert len(said) == len(IDEAS)
    assert all(each["votes"] for each in said)

    bought_first = {"cdnow": ("00001",), "grocer": ("900",)}
    monkeypatch.setattr(demo, "BEST", bought_first)
    await _give_a_reward(opened, shops[-1], f"external:{SOURCE}:900")
    said = greeting.text(running.home, url, shops)
    assert f"/storefront#key={shops[-1].key}&customers=900\n" in said
    assert "CDNOW: what 00001 could be told" in said
    assert "A point for every whole dollar: That makes " in said
    assert "Together: " in said
    assert "    1. " in said
    # Who redeemed has what is left.
    assert "Redeemed: " in said
    shown = _points(said)
    assert [name for name, _ in shown] == ["00001", "900"]
    assert shown == _points(greeting.text(running.home, url, shops))
    lines = [line.strip() for line in said.splitlines() if "curl" in line]
    rest, graph = (_run(line) for line in lines)
    assert '"balances":[{"unit":"points"' in rest
    assert '"status":{"balances":[{"available":' in graph
    assert '"errors"' not in graph

    # What was sent to its end is not asked for at the next start, but of other shops.
    assert "/logs" in contents.greeting(running.home, url, shops, Event())
    monkeypatch.setattr(demo, "send", None)
    assert "/logs" in contents.greeting(running.home, url, shops, Event())
    with pytest.raises(TypeError):
        contents.greeting(running.home, url, shops[:1], Event())


async def test_a_key_that_was_lost_or_revoked_is_replaced(
    opened: Operating, tmp_path: Path
) -> None:
    keys = tmp_path / "demo.env"
    first = await demo.shops(opened, keys)
    keys.write_text(f"cdnow=sk_test_wrong\ngrocer={first[1].key}\n")
    second = await demo.shops(opened, keys)
    assert second[0].key not in {first[0].key, "sk_test_wrong"}
    assert second[1] == first[1]


async def test_a_key_from_before_there_was_all_that_there_is_now_is_replaced(
    opened: Operating, tmp_path: Path
) -> None:
    path = tmp_path / "demo.env"
    first = await demo.shops(opened, path)
    command = tenants.CreateKey(name="demo", scopes=("customers:read", "orders:write"))
    cdnow, grocer = first
    caller = tenants.operator(TenantId(ids.decode(cdnow.tenant.id)))
    old = (await opened.platform.run(tenants.create_key, command, caller)).secret
    path.write_text(f"cdnow={old}\ngrocer={grocer.key}\n")
    second = await demo.shops(opened, path)
    assert second[0].key not in {old, cdnow.key}
    assert second[1] == grocer
    assert await demo.shops(opened, path) == second
    holder = await keys.holder(opened.platform.engine, opened.platform.vault, old)
    assert holder.revoked_at is not None


async def test_a_key_of_another_shop_is_replaced_and_left_to_it(
    opened: Operating, tmp_path: Path
) -> None:
    path = tmp_path / "demo.env"
    cdnow, grocer = await demo.shops(opened, path)
    path.write_text(f"cdnow={grocer.key}\ngrocer={grocer.key}\n")
    second = await demo.shops(opened, path)
    assert second[0].key not in {cdnow.key, grocer.key}
    assert second[1] == grocer


def test_stamps_are_no_points() -> None:
    balances = [{"unit": unit, "available": 7} for unit in ("points", "stamps")]
    assert demo.available({"balances": balances}) == 7


@pytest.mark.parametrize("slug", TENANTS)
def test_the_best_customers_are_those_who_spent_most(slug: str) -> None:
    points: Counter[str] = Counter()
    for order in orders(TENANTS[slug], date(2026, 1, 1)):
        assert order["customer"] is not None
        paid = sum(
            line["quantity"] * line["unit_price"] - line["discount"]
            for line in order["lines"]
        )
        points[order["customer"]["external_id"]] += paid // 100
    assert tuple(name for name, _ in points.most_common(6)) == BEST[slug]


@pytest.mark.soak
def test_the_whole_demo_comes_up_and_again_without_importing(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        running = Running(tmp_path / "home")
        said.append(running.wait())
        assert running.end() == 0
    first, second = said
    assert "cdnow orders" in first
    assert "cdnow orders" not in second
    assert "07592" in second


def _run(line: str) -> str:
    return subprocess.run(
        line, shell=True, check=True, capture_output=True, text=True
    ).stdout
