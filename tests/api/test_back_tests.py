"""Back-tests over the wire: started, told as JSON, in the graph and as a page."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from httpx import AsyncClient

from domain import earning, orders, simulation
from tests.domain.orders.shop import line, record
from tests.world import NOON, World

START = {
    "name": "Double",
    "drafts": [
        {
            "rule": "spend",
            "terms": {"effect": {"type": "per_amount", "step": 100, "points": 2}},
        }
    ],
}
GRAPH = """
query Ask($id: ID!) {
  backTest(id: $id) { name state figures { units { unit draftIssued liveIssued } } }
}
"""
LISTS = """
query List($id: ID!) {
  backTests { nodes { id } }
  affectedByBackTest(backTestId: $id) { draft live }
}
"""
STARTED = """
mutation Try($input: StartBackTestInput!) {
  startBackTest(input: $input) { ... on BackTest { id name state ordersTotal } }
}
"""
CANCELLED = """
mutation End($id: ID!) {
  cancelBackTest(input: {backTestId: $id}) { ... on BackTest { id state } }
}
"""


class Seen(HTMLParser):
    """What is on a page: its texts, its elements, and what it loads or leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.named: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.named += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


async def finished(shop: World, back_test_id: str) -> None:
    command = simulation.Advance(back_test_id=back_test_id)
    async with shop.platform.unit(shop.principal) as unit:
        assert not (await simulation.advance(unit, command)).more


@pytest.fixture
async def begun(api: AsyncClient, shop: World) -> str:
    rule = earning.PublishRule(
        rule="spend",
        name="Points",
        terms=earning.Terms(),
        valid_from=datetime(2000, 1, 1, tzinfo=UTC),
    )
    await shop.run(earning.publish_rule, rule)
    at = NOON.replace(year=2029)
    for number, who in enumerate(("ann", "<b>")):
        said = {"customer": {"external_id": who}, "occurred_at": at.isoformat()}
        await shop.run(orders.record, record(number, line(price=1_000), **said))
    answer = await api.post("/v1/back-tests", json=START)
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "2")
    assert answer.headers["location"] == f"/v1/back-tests/{answer.json()['id']}"
    found: str = answer.json()["id"]
    return found


async def test_a_back_test_is_told_by_every_way(
    api: AsyncClient, shop: World, begun: str
) -> None:
    at = f"/v1/back-tests/{begun}"
    assert (await api.get(at)).json()["state"] == "running"
    await finished(shop, begun)
    told = (await api.get(at)).json()
    (units,) = told["figures"]["units"]
    assert (told["state"], told["orders_done"]) == ("finished", 2)
    assert (units["draft_issued"], units["live_issued"], units["winners"]) == (
        40,
        20,
        2,
    )
    winners = (await api.get(f"{at}/customers")).json()["customers"]
    assert [(each["draft"], each["live"]) for each in winners] == [(20, 10), (20, 10)]
    losers = (await api.get(f"{at}/customers", params={"whom": "losers"})).json()
    assert losers == {"customers": []}
    listed = (await api.get("/v1/back-tests")).json()["items"]
    assert [each["id"] for each in listed] == [begun]
    asked = {"query": GRAPH, "variables": {"id": begun}}
    graph = (await api.post("/graphql", json=asked)).json()
    assert graph["data"]["backTest"] == {
        "name": "Double",
        "state": "FINISHED",
        "figures": {"units": [{"unit": "points", "draftIssued": 40, "liveIssued": 20}]},
    }
    lists = {"query": LISTS, "variables": {"id": begun}}
    both = (await api.post("/graphql", json=lists)).json()["data"]
    assert both["backTests"] == {"nodes": [{"id": begun}]}
    assert both["affectedByBackTest"] == [{"draft": 20, "live": 10}] * 2


async def test_a_back_test_is_started_and_cancelled_in_the_graph(
    api: AsyncClient,
) -> None:
    asked = {"query": STARTED, "variables": {"input": START}}
    started = (await api.post("/graphql", json=asked)).json()["data"]["startBackTest"]
    found = started.pop("id")
    assert started == {"name": "Double", "state": "RUNNING", "ordersTotal": 0}
    asked = {"query": CANCELLED, "variables": {"id": found}}
    ended = (await api.post("/graphql", json=asked)).json()["data"]
    assert ended == {"cancelBackTest": {"id": found, "state": "CANCELLED"}}


async def test_the_report_is_a_page_that_needs_nothing_else(
    api: AsyncClient, shop: World, begun: str
) -> None:
    await finished(shop, begun)
    at = f"/v1/back-tests/{begun}/report"
    for language, words in (
        ("en", ("Issued by month", "Who gains most", "2 of 2 orders, finished")),
        ("nl", ("Uitgegeven per maand", "Wie er het meest op vooruitgaat")),
    ):
        answer = await api.get(at, params={"language": language})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "style-src 'sha256-" in answer.headers["content-security-policy"]
        seen = Seen()
        seen.feed(answer.text)
        assert set(words) <= set(seen.texts)
        assert seen.tags.count("svg") == 3
        assert "script" not in seen.tags
        assert seen.named == ["data:,"]
        assert f'lang="{language}"' in answer.text


async def test_a_back_test_is_cancelled(api: AsyncClient, begun: str) -> None:
    answer = await api.post(f"/v1/back-tests/{begun}/cancellations")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    page = await api.get(f"/v1/back-tests/{begun}/report")
    assert "0 of 2 orders, ended" in page.text
