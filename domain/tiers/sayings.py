"""Sayings: why somebody is in a tier, and what is missing, as people say it.

A year ends on its last day, which is named, and not at the midnight after it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.tenants import Language, Wording, day_in_words
from domain.tiers.days import day_of
from domain.tiers.histories import Step, TierCause
from domain.tiers.membership import Outlook, TierSentences
from domain.tiers.model import TierBasis, TierMeasure, TierNames, TierTerms, TierWindow

ORDERS = {"nl": ("bestelling", "bestellingen"), "en": ("order", "orders")}
TIMES = {"nl": ("keer", "keer"), "en": ("time", "times")}
A_MICROSECOND = timedelta(microseconds=1)


class Speaker(NamedTuple):
    """What it takes to say something in a language of ours."""

    words: Wording
    zone: ZoneInfo
    terms: TierTerms

    def day(self, at: datetime) -> str:
        """Say a day."""
        return day_in_words(day_of(at, self.zone), self.words.language)

    def last_day(self, end: datetime) -> str:
        """Say the last day before an instant."""
        return self.day(end - A_MICROSECOND)

    def amount(self, counted: int) -> str:
        """Say how much counted."""
        return said(counted, self.terms.basis, self.words)

    def verb(self, counted: int) -> str:
        """Say in Dutch that so much counted."""
        singular = counted == 1 or self.terms.basis.measure is TierMeasure.SPEND
        return "telde" if singular else "telden"

    def named(self, names: TierNames) -> str:
        """Say the name of a tier."""
        return self.words.say(names.nl, names.en)

    def tier(self, slug: str | None) -> str:
        """Say the name of a tier that there is, or was."""
        for each in self.terms.tiers:
            if each.slug == slug:
                return self.named(each.names)
        return slug or ""

    def say(self, dutch: str, english: str) -> str:
        """Say one of two."""
        return self.words.say(dutch, english)


def said(counted: int, basis: TierBasis, words: Wording) -> str:
    """Say how much counted, or is missing, of what leads to tiers."""
    figure, one = words.number(counted), counted == 1
    match basis.measure:
        case TierMeasure.POINTS:
            return words.amount(counted, basis.unit)
        case TierMeasure.SPEND:
            return words.money(counted)
        case TierMeasure.ORDERS:
            return f"{figure} {ORDERS[words.language][not one]}"
        case TierMeasure.EVENTS:
            return f"{figure} {TIMES[words.language][not one]}"


def sentences(
    outlook: Outlook, step: Step | None, before: str | None, speakers: list[Speaker]
) -> TierSentences:
    """Return why a customer is in a tier, and what is missing, in nl and en.

    `step` is the last one that was taken, `before` the tier that it left.
    """
    told = {
        speaker.words.language: tuple(
            each
            for each in (
                _standing(speaker, outlook, step, before),
                _keeping(speaker, outlook),
                _further(speaker, outlook),
            )
            if each
        )
        for speaker in speakers
    }
    return TierSentences(nl=told[Language.NL], en=told[Language.EN])


def _standing(
    speaker: Speaker, outlook: Outlook, step: Step | None, before: str | None
) -> str:
    say = speaker.say
    if outlook.tier is None or outlook.since is None or step is None:
        return say("Je hebt nog geen niveau.", "You are in no tier yet.")
    name, day = speaker.named(outlook.tier.names), speaker.day(outlook.since)
    counted, needed = speaker.amount(step.counted), speaker.amount(step.needed)
    match step.cause:
        case TierCause.SET:
            reason = outlook.lock.reason if outlook.lock else ""
            why = say(
                f"het met de hand gezet is ({reason})", f"it was set by hand ({reason})"
            )
        case TierCause.UNSET:
            why = say(
                "een niveau dat met de hand gezet was toen ophield",
                "a tier that was set by hand ended then",
            )
        case TierCause.MERGED:
            why = say(
                "je twee accounts één zijn geworden, en het hoogste niveau blijft",
                "your two accounts became one, and the higher tier stays",
            )
        case TierCause.NOT_KEPT:
            why = say(
                f"{speaker.tier(before)} {needed} vraagt, en er {counted} "
                f"{speaker.verb(step.counted)}",
                f"{speaker.tier(before)} takes {needed}, and {counted} counted",
            )
        case _ if not step.needed:
            return say(f"Je bent {name}, zoals iedereen.", f"You are {name}, as all.")
        case _:
            why = say(
                f"er {counted} {speaker.verb(step.counted)}, en {name} {needed} vraagt",
                f"{counted} counted, and {name} takes {needed}",
            )
    return say(
        f"Je bent {name} sinds {day}, omdat {why}.",
        f"You are {name} since {day}, because {why}.",
    )


def _keeping(speaker: Speaker, outlook: Outlook) -> str:
    if outlook.tier is None or outlook.valid_until is None:
        return ""
    name, say = speaker.named(outlook.tier.names), speaker.say
    keeping = outlook.keeping
    if keeping is None or not keeping.missing:
        day = speaker.last_day(outlook.valid_until)
        return say(f"Je blijft {name} tot en met {day}.", f"You stay {name} to {day}.")
    day, missing = speaker.last_day(keeping.by), speaker.amount(keeping.missing)
    return say(
        f"Nog {missing} tot en met {day} om {name} te blijven.",
        f"{missing} more by {day} to stay {name}.",
    )


def _further(speaker: Speaker, outlook: Outlook) -> str:
    if outlook.next is None:
        return ""
    say, missing = speaker.say, speaker.amount(outlook.next.missing)
    name = speaker.named(outlook.next.names)
    if speaker.terms.window is TierWindow.ROLLING_12M or outlook.cycle_end is None:
        return say(
            f"Nog {missing} tot {name}, binnen twaalf maanden.",
            f"{missing} to {name}, within twelve months.",
        )
    day = speaker.last_day(outlook.cycle_end)
    return say(
        f"Nog {missing} tot {name}, tot en met {day}.",
        f"{missing} to {name} by {day}.",
    )
