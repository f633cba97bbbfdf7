"""Nodes: whatever has an id of its own can be found again by it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import strawberry

from api.graphql.context import Info

Find = Callable[[Info, str], Awaitable[Any]]
F = TypeVar("F", bound=Find)

_finders: dict[str, Find] = {}


@strawberry.interface(description="Something that can be found again by its id.")
class Node:
    """What all that has an id has in common."""

    id: strawberry.ID


def finds(prefix: str) -> Callable[[F], F]:
    """Name the function that finds what has ids of a prefix."""

    def register(find: F) -> F:
        assert prefix not in _finders, prefix
        _finders[prefix] = find
        return find

    return register


async def found(info: Info, name: str) -> Any:
    """Return the node of an id, of whatever type, or None."""
    find = _finders.get(name.partition("_")[0])
    return None if find is None else await find(info, name)


@strawberry.type
class NodeQuery:
    """What can be asked about nodes."""

    @strawberry.field(description="Whatever has this id.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        """Return a node."""
        node: Node | None = await found(info, id)
        return node
