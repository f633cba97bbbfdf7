"""Liquid, with limits: what a text may name, how long it may take and become.

A text can name what it is given and nothing else. It has no filter and no tag by which
a short text makes a long one; what loops do is counted, and what comes out of it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import liquid
from liquid.exceptions import LiquidError

from domain.kernel import FieldError, Malformed

OUTPUT_BYTES_MAX = 10_000
LOOPS_MAX = 100
DEPTH_MAX = 10
TEXTS_KNOWN = 2_000
FILTERS = frozenset(
    {
        *("default", "upcase", "downcase", "capitalize", "strip", "truncate"),
        *("size", "first", "last", "plus", "minus", "round"),
    }
)
TAGS = frozenset(
    {
        *("if", "unless", "case", "for", "break", "continue", "comment"),
        *("#", "output", "content", "illegal"),
    }
)


class Limited(liquid.Environment):
    """An environment in which a text does little, and not for long."""

    output_stream_limit = OUTPUT_BYTES_MAX
    loop_iteration_limit = LOOPS_MAX
    context_depth_limit = DEPTH_MAX
    block_nesting_limit = DEPTH_MAX


def _harmless() -> Limited:
    """Return an environment with what is harmless of all that there is."""
    made = Limited()
    for name in made.filters.keys() - FILTERS:
        del made.filters[name]
    for name in made.tags.keys() - TAGS:
        del made.tags[name]
    return made


ENVIRONMENT = _harmless()


def check(text: str, pointer: str) -> None:
    """Refuse a text that is no Liquid, or more than is allowed of it."""
    try:
        used = sorted(_parsed(text).analyze().filters)
    except (LiquidError, RecursionError) as error:
        detail = str(error).partition("\n")[0][:200] or "This is too deep."
        raise Malformed((FieldError(pointer=pointer, detail=detail),)) from error
    for name in used:
        if name not in FILTERS:
            detail = f"There is no filter `{name}`."
            raise Malformed((FieldError(pointer=pointer, detail=detail),))


def render(text: str, values: Mapping[str, Any]) -> str:
    """Return what a text says of some values, or refuse: it does too much."""
    try:
        return _parsed(text).render(**values)
    except (LiquidError, RecursionError, ArithmeticError, ValueError) as error:
        raise TextFailed(type(error).__name__) from error


@lru_cache(maxsize=TEXTS_KNOWN)
def _parsed(text: str) -> liquid.BoundTemplate:
    return ENVIRONMENT.from_string(text)


class TextFailed(Exception):
    """A text of a template does more than it may, or nothing that makes sense."""
