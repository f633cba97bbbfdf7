"""The ways in which the community says no."""

from dataclasses import dataclass

from domain.community.model import Note
from domain.community.standing import IdeaStatus
from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class ContributionNotFound(Refusal):
    """There is no such contribution."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class MemberNotFound(Refusal):
    """There is no such member of the community."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class MemberNameTaken(Refusal):
    """Another member has this name."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class MemberNameBarred(Refusal):
    """Nobody may have this name."""

    kind = Kind.INVALID


@dataclass(eq=False)
class MemberBlocked(Refusal):
    """The shop lets this customer write nothing more."""

    kind = Kind.CONFLICT
    reason: Note | None


@dataclass(eq=False)
class MemberRestricted(Refusal):
    """Data of this customer is stored and nothing else (art. 18)."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class TooManyContributions(Refusal):
    """This customer wrote, or reported, as much as may be for now."""

    kind = Kind.TOO_MANY
    retryable = True
    retry_after_s: int


@dataclass(eq=False)
class ContributionRepeated(Refusal):
    """This customer wrote the same before, or a review of the same product."""

    kind = Kind.CONFLICT
    contribution_id: str


@dataclass(eq=False)
class ContributionClosed(Refusal):
    """It was rejected or taken back, or as often changed as may be."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class ContributionChanged(Refusal):
    """It was changed meanwhile."""

    kind = Kind.PRECONDITION
    version: int


@dataclass(eq=False)
class NotAnswerable(Refusal):
    """Nobody can reply to this, or write a post in it."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class NothingToAppeal(Refusal):
    """It is not rejected, or there was an appeal already."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class OwnRejectionAppealed(Refusal):
    """Whoever rejected it does not decide the appeal: another key does."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class OwnContributionMeant(Refusal):
    """One cannot do that with what one wrote oneself."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class IdeaClosed(Refusal):
    """Nobody votes for an idea that is made, or declined."""

    kind = Kind.CONFLICT
    status: IdeaStatus


@dataclass(eq=False)
class TooManyIgnored(Refusal):
    """A customer ignores no more members than these."""

    kind = Kind.CONFLICT
    ignored_max: int
