"""The ways in which the transport itself says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class AddressNotFound(Refusal):
    """There is nothing at this address."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class MethodNotAllowed(Refusal):
    """This address does not know the method; `Allow` names those that it knows."""

    kind = Kind.INVALID


@dataclass(eq=False)
class NotJson(Refusal):
    """The body is not JSON."""

    kind = Kind.INVALID
    detail: str


@dataclass(eq=False)
class UnsupportedMediaType(Refusal):
    """The body is of a type that is not read here; `expected` names those that are."""

    kind = Kind.INVALID
    expected: str


@dataclass(eq=False)
class BodyTooLarge(Refusal):
    """The body is larger than this address takes."""

    kind = Kind.TOO_LARGE
    bytes_max: int


@dataclass(eq=False)
class VersionRequired(Refusal):
    """A change must name the version that it changes, by `If-Match`.

    Send the `ETag` that came with the thing when you last read it. Whoever changed it
    since then is not silently overruled: you get `412` instead, and read it again.
    """

    kind = Kind.PRECONDITION


@dataclass(eq=False)
class VersionUnknown(Refusal):
    """`If-Match` does not name a version that this thing ever had."""

    kind = Kind.PRECONDITION


@dataclass(eq=False)
class DocumentsOnly(Refusal):
    """A publishable key asks by trusted documents, and by nothing else."""

    kind = Kind.FORBIDDEN


@dataclass(eq=False)
class Crashed(Refusal):
    """Something went wrong on our side.

    It has been written down under the incident's id. If the request bore an
    `Idempotency-Key`, it may be sent again without fear of doing it twice.
    """

    kind = Kind.CRASHED
    retryable = True
    incident: str
