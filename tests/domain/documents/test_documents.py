"""Trusted documents: named by their digest, added and never changed."""

import asyncio

import pytest

from domain import documents
from domain.documents import DigestMismatch, DocumentNotFound
from domain.documents.tables import trusted_documents
from domain.kernel import BadCursor, system
from tests.world import World

ONE, TWO, THREE = "{ __typename }", "query Two { __typename }", "query Drie { a }"


def manifest(*texts: str) -> dict[str, str]:
    return {documents.name_of(text): text for text in texts}


def upload(*texts: str, app: str = "web") -> documents.Upload:
    return documents.Upload(app=app, documents=manifest(*texts))


async def find(world: World, text: str) -> documents.TrustedDocument:
    command = documents.Find(id=documents.name_of(text))
    caller = system(world.principal.tenant)
    return await world.platform.run(documents.find, command, caller)


def test_a_name_is_the_digest_of_the_text() -> None:
    assert documents.name_of("{ __typename }") == (
        "sha256:7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b"
    )


async def test_what_an_app_had_stays_trusted(world: World) -> None:
    first = await world.run(documents.upload, upload(ONE, TWO))
    assert (first.received, first.added) == (2, 2)
    second = await world.run(documents.upload, upload(TWO, THREE))
    assert (second.received, second.added) == (2, 1)
    assert [(await find(world, text)).text for text in (ONE, TWO, THREE)] == [
        *(ONE, TWO, THREE)
    ]


async def test_two_apps_may_have_the_same_document(world: World) -> None:
    await world.run(documents.upload, upload(ONE, app="web"))
    again = await world.run(documents.upload, upload(ONE, app="mobile"))
    assert again.added == 1
    assert (await find(world, ONE)).app == "mobile"


async def test_a_text_under_another_name_is_refused_and_leaves_nothing(
    world: World,
) -> None:
    wrong = documents.Upload(
        app="web", documents={**manifest(TWO), documents.name_of(ONE): TWO}
    )
    with pytest.raises(DigestMismatch):
        await world.run(documents.upload, wrong)
    assert await world.rows(trusted_documents) == []


async def test_a_neighbours_document_is_not_there(
    world: World, neighbour: World
) -> None:
    await world.run(documents.upload, upload(ONE))
    with pytest.raises(DocumentNotFound):
        await find(neighbour, ONE)


async def test_an_apps_documents_come_in_pages(world: World) -> None:
    texts = [f"query Q{number} {{ __typename }}" for number in range(5)]
    await world.run(documents.upload, upload(*texts))
    await world.run(documents.upload, upload(ONE, app="other"))
    seen: list[str] = []
    cursor = None
    for size in (2, 2, 1):
        asked = documents.List(app="web", limit=2, after=cursor)
        page = await world.run(documents.listed, asked)
        assert len(page.items) == size
        seen += [document.text for document in page.items]
        cursor = page.next
    assert cursor is None
    assert seen == sorted(texts, key=documents.name_of)
    with pytest.raises(BadCursor):
        await world.run(documents.listed, documents.List(app="web", after="x"))


async def test_eight_uploads_at_once_add_each_document_once(world: World) -> None:
    answers = await asyncio.gather(
        *(world.run(documents.upload, upload(ONE, TWO)) for _ in range(8))
    )
    assert sum(answer.added for answer in answers) == 2
    assert len(await world.rows(trusted_documents)) == 2
