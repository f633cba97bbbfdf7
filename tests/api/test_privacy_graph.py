"""AVG requests in the graph."""

from typing import Any

from httpx import AsyncClient

from tests.domain.privacy.asking import ann
from tests.domain.privacy.erasing import destroyed, swept
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
    assert (await told(api, VERIFY, id=made["id"]))["state"] == "SCHEDULED"
    listed = await told(api, LIST, id=her)
    assert listed["nodes"] == [{"id": made["id"], "state": "SCHEDULED"}]
    assert (await told(api, CANCEL, id=made["id"]))["state"] == "CANCELLED"
    again = await told(api, CANCEL, id=made["id"])
    assert again == {"code": "request_not_open"}


HOLD = """mutation($id: ID!) {
  setLegalHold(
    input: {customerId: $id, basis: "A claim.", until: "2031-01-01T00:00:00Z"}
  ) { ... on LegalHold { id releasedAt } ... on Problem { code } }
}"""
RELEASE = """mutation($id: ID!) {
  releaseLegalHold(input: {legalHoldId: $id}) {
    ... on LegalHold { releasedAt } ... on Problem { code }
  }
}"""
HOLDS = "query($id: ID!) { legalHolds(customerId: $id) { basis } }"
RESTRICT = """mutation($id: ID!) {
  restrict(input: {customerId: $id, reason: "Disputed."}) {
    ... on Restriction { reason } ... on Problem { code }
  }
}"""
LIFT = """mutation($id: ID!) {
  liftRestriction(input: {customerId: $id}) {
    ... on Restriction { reason } ... on Problem { code }
  }
}"""
RESTRICTION = "query($id: ID!) { restriction(customerId: $id) { reason } }"
ERASE = ASK.replace("ACCESS", "ERASURE")
WAIVE = """mutation($id: ID!) {
  waive(input: {requestId: $id, wait: COOLING_OFF}) {
    ... on Erasure { waived atStake { unit worth } } ... on Problem { code }
  }
}"""
ERASURE = "query($id: ID!) { erasure(requestId: $id) { destroyedAt } }"
CERTIFICATE = """query($id: ID!) {
  erasureCertificate(requestId: $id) { root parts { place treatment } }
}"""


async def test_data_is_restricted_and_an_erasure_kept_back(
    api: AsyncClient, shop: World
) -> None:
    her = await ann(shop)
    assert await told(api, RESTRICTION, id=her) is None
    assert await told(api, RESTRICT, id=her) == {"reason": "Disputed."}
    assert await told(api, RESTRICTION, id=her) == {"reason": "Disputed."}
    assert await told(api, LIFT, id=her) == {"reason": "Disputed."}
    held = await told(api, HOLD, id=her)
    assert held["releasedAt"] is None
    assert await told(api, HOLDS, id=her) == [{"basis": "A claim."}]
    assert (await told(api, RELEASE, id=held["id"]))["releasedAt"] is not None


async def test_an_erasure_is_followed_to_its_certificate(
    api: AsyncClient, shop: World
) -> None:
    asked = await told(api, ERASE, id=await ann(shop))
    await told(api, VERIFY, id=asked["id"])
    waived = await told(api, WAIVE, id=asked["id"])
    assert waived == {"waived": ["COOLING_OFF"], "atStake": []}
    assert await told(api, CERTIFICATE, id=asked["id"]) is None
    assert await destroyed(shop) == 1
    await swept(shop)
    assert (await told(api, ERASURE, id=asked["id"]))["destroyedAt"] is not None
    certified = await told(api, CERTIFICATE, id=asked["id"])
    assert {"place": "customers", "treatment": "SHREDDED"} in certified["parts"]
