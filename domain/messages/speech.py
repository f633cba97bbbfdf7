"""Speech: what the texts of a shop say to somebody on a page, as in a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain import tenants
from domain.customers import Customer
from domain.kernel import Unit
from domain.messages import liquid
from domain.messages.blocks import Gathered
from domain.messages.template import Phrase
from domain.status import LoyaltyStatus
from domain.tenants import Language

UNKNOWN: Mapping[str, Any] = {
    **dict.fromkeys(("name", "points", "missing", "reward", "tier", "to_keep"), ""),
    **dict.fromkeys(("rewards", "ordered"), False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What texts may name of somebody, in Dutch and in English."""

    nl: Mapping[str, Any]
    en: Mapping[str, Any]

    def say(self, phrase: Phrase) -> tuple[str, str]:
        """Return what a phrase says in both languages; nothing, where it fails."""
        return _said(phrase.nl, self.nl), _said(phrase.en, self.en)


# Of who is not known there is nothing to name.
TO_NOBODY = Speech(nl=UNKNOWN, en=UNKNOWN)


async def speech_to(
    unit: Unit, person: Customer, status: LoyaltyStatus | None
) -> Speech:
    """Return how to speak to a customer: by name, and of what they have."""
    programme = await tenants.programme(unit)

    def named(language: Language) -> Mapping[str, Any]:
        wording = tenants.Wording(language=language, programme=programme)
        return Gathered(
            person=person,
            status=status,
            shown={},
            values={},
            shop_url="",
            wording=wording,
        ).named()

    return Speech(nl=named(Language.NL), en=named(Language.EN))


def check_phrase(phrase: Phrase, pointer: str) -> None:
    """Refuse a phrase that is no Liquid in one of its languages, or does too much."""
    liquid.check(phrase.nl, f"{pointer}/nl")
    liquid.check(phrase.en, f"{pointer}/en")


def _said(text: str, values: Mapping[str, Any]) -> str:
    try:
        return liquid.render(text, values).strip()
    except liquid.TextFailed:
        return ""
