"""Templates: what a message says, block by block, in Dutch and in English.

Texts are Liquid. What is not text is a block, of which the platform makes HTML: so no
template can carry a script, or forget to say why it was sent.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import Kind, Refusal
from domain.kernel.types import Instant, Slug
from domain.recommendations import Slot

TEXT_MAX = 4_000
LAYOUT_MAX = 20_000
SUBJECT_MAX = 200
BLOCKS_MAX = 20
PRODUCTS_MAX = 6
Liquid: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=TEXT_MAX, pattern=r"^[^\u0000]*$")
]
Layout: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=LAYOUT_MAX, pattern=r"^[^\u0000]*$")
]
Subject: TypeAlias = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=SUBJECT_MAX,
        pattern=r"^[^\u0000-\u001f\u007f]*$(?!\n)",
    ),
]


class TemplateState(StrEnum):
    """Whether a version of a template may be sent by."""

    DRAFT = "draft"  # It can be looked at.
    APPROVED = "approved"
    RETIRED = "retired"  # What is queued by it is skipped.


class WrittenAs(StrEnum):
    """Whether a version is sent by as soon as it is written."""

    DRAFT = "draft"
    APPROVED = "approved"


class BlockKind(StrEnum):
    """What a part of a message is."""

    TEXT = "text"
    # What the customer can spend, and their tier.
    POINTS = "points"
    # How far it is to the next reward.
    STATUS_BAR = "status_bar"
    # What is recommended to them, each with its reason.
    PRODUCTS = "products"
    # What they left in their cart, and nothing else.
    CART = "cart"
    # What is sold for a fortnight at most, the newest first.
    ARRIVALS = "arrivals"
    # What they ordered, of which the message is, or else last.
    ORDER = "order"
    # What is bought together with that.
    TOGETHER = "together"
    # What they can have for their points.
    REWARDS = "rewards"
    BUTTON = "button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The same in both languages, as Liquid."""

    nl: Liquid
    en: Liquid


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectLine:
    """A subject in both languages, as Liquid."""

    nl: Subject
    en: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a message.

    A text and a button say something; products come from a slot. A button leads to
    `url`, or to the shop. Without a block that is `needed`, nothing is sent.
    """

    kind: BlockKind
    text: Phrase | None = None
    slot: Slot = Slot.FOR_YOU
    limit: Annotated[int, Meta(ge=1, le=PRODUCTS_MAX)] = 3
    url: Annotated[str, Meta(pattern=r"^https://[!-~]{1,190}$(?!\n)")] | None = None
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTemplate:
    """Say what a template says from now on; what was queued keeps its version.

    With the state `draft`, it is not sent by before somebody approves it. `layout` is
    MJML around the blocks of an e-mail, which stand where it says `{{ blocks }}`.
    """

    template: Slug
    subject: SubjectLine
    blocks: Annotated[tuple[Block, ...], Meta(min_length=1, max_length=BLOCKS_MAX)]
    state: WrittenAs = WrittenAs.APPROVED
    layout: Layout | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A version of what a message says."""

    template: Slug
    version: int
    state: TemplateState
    subject: SubjectLine
    blocks: tuple[Block, ...]
    recorded_at: Instant
    layout: Layout | None = None
    # What the layout was compiled to when it was written, once.
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The newest version of each template."""

    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTemplate:
    """Ask what a template says."""

    template: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTemplates:
    """Ask for all templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveTemplate:
    """Have a version of a template sent by from now on."""

    template: Slug
    version: Annotated[int, Meta(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireTemplate:
    """Send by a template no more; what is queued by any of its versions is skipped."""

    template: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A version of a template as it is stored."""

    template: str
    version: int
    state: TemplateState
    terms: dict[str, object]
    recorded_at: datetime


@dataclass(eq=False)
class TemplateNotFound(Refusal):
    """There is no such template."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TemplateRaced(Refusal):
    """Somebody else changed this template at the same time."""

    kind = Kind.CONFLICT
    version: int


@dataclass(eq=False)
class TooManyTemplates(Refusal):
    """A shop has so many templates at most."""

    kind = Kind.CONFLICT
    templates_max: int
