"""The games of a demo shop: set up once, and told of when all is up."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx

from demo.games import BOARD, DRAW, DRAW_DAYS, LEADERBOARD, LEVELS
from demo.talk import IDEAS, REVIEWS
from domain.kernel.platform import utc_now
from local.sending import Sender

SHOWN = 5


def set_up(sender: Sender) -> None:
    """Make a leaderboard, levels and a draw, as far as there are none yet."""
    if not sender.ask("GET", "/v1/leaderboards")["leaderboards"]:
        sender.ask("PUT", f"/v1/leaderboards/{BOARD}", json=LEADERBOARD)
    if not sender.ask("GET", "/v1/levels")["versions"]:
        sender.ask("POST", "/v1/levels", json=LEVELS)
    if not sender.ask("GET", "/v1/draws?limit=1")["items"]:
        closing = utc_now() + timedelta(days=DRAW_DAYS)
        draw = {**DRAW, "closes_at": closing.isoformat()}
        sender.ask("POST", "/v1/draws", json=draw)


def be_seen(http: httpx.Client, people: list[str]) -> None:
    """Have some customers be seen if nobody is yet; that they ask is made up."""
    if leaders(http):
        return
    for person in people:
        answer = http.put(f"{person}/leaderboards")
        if answer.status_code != HTTPStatus.NOT_FOUND:
            answer.raise_for_status()


def be_heard(http: httpx.Client, people: list[str]) -> None:
    """Have some customers review products, have ideas and vote, if nobody did yet."""
    said = http.get("/v1/community/contributions?limit=1").raise_for_status().json()
    if said["items"]:
        return
    there = [each for each in people if http.get(each).is_success]
    products = http.get("/v1/products?limit=3").raise_for_status().json()["items"]
    for person, product, told in zip(there, products, REVIEWS, strict=False):
        review = {**told, "product_id": product["external_id"]}
        http.post(f"{person}/contributions", json=review).raise_for_status()
    for person, idea in zip(there, IDEAS, strict=False):
        made = http.post(f"{person}/contributions", json=idea).raise_for_status()
        for voter in there[there.index(person) :]:
            http.put(f"{voter}/votes/{made.json()['id']}").raise_for_status()


def leaders(http: httpx.Client) -> list[str]:
    """Tell who leads, by their made-up names."""
    answer = http.get(f"/v1/leaderboards/{BOARD}?limit={SHOWN}").raise_for_status()
    places: list[dict[str, Any]] = answer.json()["items"]
    return [f"{e['rank']}. {e['alias']:<20}{e['score']:>10,}" for e in places]


def together(http: httpx.Client) -> str:
    """Tell how far all customers are together."""
    goal = http.get("/v1/challenges/together/community").raise_for_status().json()
    return f"{goal['total']:,} of {goal['goal']:,} orders"
