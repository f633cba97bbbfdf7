"""Two shops to try the platform on, whose histories come in as any shop's would."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

import demo as history
from demo import reviews as reviewing
from demo.challenges import CHALLENGE_RULES, CHALLENGES, REVIEWS, together
from demo.customers import customers
from demo.orders import orders
from demo.pages import BANNERS, offers
from demo.products import products
from demo.purposes import PURPOSES
from demo.returns import count, returns
from demo.rewards import POT, REWARDS, STAMP_RULE, UNITS, season
from demo.tenants import TENANTS, DemoTenant
from demo.tiers import LONG_AGO, TIER_RULE, terms
from domain import tenants
from domain.kernel import OPERATOR, SYSTEM, Platform, Refusal, TenantId, keys
from domain.kernel.ids import uuid7
from domain.tenants import Tenant, TenantKind
from local import playing
from local.operating import Operating
from local.progress import progress
from local.sending import Rows, Sender, SendingError, client
from local.story import redeem_first as redeem
from local.story import story as tell

SOURCE = "shop"
NAME = "demo"
# Those who spent most; whoever has most points is among them.
BEST = {
    "cdnow": ("07592", "14048", "07983", "19339", "07931", "06569"),
    "grocer": ("1609", "1453", "2322", "1430", "400", "707"),
}
SHOWN = 3

# After so many months points expire: before a shop's history ends, for some.
LASTING_MONTHS = {"cdnow": 12, "grocer": 6}
# How both shops reward: from before the first order on.
RULE: dict[str, Any] = {
    "rule": "purchase",
    "name": "A point for every whole dollar",
    "valid_from": "1990-01-01T00:00:00Z",
    "terms": {
        "effect": {"type": "per_amount", "step": 100, "points": 1},
        "pending_days": 14,
        "expiry": "rolling",
    },
}
WRITTEN_FOR = {"service_purpose": "orders", "marketing_purpose": "similar"}
THRESHOLDS = {
    "thresholds": [
        {"unit": "points", "amount": amount, "name": name, "name_nl": dutch}
        for amount, name, dutch in (
            (200, "a tree", "een boom"),
            (500, "five dollars off", "vijf dollar korting"),
            (1_000, "ten dollars to spend", "tien dollar te besteden"),
        )
    ]
}


# What a mail does not commend, whoever buys it.
NOT_SHOWN = ("DRUG GM/CIG", "DRUG GM/TOBACCO", "FUEL/", "SPIRITS/", "GROCERY/LIQUOR")
EVERYTHING = tenants.SCOPES.keys() - {OPERATOR, SYSTEM}


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo tenant that is there, and a key that opens it."""

    demo: DemoTenant
    tenant: Tenant
    key: str

    @property
    def today(self) -> date:
        """The day after its history ends: that on which the tenant was made.

        So the rows are the same at every start, and an import can be resumed.
        """
        return self.tenant.created_at.astimezone(ZoneInfo(self.demo.time_zone)).date()

    def parts(self) -> Iterator[tuple[str, int, Rows]]:
        """Give what there is to import: what rows are, how many, and the rows."""
        shop = self.demo
        yield ("products", shop.products, lambda: islice(products(shop), shop.products))
        yield (
            "customers",
            shop.customers,
            lambda: islice(customers(shop), shop.customers),
        )
        yield (
            "orders",
            shop.orders,
            lambda: islice(orders(shop, self.today), shop.orders),
        )
        yield ("returns", count(shop), lambda: returns(shop, self.today))
        yield (
            "events",
            reviewing.count(shop),
            lambda: reviewing.reviews(shop, self.today),
        )


async def shops(opened: Operating, secrets: Path) -> list[Shop]:
    """Return the demo tenants, making those that are not there yet, and their keys."""
    known = _read(secrets)
    made = [await _shop(opened, demo, known) for demo in TENANTS.values()]
    _write(secrets, {shop.demo.slug: shop.key for shop in made})
    return made


def digest(shops: list[Shop]) -> str:
    """Return by what to know these shops as this version of us sends them."""
    told = sha256()
    for each in sorted(Path(history.__file__).parent.glob("*.py")):
        told.update(each.read_bytes())
    for each in (__file__, playing.__file__):
        told.update(Path(each).read_bytes())
    for shop in shops:
        told.update(shop.tenant.id.encode())
    return told.hexdigest()


def send(shops: list[Shop], url: str, stop: threading.Event) -> None:
    """Import what is not there yet, with a bar for each part."""
    with progress() as bar:
        for shop in shops:
            with client(url, shop.key) as http:
                sender = Sender(http, stop)
                _reward(sender, shop)
                _challenge(sender, shop)
                playing.set_up(sender)
                _declare(sender)
                _withhold(sender, shop)
                _speak(sender, shop)
                for kind, total, rows in shop.parts():
                    if sender.begin(kind, NAME)[1] == total:
                        continue
                    task = bar.add_task(f"{shop.demo.slug} {kind}", total=total)
                    outcome = sender.send(
                        kind,
                        NAME,
                        rows,
                        lambda done, task=task: bar.update(task, completed=done),
                    )
                    if outcome.rejected:
                        raise SendingError(f"{shop.demo.slug}: {outcome.errors[:3]}")
                _correspond(sender)
                best = [person(each) for each in BEST[shop.demo.slug]]
                playing.be_seen(http, best)
                playing.be_heard(http, best)


def _reward(sender: Sender, shop: Shop) -> None:
    """Say how the shop rewards, as far as it doesn't say so yet."""
    there = {each["code"] for each in sender.ask("GET", "/v1/programme")["units"]}
    for unit in UNITS:
        if unit["code"] not in there:
            sender.ask("POST", "/v1/programme/units", json=unit)
    if not sender.ask("GET", "/v1/thresholds")["thresholds"]:
        sender.ask("PUT", "/v1/thresholds", json=THRESHOLDS)
    versions = sender.ask("GET", "/v1/earning-rules")["versions"]
    known = {each["rule"] for each in versions}
    usual = (RULE, TIER_RULE, STAMP_RULE, season(shop.today))
    for rule in (*usual, *CHALLENGE_RULES):
        if rule["rule"] not in known:
            sender.ask("POST", "/v1/earning-rules", json=_lasting(rule, shop))
    if not sender.ask("GET", "/v1/tiers")["versions"]:
        drafted = sender.ask("POST", "/v1/tiers", json={"terms": terms(shop.demo)})
        publication = f"/v1/tiers/{drafted['id']}/publication"
        sender.ask("POST", publication, json={"valid_from": LONG_AGO})
    listed = sender.ask("GET", "/v1/rewards?limit=100")["items"]
    given = {each["reward"] for each in listed if each["status"] != "draft"}
    for name, reward in REWARDS.items():
        if name not in given:
            sender.ask("PUT", f"/v1/rewards/{name}", json=_potted(sender, reward))
            sender.ask("POST", f"/v1/rewards/{name}/publication")


def _challenge(sender: Sender, shop: Shop) -> None:
    """Say what customers are invited to do, as far as that was not said yet."""
    there = {e["challenge"] for e in sender.ask("GET", "/v1/challenges")["versions"]}
    for challenge in (*CHALLENGES, REVIEWS, together(shop.demo.slug)):
        if challenge["challenge"] not in there:
            sender.ask("POST", "/v1/challenges", json=challenge)


def _withhold(sender: Sender, shop: Shop) -> None:
    """Say what nobody is shown unasked, as far as that was not said yet."""
    address = "/v1/recommendations/unavailable"
    if not sender.ask("GET", address)["products"]:
        kept = [
            each["external_id"]
            for each in products(shop.demo)
            if each["category"].startswith(NOT_SHOWN)
        ]
        sender.ask("PUT", address, json={"products": kept})


def _speak(sender: Sender, shop: Shop) -> None:
    """Have pages say something, and sell some for less, if they do not yet."""
    if not sender.ask("GET", "/v1/banners")["banners"]:
        for name, banner in BANNERS.items():
            sender.ask("PUT", f"/v1/banners/{name}", json={"terms": banner})
        every = offers(products(shop.demo))
        sender.ask("PUT", "/v1/recommendations/offers", json=every)


def _correspond(sender: Sender) -> None:
    """Have customers written to, if they are not yet; at night too, as it is a demo."""
    if not sender.ask("GET", "/v1/journeys")["journeys"]:
        day = {"quiet_from": "00:00", "quiet_until": "00:00"}
        sender.ask("PUT", "/v1/message-settings", json=day)
        sender.ask("POST", "/v1/journeys/shipped", json=WRITTEN_FOR)


def _potted(sender: Sender, reward: dict[str, Any]) -> dict[str, Any]:
    """Return a reward, which names its pot if it is a donation."""
    if reward["terms"]["kind"] != "donation":
        return reward
    pots = sender.ask("GET", "/v1/pots?limit=1")["items"]
    pot = pots[0] if pots else sender.ask("POST", "/v1/pots", json=POT)
    return {**reward, "terms": {**reward["terms"], "pot": pot["id"]}}


def _declare(sender: Sender) -> None:
    """Say what data is used for, as far as that was not said yet."""
    there = sender.ask("GET", "/v1/purposes")["purposes"]
    told = {each["purpose"] for each in there if each["notice_version"]}
    for each in PURPOSES:
        if each.purpose not in told:
            address = f"/v1/purposes/{each.purpose}"
            sender.ask("PUT", address, json=each.terms)
            sender.ask("POST", f"{address}/notices", json={"text": each.notice})


def _lasting(rule: dict[str, Any], shop: Shop) -> dict[str, Any]:
    """Return a rule whose points, if they expire, expire as this shop's do."""
    terms = rule["terms"]
    if "expiry" not in terms:
        return rule
    months = LASTING_MONTHS[shop.demo.slug]
    return {**rule, "terms": {**terms, "expiry_months": months}}


def story(shop: Shop, name: str, url: str) -> list[str]:
    """Return what a customer could be told."""
    with client(url, shop.key) as http:
        return tell(http, person(name), ZoneInfo(shop.demo.time_zone))


def redeem_first(shop: Shop, name: str, url: str) -> bool:
    """Have a customer redeem their first reward; tell whether they did so now."""
    with client(url, shop.key) as http:
        return redeem(http, person(name))


def best(shop: Shop, url: str) -> list[tuple[str, Any]]:
    """Return who has most points, and the status of each, as the API has it."""
    with client(url, shop.key) as http:
        asked = [(name, _status(http, name)) for name in BEST[shop.demo.slug]]
    found = [one for one in asked if one[1] is not None]
    found.sort(key=lambda one: -available(one[1]))
    return found[:SHOWN]


def available(status: Any) -> int:
    """Return the points that a customer may spend."""
    return sum(
        balance["available"]
        for balance in status["balances"]
        if balance["unit"] == "points"
    )


def games(shop: Shop, url: str) -> list[str]:
    """Return who leads in a shop, and how far all are together."""
    with client(url, shop.key) as http:
        return [f"Together: {playing.together(http)}", *playing.leaders(http)]


def person(name: str) -> str:
    """Return where what there is of a customer of a demo shop begins."""
    return f"/v1/customers/external:{SOURCE}:{name}"


def path(name: str) -> str:
    """Return where the status of a customer of a demo shop is."""
    return f"{person(name)}/status"


def _status(http: httpx.Client, name: str) -> Any:
    answer = http.get(path(name))
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return None
    return answer.raise_for_status().json()


async def _shop(opened: Operating, demo: DemoTenant, known: dict[str, str]) -> Shop:
    tenant_id = await tenants.tenant_named(opened.watch, demo.slug)
    if tenant_id is None:
        tenant_id = TenantId(uuid7())
        command = tenants.Create(
            slug=demo.slug,
            name=demo.name,
            kind=TenantKind.SANDBOX,
            time_zone=demo.time_zone,
            currency=demo.currency,
            locales=demo.locales,
        )
        await opened.platform.run(tenants.create, command, tenants.operator(tenant_id))
    principal = tenants.operator(tenant_id)
    tenant = await opened.platform.run(tenants.find, tenants.Find(), principal)
    key = await _key(opened.platform, tenant_id, known.get(demo.slug))
    return Shop(demo, tenant, key)


async def _key(platform: Platform, tenant_id: TenantId, known: str | None) -> str:
    """Return a key that opens all that there is by now: the known one, or another.

    What was added since is not among the scopes of an older one, which is then revoked.
    """
    holder = None if known is None else await _holder(platform, tenant_id, known)
    if known is not None and holder is not None and {*holder.scopes} >= EVERYTHING:
        return known
    principal = tenants.operator(tenant_id)
    command = tenants.CreateKey(name="demo", scopes=tuple(sorted(EVERYTHING)))
    made = await platform.run(tenants.create_key, command, principal)
    if holder is not None:
        revoked = tenants.RevokeKey(key_id=holder.id)
        await platform.run(tenants.revoke_key, revoked, principal)
    return made.secret


async def _holder(
    platform: Platform, tenant_id: TenantId, key: str
) -> keys.Holder | None:
    """Return who holds a key, unless it is over or opens another tenant or nothing."""
    try:
        holder = await keys.holder(platform.engine, platform.vault, key)
        found = holder.principal(platform.clock()).tenant
    except Refusal:
        return None
    return holder if found == tenant_id else None


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _write(path: Path, keys: dict[str, str]) -> None:
    path.touch(0o600)
    path.write_text("".join(f"{slug}={key}\n" for slug, key in keys.items()))
