"""A review of the customer's, one that was rejected, and somebody else's post."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.community.tables import community_members
from tests.domain.community.shop import idea, known, reject, write
from tests.world import World

POST: dict[str, Any] = {"kind": "post", "text": "Green.", "title": None}
MORE: dict[str, Any] = {"text": "It is lovely.", "rating": 4}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "community.contribute": lambda made: (
        POST | {"parent_id": made["topic"], "product_id": None, "rating": None}
    ),
    "community.speak": lambda made: (
        POST | {"parent_id": made["topic"], "product_id": None}
    ),
    "community.react": lambda _: {"reaction": "love"},
    "community.set_idea_status": lambda _: {"status": "planned"},
    "community.edit": lambda _: MORE | {"title": None},
    "community.report": lambda made: {"contribution_id": made["topic"]},
    "community.list_all": lambda _: {"kind": "review", "words": "like"},
    "community.join": lambda _: {"name": "tea lover"},
    "community.decide": lambda _: {"decision": "reject", "reason": "spam"},
}


def _rejected(made: Mapping[str, str]) -> dict[str, Any]:
    return {"contribution_id": made["rejected"]}


def _idea(made: Mapping[str, str]) -> dict[str, Any]:
    return {"contribution_id": made["idea"]}


def _theirs(made: Mapping[str, str]) -> dict[str, Any]:
    return {"contribution_id": made["topic"]}


PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "community.vote": _idea,
    "community.withdraw_vote": _idea,
    "community.set_idea_status": _idea,
    "community.react": _theirs,
    "community.withdraw_reaction": _theirs,
    "community.appeal": _rejected,
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of what customers wrote, and of a member."""
    ann, (bob,) = made["cus"], await known(world, "author")
    topic = await write(world, bob, kind="topic", title="Tea", text="Which is best?")
    wish = await idea(world, bob)
    spam = await write(world, ann, kind="idea", title="Buy", text="Buy here.")
    await reject(world, spam.id)
    review = await write(world, ann, text="I like it a lot.", rating=5)
    (member,) = [
        each["id"]
        for each in await world.rows(community_members)
        if each["customer_id"] == ann
    ]
    return {
        "cbn": review.id,
        "idea": wish.id,
        "topic": topic.id,
        "rejected": spam.id,
        "mbr": member,
    }
