"""A thread over REST and in the graph: what is gone, and what each reader sees."""

from typing import Any

from httpx import AsyncClient
from starlette.applications import Starlette

from domain import community
from tests.api.conftest import client
from tests.api.test_matrix import minted
from tests.domain.community.shop import idea as wish
from tests.domain.community.shop import known, reject, vote, write
from tests.domain.privacy.erasing import at_once, destroyed, shredded
from tests.world import World

ASKED = """query($id: ID!) { contributions(parentId: $id) {
  nodes { id text absence author { memberId } } } }"""
GONE, EMPTY = ("", "withdrawn"), {"member_id": None, "name": None, "is_shop": False}


async def seen(reader: AsyncClient, topic: str) -> list[tuple[str, str | None]]:
    """Return what a reader sees of a thread, which is the same in both ways."""
    found = await reader.get(f"/v1/community/contributions?parent_id={topic}")
    asked = {"query": ASKED, "variables": {"id": topic}}
    graph = (await reader.post("/graphql", json=asked)).json()
    nodes: list[Any] = graph["data"]["contributions"]["nodes"]
    told = [(each["text"], each["absence"]) for each in found.json()["items"]]
    absent = [each["absence"] and each["absence"].lower() for each in nodes]
    assert [*zip([each["text"] for each in nodes], absent, strict=True)] == told
    return told


async def test_a_thread_shows_each_reader_what_is_theirs_to_see(
    application: Starlette, shop: World, api: AsyncClient
) -> None:
    ann, bob, eve = await known(shop, "ann", "bob", "eve")
    topic = (await write(shop, ann, kind="topic", title="Tea", text="Which?")).id
    said = {
        text: (await write(shop, who, kind="post", text=text, parent_id=topic)).id
        for text, who in (("Green.", bob), ("Black.", eve), ("Buy!", eve))
    }
    for text, each in said.items():
        await write(shop, ann, kind="post", text=f"Why? {text}", parent_id=each)
    await reject(shop, said["Buy!"])
    taken = await api.delete(f"/v1/customers/{bob}/contributions/{said['Green.']}")
    assert taken.status_code == 200
    both = [GONE, ("Black.", None), ("", "removed")]
    assert await seen(api, topic) == both
    place = (await api.get(f"/v1/community/contributions/{said['Green.']}")).json()
    assert (place["absence"], place["replies"]) == ("withdrawn", 1)
    assert (place["author"], place["published_at"][:4]) == (EMPTY, "2030")
    # Whom one ignores one does not read, also when asked for by name.
    eves = (await api.put(f"/v1/customers/{eve}/member", json={"name": "Eve"})).json()
    ignored = f"/v1/customers/{ann}/ignored-members/{eves['id']}"
    assert (await api.put(ignored)).status_code == 200
    async with client(application, await minted(shop, ann)) as anns:
        found = await anns.get(f"/v1/community/contributions?parent_id={topic}")
        absent = [each["absence"] for each in found.json()["items"]]
        assert absent == ["withdrawn", "hidden", "removed"]
        one = await anns.get(f"/v1/community/contributions/{said['Black.']}")
        assert (one.json()["absence"], one.json()["text"]) == ("hidden", "")
    # Who is blocked keeps their vote, and reads on; what they say now is refused.
    idea = (await wish(shop, bob)).id
    await vote(shop, eve, idea)
    block = community.BlockMember(member_id=eves["id"], reason="Rude.")
    await shop.run(community.block_member, block)
    assert (await api.get(f"/v1/community/contributions/{idea}")).json()["votes"] == 1
    async with client(application, await minted(shop, eve)) as eves_page:
        feed = await eves_page.get(f"/v1/community/contributions?parent_id={topic}")
        assert [each["text"] for each in feed.json()["items"]] == ["", "Black.", ""]
        refused = await eves_page.put(
            f"/v1/customers/{eve}/reactions/{idea}", json={"reaction": "love"}
        )
        assert (refused.status_code, refused.json()["reason"]) == (409, "Rude.")
        gone = await eves_page.delete(f"/v1/customers/{eve}/votes/{idea}")
        assert gone.json()["votes"] == 0
    # Whoever is erased wrote what they wrote, as nobody.
    await at_once(shop, eve)
    assert await destroyed(shop) == 1
    await shredded(shop)
    assert await seen(api, topic) == both
