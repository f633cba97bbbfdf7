"""AVG requests in the graph."""

from typing import Any

from httpx import AsyncClient

from tests.domain.privacy.asking import ann
from tests.world import World

ASK = """mutation($id: ID!) {
  requestPrivacy(input: {customerId: $id, kind: ACCESS, language: "en"}) {
    ... on AvgRequest { id state kind dueAt }
    ... on Problem { code }
  }
}"""
VERIFY = """mutation($id: ID!) {
  verifyRequest(input: {requestId: $id, note: "Seen."}) {
    ... on AvgRequest { state } ... on Problem { code }
  }
}"""
CANCEL = """mutation($id: ID!) {
  cancelRequest(input: {requestId: $id}) {
    ... on AvgRequest { state } ... on Problem { code }
  }
}"""
LIST = """query($id: ID!) {
  privacyRequests(customerId: $id, first: 1) {
    nodes { id state } pageInfo { hasNextPage }
  }
}"""


async def told(api: AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    response = await api.post("/graphql", json=body)
    answer = response.json()
    assert "errors" not in answer, answer
    (value,) = answer["data"].values()
    return value


async def test_a_request_is_made_verified_followed_and_cancelled(
    api: AsyncClient, shop: World
) -> None:
    her = await ann(shop)
    made = await told(api, ASK, id=her)
    assert (made["state"], made["kind"]) == ("IDENTITY_PENDING", "ACCESS")
    assert (await told(api, VERIFY, id=made["id"]))["state"] == "VERIFIED"
    listed = await told(api, LIST, id=her)
    assert listed["nodes"] == [{"id": made["id"], "state": "VERIFIED"}]
    assert (await told(api, CANCEL, id=made["id"]))["state"] == "CANCELLED"
    again = await told(api, CANCEL, id=made["id"])
    assert again == {"code": "request_not_open"}
