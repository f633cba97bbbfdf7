"""The ways in which events say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class EventNotFound(Refusal):
    """There is no such event."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class EventConflict(Refusal):
    """An event with this id was recorded with another content."""

    kind = Kind.CONFLICT
    event_id: str


@dataclass(eq=False)
class PersonErased(Refusal):
    """Who did this was erased: it is not written down."""

    kind = Kind.GONE


@dataclass(eq=False)
class TypeReserved(Refusal):
    """This type of events has one meaning for everybody."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class TooManyTypes(Refusal):
    """A tenant names no more types of events than these."""

    kind = Kind.CONFLICT
    types_max: int
