"""Previews: what a template would say, to somebody or to nobody in particular."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import Kind, Refusal
from domain.kernel.types import ShortText, Slug


class PreviewLanguage(StrEnum):
    """In which language a preview is."""

    NL = "nl"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewTemplate:
    """Ask what a template says, as it was written last or in a version.

    To a customer, in their language unless another is named; or to somebody made up,
    who has something of everything. `values` are for the template. Nothing is sent.
    """

    template: Slug
    version: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    customer_id: CustomerRef | None = None
    language: PreviewLanguage | None = None
    values: Annotated[dict[Slug, ShortText], Meta(max_length=20)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a template would say."""

    template: str
    version: int
    language: PreviewLanguage
    subject: str
    text: str
    html: str


@dataclass(eq=False)
class NothingToShow(Refusal):
    """There is something wrong with what this template would say."""

    kind = Kind.INVALID
    cause: str
