"""The ways in which consent says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class PurposeNotFound(Refusal):
    """Data is not used for such a purpose here."""

    kind = Kind.NOT_FOUND
    purpose: str


@dataclass(eq=False)
class NoticeNotFound(Refusal):
    """There is no such version of the notice."""

    kind = Kind.NOT_FOUND
    purpose: str
    version: int | None


@dataclass(eq=False)
class PurposeInUse(Refusal):
    """Customers have said something of this purpose on its present ground.

    Another ground is another purpose: what they said does not carry over.
    """

    kind = Kind.CONFLICT
    purpose: str


@dataclass(eq=False)
class TooManyPurposes(Refusal):
    """There are as many purposes as there may be."""

    kind = Kind.CONFLICT
    purposes_max: int


@dataclass(eq=False)
class NoticeRaced(Refusal):
    """Another version of this notice was published at the same moment."""

    kind = Kind.CONFLICT
    retryable = True
    version: int


@dataclass(eq=False)
class ConsentVersionStale(Refusal):
    """The customer has said something else since that version."""

    kind = Kind.PRECONDITION
    version: int


@dataclass(eq=False)
class ConsentNotNewer(Refusal):
    """The customer said no at the same instant: a yes must be newer."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class ConfirmationGone(Refusal):
    """This is not asked for any more: something else was said, or too long ago."""

    kind = Kind.GONE
