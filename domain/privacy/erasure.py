"""The nouns of erasure: what is waited for, what goes, what stays and why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.types import Count, Instant, Slug
from domain.ledger import PotId
from domain.privacy.requests import RequestId


class Wait(StrEnum):
    """What an erasure waits for, unless that is waived."""

    COOLING_OFF = "cooling_off"  # Three days, in which it can be cancelled.
    EXPORT = "export"  # An answer that is being made, for an hour at most.


@dataclass(frozen=True, slots=True, kw_only=True)
class Waive:
    """Wait no longer for something before a customer is erased."""

    request_id: RequestId
    wait: Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class FindErasure:
    """Ask what an erasure takes away."""

    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStake:
    """What a customer holds of one unit of value, and would lose.

    `worth` says what it comes to in other units of value, by the declared rates.
    """

    unit: Slug
    available: Count
    pending: Count
    held: Count
    worth: dict[Slug, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How far an erasure is, and what is at stake until it is carried out.

    What is available can be spent until `erase_at`. Then it goes to the pot
    `donate_to`, or back to the shop; vouchers are void.
    """

    request_id: RequestId
    customer_id: CustomerId
    erase_at: Instant | None
    waived: tuple[Wait, ...]
    donate_to: PotId | None
    held_until: Instant | None
    destroyed_at: Instant | None
    certified_at: Instant | None
    at_stake: tuple[AtStake, ...]
    vouchers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An erasure as it is stored."""

    request_id: RequestId
    customer_id: CustomerId
    donate_to: PotId | None
    waived_cooling_off: bool
    waived_export: bool
    cooled_at: datetime | None
    erase_at: datetime | None
    destroyed_at: datetime | None
    steps_done: int
    certified_at: datetime | None
    certificate: Any | None


@dataclass(eq=False)
class NotAnErasure(Refusal):
    """This request does not ask for an erasure."""

    kind = Kind.CONFLICT
