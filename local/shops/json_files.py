"""Files of JSON: arrays, one object a line, or pages of an API one after the other."""

from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, cast

from local.shops.found import NotUnderstood
from local.tabular import TableUnreadable

Object = dict[str, Any]


def read_objects(path: Path) -> Iterator[Object]:
    """Give what is in a file, and what is in its arrays, one by one."""
    text, place, decoder = path.read_text("utf-8-sig"), 0, JSONDecoder()
    while text[place : place + 1]:
        if text[place].isspace():
            place += 1
            continue
        try:
            value, place = decoder.raw_decode(text, place)
        except JSONDecodeError as error:
            raise TableUnreadable(f"line {error.lineno} is no JSON") from None
        for each in cast("list[Any]", value if isinstance(value, list) else [value]):
            if not isinstance(each, dict):
                raise TableUnreadable("not all of it are objects")
            yield each


def named(value: Object) -> str:
    """Say which object it is, for a remark on it."""
    return str(value["id"]) if "id" in value else "an object without an id"


def gmt(text: str | None) -> str:
    """Read a time that has no zone and is of Greenwich, as WooCommerce writes them."""
    if not text or len(text) != len("2026-05-01T12:00:00"):
        raise NotUnderstood(f"{text!r} is no time")
    return f"{text}Z"
