"""Logs: one line of JSON for each thing that happened, and nobody's name in it."""

import sys
from collections.abc import Iterator
from traceback import walk_tb
from typing import Any

import msgspec
import structlog


def configure() -> None:
    """Have every logger of this process write lines of JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def described(error: BaseException) -> dict[str, Any]:
    """Return what may be written of an error: its kinds and places, not its words.

    What a database says of a row, and a validator of a field, repeats what a customer
    told us.
    """
    return {
        "errors": [
            f"{type(e).__module__}.{type(e).__qualname__}" for e in _chain(error)
        ],
        "frames": [
            f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
            for frame, line in walk_tb(error.__traceback__)
        ],
    }


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Return an error with all that it groups and all that led to it, each once."""
    seen: dict[int, BaseException] = {}
    waiting = [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) not in seen:
            seen[id(each)] = each
            cause = [] if each.__cause__ is None else [each.__cause__]
            waiting += [*getattr(each, "exceptions", ()), *cause]
    yield from seen.values()


def _line(event: dict[str, Any], **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()
