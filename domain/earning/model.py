"""The nouns of earning: rules and their versions, and what came of them."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.earning.terms import Terms
from domain.earning.trace import Trace
from domain.events import EventId
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Instant, ShortText, Slug
from domain.orders import OrderId, OrderRef

RuleId: TypeAlias = Annotated[str, identifier("erl")]
AwardId: TypeAlias = Annotated[str, identifier("awd")]
OccasionId: TypeAlias = Annotated[str, identifier("occ")]
# Orders older than that find no customer.
GuestDays: TypeAlias = Annotated[int, Meta(ge=0, le=90)]
# What an award was given for: an order, an event, or an occasion.
CauseId: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^(ord|evt|occ)_[0-9a-f]{32}$(?!\n)",
        examples=["ord_" + "0" * 32],
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """An earning rule as it holds from an instant on; it never changes.

    It holds until the next version of the rule does, or until it is retired.
    """

    id: RuleId
    rule: Slug
    version: int
    name: ShortText
    valid_from: Instant
    terms: Terms
    recorded_at: Instant
    retired_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """A line of an order: what of it counted, and its share of what was given.

    What shipping counted for is line 0.
    """

    line: Count
    basis: Count
    amount: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRelease:
    """A part of an award that came free before the rest, as lines were confirmed.

    `revision` is the change of the award by which the ledger knows it.
    """

    revision: Count
    amount: Count
    available_at: Instant
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What an order, event or occasion earned under one rule, and what was taken back.

    `basis` is what counts now: minor units, pieces, or what other rules gave; `worth`
    is what it is worth, and what caps left of that is `earned` less `taken_back`. What
    is left of it waits until `available_at`, but for what was released before.
    """

    id: AwardId
    cause_id: CauseId
    customer_id: CustomerId
    rule_id: RuleId
    rule: Slug
    version: int
    unit: Slug
    basis: Count
    worth: Count
    earned: Count
    taken_back: Count
    occurred_at: Instant
    available_at: Instant
    expires_at: Instant | None
    # A reward of the catalogue, if that is what is given; `earned` then counts it.
    reward: Slug | None = None
    lines: tuple[AwardLine, ...] = ()
    releases: tuple[AwardRelease, ...] = ()

    @property
    def kept(self) -> int:
        """Return the points that are still given."""
        return self.earned - self.taken_back

    @property
    def released(self) -> int:
        """Return the points that came free before the rest."""
        return sum([each.amount for each in self.releases])


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAward(Award):
    """An award, how it came about, and by what the ledger knows it.

    `revision` is how often its points changed, which names the transfers that changed
    them; `lot_revision` is the change that gave its lot, from which later ones take.
    What was released before the rest has lots of its own. `spared` is what should have
    been taken back, and was not, as the unit's policy left it: the customer has it.
    """

    revision: int = 0
    lot_revision: int = 0
    spared: int = 0
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAwards:
    """What an order earned, under each rule that gave it something."""

    order_id: OrderId
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAwards:
    """What an event earned, under each rule that gave it something."""

    event_id: EventId
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The versions of all earning rules, the oldest of each rule first."""

    versions: tuple[RuleVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRule:
    """Publish a version of an earning rule, valid from an instant on."""

    rule: Slug
    name: ShortText
    terms: Terms
    valid_from: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRule:
    """Let a rule hold no longer, from an instant on that has not passed."""

    rule: Slug
    at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """What a rule may become: nobody earns by it, and it may change at any time."""

    rule: Slug
    name: ShortText
    terms: Terms
    valid_from: Instant | None
    updated_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class PutDraft:
    """Write down what a rule may become, in the place of what was thought before."""

    rule: Slug
    name: ShortText
    terms: Terms
    valid_from: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDraft:
    """Name a draft by its rule."""

    rule: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDrafts:
    """Ask for all drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningSettings:
    """What holds of earning as a whole.

    A guest's order earns if its customer becomes known within `guest_days`; 0 is never.
    """

    guest_days: GuestDays


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSettings:
    """Say what holds of earning as a whole."""

    guest_days: GuestDays


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """Ask what holds of earning as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSchema:
    """Ask what the terms of a rule may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSchema:
    """What the terms of a rule may say, as a JSON Schema (draft 2020-12)."""

    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRules:
    """Ask for the versions of all earning rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsOfOrder:
    """Ask what an order earned."""

    order_id: OrderRef


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsOfEvent:
    """Ask what an event earned."""

    event_id: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsOfOrders:
    """Ask what many orders earned."""

    order_ids: Annotated[tuple[OrderId, ...], Meta(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsOfEvents:
    """Ask what many events earned."""

    event_ids: Annotated[tuple[EventId, ...], Meta(max_length=100)]


@dataclass(eq=False)
class VersionTooOld(Refusal):
    """A version must be valid from a later instant than the one before it."""

    kind = Kind.CONFLICT
    valid_from: Instant


@dataclass(eq=False)
class TooManyRules(Refusal):
    """The programme has as many earning rules as it may have."""

    kind = Kind.CONFLICT
    rules_max: int


@dataclass(eq=False)
class RuleNotFound(Refusal):
    """There is no such earning rule."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class RuleNotInForce(Refusal):
    """The rule is retired already."""

    kind = Kind.CONFLICT
    retired_at: Instant


@dataclass(eq=False)
class OccasionNotFound(Refusal):
    """There is no such occasion."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class AwardNotFound(Refusal):
    """The customer has no such award."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class DraftNotFound(Refusal):
    """There is no draft of this rule."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class VersionRaced(Refusal):
    """Another version of this rule was published at the same moment."""

    kind = Kind.CONFLICT
    retryable = True
    version: int
