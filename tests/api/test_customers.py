"""Customers over REST."""

from httpx import AsyncClient

ANN = {
    "external_ids": [{"source": "shop", "id": "1042"}],
    "email": "Ann@Example.com",
    "phone": "06-12345678",
    "given_name": "Ann",
    "birth_date": "1990-02-28",
    "locale": "nl-NL",
}


async def test_a_customer_is_written_down_and_read(api: AsyncClient) -> None:
    made = await api.post("/v1/customers", json=ANN)
    ann = made.json()
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.headers["location"] == f"/v1/customers/{ann['id']}"
    assert ann == {
        "id": ann["id"],
        "external_ids": [{"source": "shop", "id": "1042"}],
        "email": "ann@example.com",
        "phone": "+31612345678",
        "given_name": "Ann",
        "family_name": None,
        "birth_date": "1990-02-28",
        "address": None,
        "locale": "nl-NL",
        "created_at": "2030-01-01T12:00:00Z",
        "updated_at": "2030-01-01T12:00:00Z",
        "version": 1,
    }
    for ref in (ann["id"], "external:shop:1042", "external%3Ashop%3A1042"):
        assert (await api.get(f"/v1/customers/{ref}")).json() == ann
    known = {"If-None-Match": '"1"'}
    again = await api.get(f"/v1/customers/{ann['id']}", headers=known)
    assert again.status_code == 304


async def test_a_change_names_the_version_that_it_changes(api: AsyncClient) -> None:
    ann = (await api.post("/v1/customers", json=ANN)).json()
    address, change = f"/v1/customers/{ann['id']}", {"given_name": None}
    assert (await api.patch(address, json=change)).status_code == 428
    changed = await api.patch(address, json=change, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json() == ann | {"given_name": None, "version": 2}
    late = await api.patch(address, json=change, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["type"] == "/problems/stale_version"


async def test_search_answers_in_one_shape(api: AsyncClient) -> None:
    ann = (await api.post("/v1/customers", json=ANN)).json()
    known, unknown = {"email": "ann@example.com"}, {"email": "bob@example.com"}
    for given, items in ((known, [ann]), (unknown, [])):
        asked = await api.get("/v1/customers", params=given)
        posted = await api.post("/v1/customers/search", json=given)
        assert asked.json() == posted.json() == {"items": items, "next": None}
        assert (asked.status_code, posted.status_code) == (200, 200)


async def test_what_is_taken_is_a_conflict_that_names_who_has_it(
    api: AsyncClient,
) -> None:
    ann = (await api.post("/v1/customers", json=ANN)).json()
    again = await api.post("/v1/customers", json={"email": "ann@example.com"})
    problem = again.json()
    assert (again.status_code, problem["type"]) == (409, "/problems/email_taken")
    assert problem["customer_id"] == ann["id"]


async def test_attributes_and_preferences_are_said_and_taken_back(
    api: AsyncClient,
) -> None:
    await api.post("/v1/customers", json=ANN)
    address = "/v1/customers/external:shop:1042"
    said = {"source": "crm", "purpose": "service", "attributes": {"size": 42}}
    told = (await api.patch(f"{address}/attributes", json=said)).json()
    assert [each["value"] for each in told["attributes"]] == [42]
    assert (await api.get(f"{address}/attributes")).json() == told
    likes = {"preferences": {"interests": ["tea", "jam"], "size": None}}
    told = (await api.patch(f"{address}/preferences", json=likes)).json()
    assert [each["value"] for each in told["preferences"]] == [["tea", "jam"]]
    assert (await api.get(f"{address}/preferences")).json() == told


async def test_two_become_one_and_two_again(api: AsyncClient) -> None:
    ann = (await api.post("/v1/customers", json=ANN)).json()
    bob = (await api.post("/v1/customers", json={})).json()
    pair = {"kept_id": bob["id"], "merged_id": ann["id"]}
    made = await api.post("/v1/mergers", json=pair)
    merger = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"/v1/mergers/{merger['id']}"
    assert (await api.get(f"/v1/customers/{ann['id']}")).json()["id"] == bob["id"]
    mergers = await api.get(f"/v1/customers/{bob['id']}/mergers")
    assert mergers.json() == [merger]
    undone = await api.post(f"/v1/mergers/{merger['id']}/undo")
    assert (undone.status_code, undone.json()["undone_at"]) == (
        200,
        "2030-01-01T12:00:00Z",
    )
    assert (await api.get(f"/v1/mergers/{merger['id']}")).json() == undone.json()
    assert (await api.get(f"/v1/customers/{ann['id']}")).json()["version"] == 3


async def test_another_shops_customer_is_nobody(
    api: AsyncClient, other_api: AsyncClient
) -> None:
    ann = (await api.post("/v1/customers", json=ANN)).json()
    for path in ("", "/attributes", "/preferences", "/mergers"):
        answer = await other_api.get(f"/v1/customers/{ann['id']}{path}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "/problems/customer_not_found"
