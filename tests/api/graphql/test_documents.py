"""Trusted documents: the only ones that storefronts and customers may ask."""

import httpx
import pytest

from api.graphql.documents import Documents, Kept
from api.graphql.problems import RequestRefused
from domain import documents
from tests.api.graphql import sample
from tests.world import World

HELLO = "query Hello($name: String) { hello(name: $name) }"


async def trust(world: World, *texts: str) -> list[str]:
    manifest = {documents.name_of(text): text for text in texts}
    await world.run(documents.upload, documents.Upload(app="web", documents=manifest))
    return list(manifest)


async def test_a_trusted_document_is_asked_by_its_name(
    storefront: httpx.AsyncClient, world: World, statements: list[str]
) -> None:
    (name,) = await trust(world, HELLO)
    statements.clear()
    for _ in range(2):
        body = {"documentId": name, "variables": {"name": "Ann"}}
        answer = await storefront.post("/graphql", json=body)
        assert answer.json()["data"] == {"hello": "Hello, Ann."}
    params = {"documentId": name, "variables": '{"name": "Bob"}'}
    answer = await storefront.get("/graphql", params=params)
    assert answer.json()["data"] == {"hello": "Hello, Bob."}
    # It is looked up once; then the process knows it.
    assert [sql.split()[0] for sql in statements if "trusted" in sql] == ["SELECT"]


async def test_a_storefront_cannot_send_its_own(storefront: httpx.AsyncClient) -> None:
    answer = await storefront.post("/graphql", json={"query": "{ hello }"})
    assert answer.status_code == 403
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "document_not_trusted"}


async def test_a_name_that_nobody_uploaded_is_not_found(
    storefront: httpx.AsyncClient, neighbour: World
) -> None:
    (name,) = await trust(neighbour, HELLO)
    answer = await storefront.post("/graphql", json={"documentId": name})
    assert answer.status_code == 404
    assert answer.json()["errors"] == [
        {
            "message": "There is no such document;"
            " its app's manifest must be uploaded first.",
            "extensions": {"code": "document_not_found", "id": name},
        }
    ]


async def test_a_name_that_is_none_is_malformed(storefront: httpx.AsyncClient) -> None:
    answer = await storefront.post("/graphql", json={"documentId": "hello"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "malformed"


@pytest.mark.parametrize(
    "root", ["__schema { description }", '__type(name: "A") { name }']
)
async def test_a_storefront_learns_nothing_of_the_schema(
    storefront: httpx.AsyncClient, world: World, root: str
) -> None:
    (name,) = await trust(world, f"{{ hello ...F }} fragment F on Query {{ {root} }}")
    answer = await storefront.post("/graphql", json={"documentId": name})
    assert answer.status_code == 403
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "introspection_not_allowed"}


async def test_hints_are_for_who_writes_documents(
    storefront: httpx.AsyncClient, developer: httpx.AsyncClient, world: World
) -> None:
    query = "{ helo }"
    told = "Cannot query field 'helo' on type 'Query'."
    (name,) = await trust(world, query)
    for client, body, message in (
        (storefront, {"documentId": name}, told),
        (developer, {"query": query}, f"{told} Did you mean 'hello'?"),
    ):
        answer = await client.post("/graphql", json=body)
        assert answer.json()["errors"][0]["message"] == message


def test_a_document_is_prepared_once() -> None:
    known = Documents(sample.GRAPH)
    assert known.prepare(HELLO, suggest=True) is known.prepare(HELLO, suggest=True)
    refusals: list[RequestRefused] = []
    for _ in range(2):
        with pytest.raises(RequestRefused) as refusal:
            known.prepare("{", suggest=True)
        refusals.append(refusal.value)
    assert refusals[0] is not refusals[1]
    assert refusals[0].errors is refusals[1].errors
    assert len(known.written.values) == 2
    known.prepare(HELLO, suggest=False)
    assert list(known.prepared.values) == [HELLO]


def test_what_was_not_used_for_longest_is_let_go() -> None:
    kept = Kept[str, str](size_max=10)
    for name in ("a", "b"):
        kept.put(name, name, 5)
    assert kept.get("a") == "a"
    kept.put("c", "c", 5)
    assert [kept.get(name) for name in ("a", "b", "c")] == ["a", None, "c"]
    kept.put("d", "d", 11)
    assert (kept.size, dict(kept.values)) == (0, {})
