"""Sentences: what became of a referral and why, as people say it."""

from datetime import datetime, timedelta

from domain.referrals.model import ReferralReason, ReferralSentences, ReferralStatus
from domain.tenants import Wording, Wordings, day_in_words

# A day that is over at midnight was the day before.
A_MOMENT = timedelta(microseconds=1)

WHY: dict[ReferralReason, tuple[str, str]] = {
    ReferralReason.SELF: ("het is dezelfde klant", "it is the same customer"),
    ReferralReason.MUTUAL: (
        "de vriend nodigde de ander ook uit",
        "the friend invited the other one, too",
    ),
    ReferralReason.KNOWN_CUSTOMER: (
        "de vriend had al eerder besteld",
        "the friend had ordered before",
    ),
    ReferralReason.REFERRED_BEFORE: (
        "de vriend kwam al eerder via iemand",
        "the friend had come by somebody before",
    ),
    ReferralReason.SAME_EMAIL: (
        "het is dezelfde mailbox",
        "it is the same mailbox",
    ),
    ReferralReason.SAME_PHONE: (
        "het is hetzelfde telefoonnummer",
        "it is the same telephone number",
    ),
    ReferralReason.SAME_ADDRESS: ("het is hetzelfde adres", "it is the same address"),
    ReferralReason.SAME_HOUSEHOLD: (
        "het is hetzelfde huishouden",
        "it is the same household",
    ),
    ReferralReason.SAME_PAYMENT: (
        "er is met hetzelfde betaald",
        "it was paid with the same",
    ),
    ReferralReason.TOO_MANY: (
        "er kwamen er te veel in korte tijd",
        "too many came in a short time",
    ),
}


def why(
    status: ReferralStatus,
    reasons: tuple[ReferralReason, ...],
    due_at: datetime | None,
    words: Wordings,
) -> ReferralSentences:
    """Return what became of a referral, in nl and en."""
    dutch, english = (
        (_said(status, due_at, each), *(_reason(r, each) for r in reasons))
        for each in (words.nl, words.en)
    )
    return ReferralSentences(nl=dutch, en=english)


def _said(status: ReferralStatus, due_at: datetime | None, words: Wording) -> str:
    say = words.say
    match status:
        case ReferralStatus.INVITED | ReferralStatus.ORDERED:
            return _open(status, due_at, words)
        case ReferralStatus.KEPT:
            return say("Het telt: een bestelling is gehouden.", "It counts: kept.")
        case ReferralStatus.REFUSED:
            return say("Deze uitnodiging telt niet.", "This invitation does not count.")
        case ReferralStatus.LAPSED:
            return say(
                "Er is niet op tijd besteld.", "There was no order in good time."
            )
        case ReferralStatus.REVERSED:
            return say(
                "Het telt niet meer: wat het gaf, is teruggenomen.",
                "It counts no longer: what it gave was taken back.",
            )


def _open(status: ReferralStatus, due_at: datetime | None, words: Wording) -> str:
    say = words.say
    if due_at is None:
        # One of the two was erased, which is not told.
        return say(
            "Hierover wordt niets meer beslist.", "Nothing more is decided of it."
        )
    day = _last_day(due_at, words)
    if status is ReferralStatus.INVITED:
        return say(
            f"Uitgenodigd; een bestelling telt tot en met {day}.",
            f"Invited; an order counts to {day}.",
        )
    return say(
        f"Besteld; het telt als de bestelling na {day} gehouden is.",
        f"Ordered; it counts if the order is kept after {day}.",
    )


def _reason(reason: ReferralReason, words: Wording) -> str:
    dutch, english = WHY[reason]
    return words.say(f"Want {dutch}.", f"Because {english}.")


def _last_day(over_at: datetime, words: Wording) -> str:
    last = (over_at - A_MOMENT).astimezone(words.zone)
    return day_in_words(last.date(), words.language)
