"""The ways in which rewards say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.vouchers import Obstacle


@dataclass(eq=False)
class RewardNotFound(Refusal):
    """There is no such reward."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class NothingDrafted(Refusal):
    """The reward has no draft to publish."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class NotPublished(Refusal):
    """The reward is not published."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class TooManyRewards(Refusal):
    """The catalogue has as many rewards as it may have."""

    kind = Kind.CONFLICT
    rewards_max: int


@dataclass(eq=False)
class UnfairPrice(Refusal):
    """A returning customer could get a worse price than a new one.

    `reward` gives new customers what no reward gives returning ones. Publish one for
    them first that is at least as good, or drop the condition.
    """

    kind = Kind.CONFLICT
    reward: str


@dataclass(eq=False)
class RewardUnavailable(Refusal):
    """The customer cannot have this reward.

    `obstacles` says why not, in Dutch and in English.
    """

    kind = Kind.CONFLICT
    obstacles: tuple[Obstacle, ...]


@dataclass(eq=False)
class RedemptionNotFound(Refusal):
    """There is no such redemption."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class RedemptionEnded(Refusal):
    """The redemption is past that: it was released, refunded or came to its end."""

    kind = Kind.CONFLICT
    status: str


@dataclass(eq=False)
class NotRefundable(Refusal):
    """The reward cannot be given back.

    Its time for that is over, or what it gave has been used.
    """

    kind = Kind.CONFLICT


@dataclass(eq=False)
class MoneyUnpaid(Refusal):
    """Money is paid beside this reward, so it is for the shop to confirm."""

    kind = Kind.CONFLICT
    money: int
