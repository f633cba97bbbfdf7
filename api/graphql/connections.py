"""Connections: the pages of the domain, as Relay wants them."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import strawberry

from domain.kernel import Page
from domain.kernel.pages import cursor

T = TypeVar("T")
M = TypeVar("M")

First: TypeAlias = Annotated[int, strawberry.argument(description="At most 100.")]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="The `endCursor` of the page before.")
]


@strawberry.type(description="What there is before and after a page.")
class PageInfo:
    """Where a page begins and ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="One thing on a page, and its place.")
class Edge(Generic[T]):
    """A thing on a page."""

    node: T
    cursor: str


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo


def itself(found: Any) -> Any:
    """Show a value of a model as it is: it has no edges."""
    return found


def connection(
    page: Page[M],
    show: Callable[[M], T],
    after: str | None,
    key: Callable[[M], tuple[object, ...]],
) -> Any:
    """Show a page; `key` is what its order goes by."""
    places = [cursor(key(each)) for each in page.items]
    nodes = [show(each) for each in page.items]
    edges = [
        Edge(node=node, cursor=place) for node, place in zip(nodes, places, strict=True)
    ]
    info = PageInfo(
        has_next_page=page.next is not None,
        has_previous_page=after is not None,
        start_cursor=places[0] if places else None,
        end_cursor=page.next or (places[-1] if places else None),
    )
    return Connection(edges=edges, nodes=nodes, page_info=info)
