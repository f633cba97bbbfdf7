"""Pages: they load nothing from elsewhere, and say what there is to say."""

import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.app import of
from api.pages import components, routes
from api.pages.markup import element, prose
from api.pages.reference import page
from domain.settings import Settings

CUSTOMER = {
    "type": "object",
    "title": "Customer",
    "properties": {
        "id": {"type": "string", "pattern": "^cus_"},
        "email": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]},
        "parent": {"anyOf": [{"$ref": "#/components/schemas/Customer"}]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "kind": {"enum": ["guest", "member"]},
        "more": {"type": "object", "additionalProperties": {"type": "integer"}},
        "born": {"type": "string", "format": "date", "default": "2000-01-01"},
        "any": {},
    },
    "required": ["id"],
}
REF = {"$ref": "#/components/schemas/Customer"}
DOCUMENT: dict[str, Any] = {
    "info": {"title": "Shop & Co", "description": "About `this`.\n\n- one\n- two"},
    "paths": {
        "/v1/customers/{id}": {
            "get": {
                "operationId": "customers.find",
                "summary": "Return a <customer>.",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": REF}}},
                    "404": {"description": "`customer_not_found`: Nobody.\nNor there."},
                },
            },
        },
        "/v1/customers": {
            "post": {
                "operationId": "customers.create",
                "summary": "Make a customer.",
                "description": "Once.",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": REF, "example": {"id": 7}},
                        "text/csv": {"schema": {"type": "string"}},
                    }
                },
                "responses": {
                    "201": {
                        "description": "Created",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": REF}
                            },
                            "text/plain": {"schema": {"const": 1}},
                        },
                    },
                },
            },
        },
    },
    "components": {"schemas": {"Customer": CUSTOMER}},
}

READ = re.sub(r"<[^>]+>", "", page(DOCUMENT))


@pytest.fixture
def browser() -> httpx.AsyncClient:
    application = Starlette(routes=routes.routes(lambda: page(DOCUMENT)))
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url="http://test"
    )


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/graphiql", "/reference", "/dashboard"),
        *("/preferences", "/privacy", "/storefront"),
    ],
)
async def test_a_page_may_load_and_reach_only_where_it_came_from(
    browser: httpx.AsyncClient, address: str
) -> None:
    answer = await browser.get(address)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self';")
    assert "script-src 'self';" in policy or "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
    assert loaded
    for each in loaded:
        assert each.startswith(("/", "data:,", "?lang="))
        if "." in each and each != "/openapi.json":
            file = await browser.get(each)
            assert file.status_code == 200
            assert file.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("wished", "query", "spoken"),
    [
        ("nl-NL,nl;q=0.9,en;q=0.8", "", "nl"),
        ("en-GB,en;q=0.9,nl;q=0.8", "", "en"),
        ("de,nl;q=0.2", "", "nl"),
        ("nl;q=0,de;q=x", "", "en"),
        ("nl", "?lang=en", "en"),
        ("", "?lang=xx", "en"),
    ],
)
async def test_a_page_speaks_as_its_address_says_or_else_its_browser(
    browser: httpx.AsyncClient, wished: str, query: str, spoken: str
) -> None:
    answer = await browser.get(
        f"/preferences{query}", headers={"Accept-Language": wished}
    )
    assert f'<html lang="{spoken}">' in answer.text
    assert answer.headers["vary"] == "Accept-Language"


async def test_the_components_may_be_loaded_by_any_page_and_are_asked_for_once(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.get("/components/stamgast.js")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"].startswith("text/javascript")
    known = {"If-None-Match": answer.headers["etag"]}
    again = await browser.get("/components/stamgast.js", headers=known)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_the_components_are_small_on_the_wire_for_who_takes_them_so(
    browser: httpx.AsyncClient, encoding: str
) -> None:
    wished = {"Accept-Encoding": encoding}
    answer = await browser.get("/components/stamgast.js", headers=wished)
    assert answer.text == components.MODULE
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers.get("content-encoding", "identity") == encoding
    small = int(answer.headers["content-length"]) <= 20_000
    assert small is (encoding == "gzip")


@pytest.mark.parametrize(
    "words",
    [
        "Shop &amp; Co API",
        "Return a &lt;customer&gt;",
        "GET /v1/customers/{id}",
        "In the path",
        "id string required",
        "404 customer_not_found: Nobody.",
        "Nor there.",
        "Body application/json",
        "Body text/csv",
        "Example{ &quot;id&quot;: 7 }",
        "id stringrequiredmatches ^cus_",
        "email string or nulllength ≤ 9",
        "tags list of string",
        "kind &quot;guest&quot; | &quot;member&quot;",
        "more map to integer",
        "born datedefault &quot;2000-01-01&quot;",
        "any anything",
        "201 Created",
        "list of Customer, application/json",
        "1, text/plain",
    ],
)
def test_the_reference_says_what_the_document_says(words: str) -> None:
    assert words.replace(" ", "") in READ.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(("server", "status"), [(None, 200), ("smtp://a.test", 404)])
async def test_there_is_an_inbox_where_nothing_is_sent(
    server: str | None, status: int
) -> None:
    settings = Settings(
        database_url="postgresql://nobody@localhost/none",
        redis_url="redis://localhost",
        master_key=bytes(32),
        host="localhost",
        port=8000,
        smtp_url=server,
    )
    application = of(settings)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/inbox")).status_code == status
    await application.state.platform.close()


def test_a_type_that_holds_itself_is_shown_to_a_depth() -> None:
    assert 5 < READ.count("parent") < 100


def test_text_is_escaped_and_markup_is_not() -> None:
    made = element("p", "<", element("b", "&"), class_='a"b', aria_label="x")
    assert made == '<p class="a&quot;b" aria-label="x">&lt;<b>&amp;</b></p>'
    assert element("br") == "<br>"
    told = prose("One `a<b`\nline.\n\n- first\n- `second`\n\n")
    assert told == (
        "<p>One <code>a&lt;b</code> line.</p>"
        "<ul><li>first</li><li><code>second</code></li></ul>"
    )
