"""Pages: a list a piece at a time, none twice and none left out."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel import BadCursor, Page
from domain.kernel.pages import cursor, page, place
from domain.kernel.types import Cursor
from tests.world import NOON

Key: TypeAlias = tuple[datetime, str]

instants = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@given(instants, st.text())
def test_a_cursor_holds_the_key_of_a_row(at: datetime, name: str) -> None:
    made = cursor((at, name))
    assert place(made, Key) == (at, name)
    assert made.isascii()
    assert "=" not in made


@pytest.mark.parametrize("key", [(f"cus_{1:032x}",), (NOON, "a"), (1, "a", None)])
def test_a_cursor_of_our_keys_fits_where_commands_take_one(
    key: tuple[object, ...],
) -> None:
    assert msgspec.convert(cursor(key), Cursor) == cursor(key)


@pytest.mark.parametrize(
    ("count", "items", "more"),
    [(0, 0, False), (1, 1, False), (3, 3, False), (4, 3, True)],
)
def test_a_page_tells_whether_there_is_more(count: int, items: int, more: bool) -> None:  # noqa: FBT001
    found = page(tuple(range(count)), 3, lambda row: (row,))
    assert found.items == tuple(range(items))
    assert found.next == (cursor((2,)) if more else None)


@given(st.sets(st.integers(0, 1_000), max_size=60), st.integers(1, 20))
def test_pages_are_the_list(numbers: set[int], limit: int) -> None:
    rows, after, seen = sorted(numbers), None, list[int]()
    for _ in range(len(rows) + 1):
        last = -1 if after is None else place(after, tuple[int])[0]
        asked = [row for row in rows if row > last][: limit + 1]
        found: Page[int] = page(asked, limit, lambda row: (row,))
        assert len(found.items) <= limit
        seen += found.items
        after = found.next
        if after is None:
            break
    assert seen == rows


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "a",
        "=",
        "é",
        "\ud800",
        "not base 64!",
        encoded(b"\xff"),
        encoded(b"{}"),
        encoded(b"[]"),
        encoded(b"[1]"),
        encoded(b'[1,"2030-01-01T12:00:00Z"]'),
        encoded(b'[1,"2030-01-01T12:00:00Z","a","b"]'),
        encoded(b'[1,"yesterday","a"]'),
        encoded(b'[1,"2030-01-01T12:00:00Z",7]'),
        encoded(b'[2,"2030-01-01T12:00:00Z","a"]'),
        encoded(b'["1","2030-01-01T12:00:00Z","a"]'),
        encoded(b'[null,"2030-01-01T12:00:00Z","a"]'),
        encoded(b"[" * 100_000),
        cursor(("a",)),
        cursor((NOON, "a"))[:-2],
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused(wrong: str) -> None:
    with pytest.raises(BadCursor):
        place(wrong, Key)


@given(st.text(max_size=400))
def test_whatever_else_comes_is_refused(anything: str) -> None:
    with pytest.raises(BadCursor):
        place(anything, Key)
