"""Tracing: what led to what, across processes, for whoever runs the platform.

A process that traces says so once; until then all of this does nothing. What a span
tells is identifiers, names of ours and numbers: nothing that anybody told us.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

# A place in a trace, as W3C's Trace Context writes it in `traceparent`.
Place: TypeAlias = str
Attributes: TypeAlias = Mapping[str, str | int | float]

NOTHING: Attributes = {}


class Side(StrEnum):
    """On which side of a conversation something takes place."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Span(Protocol):
    """Something that takes place, for as long as it does."""

    def tell(self, attributes: Attributes, name: str | None = None) -> None:
        """Say more of it, or how it is called, if that was not known before."""
        ...


class Tracer(Protocol):
    """Whoever writes down what takes place."""

    def here(self) -> Place | None:
        """Return where we are, for whoever goes on from there."""
        ...

    def span(
        self,
        name: str,
        side: Side,
        attributes: Attributes,
        after: Sequence[Place | None] | None,
    ) -> AbstractContextManager[Span]:
        """Have a block be part of what is around it, or go on after what is given."""
        ...


class _Unseen:
    """What nobody writes down."""

    def tell(self, attributes: Attributes, name: str | None = None) -> None:
        """Tell nobody."""


class _Nobody:
    """Whoever writes nothing down."""

    unseen: AbstractContextManager[Span] = nullcontext(_Unseen())

    def here(self) -> Place | None:
        """Return nothing, for we are nowhere."""
        return None

    def span(
        self,
        name: str,
        side: Side,
        attributes: Attributes,
        after: Sequence[Place | None] | None,
    ) -> AbstractContextManager[Span]:
        """Let a block be."""
        del name, side, attributes, after
        return self.unseen


@dataclass(slots=True)
class _Process:
    """Who traces in this process."""

    tracer: Tracer


_process = _Process(_Nobody())


@contextmanager
def traced_by(tracer: Tracer) -> Generator[None]:
    """Have all that takes place in this process written down, for a while."""
    before, _process.tracer = _process.tracer, tracer
    try:
        yield
    finally:
        _process.tracer = before


def here() -> Place | None:
    """Return where we are in a trace, if anybody traces."""
    return _process.tracer.here()


def span(
    name: str, attributes: Attributes = NOTHING, side: Side = Side.INTERNAL
) -> AbstractContextManager[Span]:
    """Have a block written down as part of what takes place around it."""
    return _process.tracer.span(name, side, attributes, None)


def following(
    *after: Place | None,
    name: str,
    attributes: Attributes = NOTHING,
    side: Side = Side.INTERNAL,
) -> AbstractContextManager[Span]:
    """Have a block written down as what the first of these led to, and the others too.

    Of those that are not known, nothing is said; of nothing, it is a beginning.
    """
    return _process.tracer.span(name, side, attributes, after)
