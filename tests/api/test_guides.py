"""The guides: their examples work when pasted."""

from httpx import AsyncClient

from tests.api.pasting import paste


async def test_every_example_about_customers_works(api: AsyncClient) -> None:
    assert await paste(api, "customers.md") == 11


async def test_every_example_of_who_may_ask_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "who-may-ask.md") == 7


async def test_every_example_about_graphql_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "graphql.md") == 4
