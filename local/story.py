"""A customer's story: what the API tells of one, as somebody at a desk would."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import httpx

REDEEMED = "five-off"
STEPS_MAX = 5
# Of a hundred entries each.
PAGES_MAX = 5
# What happened to points that a customer did not do, and how it is told.
HAPPENED = {
    "expire": "{amount:,} {noun} expired on {day}.",
    "clawback": "{amount:,} {noun} went back on {day}, as something was returned.",
}


def story(http: httpx.Client, person: str, zone: ZoneInfo) -> list[str]:
    """Return what happened to a customer, where they stand, and what they can have."""
    tier = _ask(http, f"{person}/tier")
    held = _ask(http, f"{person}/rewards?limit=100")
    within_reach = [each["name"] for each in held["items"] if each["available"]]
    return [
        *_climbed(http, person, zone),
        *_happened(http, person, zone),
        *tier["why"]["en"],
        *_last_order(http, person),
        *_challenged(http, person),
        *_redeemed(http, person),
        *([f"Can have now: {', '.join(within_reach)}."] if within_reach else []),
        *_inferred(http, person),
    ]


def redeem_first(http: httpx.Client, person: str) -> bool:
    """Redeem a customer's first reward, so that there is a code to try; tell if so."""
    address = f"{person}/redemptions"
    if _ask(http, f"{address}?limit=1")["items"]:
        return False
    reserved = http.post(address, json={"reward": REDEEMED})
    if reserved.status_code == HTTPStatus.CONFLICT:
        return False
    kept = reserved.raise_for_status().json()["id"]
    http.post(f"{address}/{kept}/confirmation").raise_for_status()
    return True


def _climbed(http: httpx.Client, person: str, zone: ZoneInfo) -> Iterator[str]:
    """Tell which tiers a customer has had, the first one first."""
    stood: Counter[tuple[str, str]] = Counter()
    for each in _ask(http, f"{person}/tier/history?limit=100")["items"]:
        # What came back, or came late, undid some.
        stood[each["at"], _name(each["tier"])] += -1 if each["undone"] else 1
    steps = sorted(step for step, times in stood.items() if times > 0)
    told = [f"{tier} on {_day(at, zone)}" for at, tier in steps[-STEPS_MAX:]]
    if len(told) > 1:
        yield f"Came to {', then '.join(told)}."


def _happened(http: httpx.Client, person: str, zone: ZoneInfo) -> Iterator[str]:
    """Tell what expired last, and what was taken back last."""
    found: dict[str, Any] = {}
    for entry in _entries(http, person):
        if entry["kind"] in HAPPENED:
            found.setdefault(entry["kind"], entry)
        if len(found) == len(HAPPENED):
            break
    for kind, sentence in HAPPENED.items():
        if kind in found:
            amount, at = found[kind]["amount"], found[kind]["occurred_at"]
            noun = "point" if amount == 1 else "points"
            yield sentence.format(amount=amount, noun=noun, day=_day(at, zone))


def _entries(http: httpx.Client, person: str) -> Iterator[Any]:
    """Give what happened to a customer's points, the last first."""
    address = f"{person}/entries?limit=100"
    for _ in range(PAGES_MAX):
        page = _ask(http, address)
        yield from page["items"]
        if page["next"] is None:
            return
        address = f"{person}/entries?limit=100&after={page['next']}"


def _last_order(http: httpx.Client, person: str) -> Iterator[str]:
    """Tell what the last order earned, rule by rule."""
    for order in _ask(http, f"{person}/orders?limit=1")["items"]:
        why = _ask(http, f"/v1/orders/{order['id']}/awards/why")
        for each in why["decisions"]:
            if each["given"]:
                yield f"{each['name']}: {each['reasons'][-1]}"


def _challenged(http: httpx.Client, person: str) -> Iterator[str]:
    """Tell how far a customer is with each challenge, and how often they did it."""
    for each in _ask(http, f"{person}/challenges")["challenges"]:
        *_, progress = each["why"]["en"]
        times = each["completions"]
        told = f", done {'once' if times == 1 else f'{times} times'}" if times else ""
        together = each["community"] and each["why"]["en"][0]
        yield f"{each['names']['en']}{told}. {together or progress}"


def _redeemed(http: httpx.Client, person: str) -> list[str]:
    """Tell what a customer redeemed last, and by which code."""
    codes = _ask(http, f"{person}/vouchers?limit=1")["items"]
    return [
        f"Redeemed: {each['name']}, by the code {each['code']}."
        for each in codes
        if each["status"] == "issued"
    ]


def _inferred(http: httpx.Client, person: str) -> list[str]:
    """Return what was inferred of a customer, if by the last that they bought."""
    answer = http.get(f"{person}/scores")
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return []
    scores = answer.raise_for_status().json()
    recency, _, _, *rest = scores["why"]["en"]
    # While a history comes in, the workers are some of it behind.
    return rest if scores["purchased"]["last_day"] in recency else []


def _ask(http: httpx.Client, address: str) -> Any:
    return http.get(address).raise_for_status().json()


def _name(tier: str | None) -> str:
    return "no tier" if tier is None else tier.capitalize()


def _day(at: str, zone: ZoneInfo) -> str:
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{local.day} {local:%B %Y}"
