"""The ways in which simulation says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class BackTestNotFound(Refusal):
    """There is no such back-test."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class DraftNotTried(Refusal):
    """Rules for silences and full cards cannot be tried on what there was."""

    kind = Kind.INVALID
    rule: str


@dataclass(eq=False)
class TiersNotTried(Refusal):
    """Only tiers that points lead to can be tried."""

    kind = Kind.INVALID
    measure: str


@dataclass(eq=False)
class DraftTwice(Refusal):
    """Two drafts are of one rule."""

    kind = Kind.INVALID
    rule: str


@dataclass(eq=False)
class TooManyBackTests(Refusal):
    """As many back-tests are running as may at once."""

    kind = Kind.CONFLICT
    retryable = True
    running_max: int
