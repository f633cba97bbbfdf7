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
        "error": [
            f"{type(e).__module__}.{type(e).__qualname__}" for e in _chain(error)
        ],
        "stack": [
            f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
            for frame, line in walk_tb(error.__traceback__)
        ],
    }


def _chain(error: BaseException) -> Iterator[BaseException]:
    yield error
    for inner in getattr(error, "exceptions", ()):
        yield from _chain(inner)
    if error.__cause__ is not None:
        yield from _chain(error.__cause__)


def _line(event: dict[str, Any], **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()
