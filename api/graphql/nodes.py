"""Nodes: whatever has an id of its own can be found again by it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import strawberry

from api.graphql.context import Info


@strawberry.interface(description="Something that can be found again by its id.")
class Node:
    """What all that has an id has in common."""

    id: strawberry.ID


Find = Callable[[Info, str], Awaitable[Any]]


def query(finders: Mapping[str, Find]) -> Any:
    """Make the query that finds a node by the prefix of its id."""

    async def node(info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        find = finders.get(id.partition("_")[0])
        return None if find is None else await find(info, id)

    return strawberry.field(node, description="Return the node of an id, if any.")
