"""Journeys that the platform ships: upon what somebody is written, when and why."""

from dataclasses import replace

from domain.messages.journey import (
    Because,
    EntryKind,
    ExitKind,
    JourneyStep,
    JourneyTerms,
    PutJourney,
    StepKind,
)
from domain.messages.model import MessageClass
from domain.messages.shipped_texts import TEMPLATES

__all__ = ["TEMPLATES", "journeys"]

DAY = 24
# Until the shop says for which of its purposes each is.
PURPOSE = "-"


def _writes(template: str, after_hours: int = 0) -> tuple[JourneyStep, ...]:
    return (
        JourneyStep(kind=StepKind.WAIT, hours=after_hours),
        JourneyStep(kind=StepKind.MESSAGE, template=template),
    )


def _letter(
    entry: EntryKind, template: str, because: tuple[str, str], *exits: ExitKind
) -> JourneyTerms:
    """Return a journey that writes one message at once, upon its entry."""
    nl, en = because
    return JourneyTerms(
        entry=entry,
        purpose=PURPOSE,
        steps=_writes(template),
        because=Because(nl=nl, en=en),
        exits=exits,
    )


def _service(terms: JourneyTerms) -> JourneyTerms:
    return replace(terms, message_class=MessageClass.SERVICE)


def _rights(entry: EntryKind, template: str) -> JourneyTerms:
    asked = "Je vroeg ons iets over je gegevens.", "You asked us about your data."
    return replace(_letter(entry, template, asked), message_class=MessageClass.RIGHTS)


ORDERED = "Je bestelde iets bij ons.", "You ordered something from us."
JOURNEYS = {
    "welcome": _service(
        _letter(
            EntryKind.SIGNED_UP,
            "welcome",
            ("Je doet sinds kort mee.", "You joined recently."),
        )
    ),
    "thank-you": _service(
        _letter(EntryKind.ORDERED, "thank-you", ORDERED, ExitKind.ORDER_GONE)
    ),
    "complement": replace(
        _letter(
            EntryKind.ORDERED,
            "complement",
            ("Je bestelde vorige week iets.", "You ordered something last week."),
            *(ExitKind.ORDERED, ExitKind.ORDER_GONE),
        ),
        steps=_writes("complement", 7 * DAY),
    ),
    "near-reward": _letter(
        EntryKind.NEAR_REWARD,
        "near-reward",
        ("Je bent bijna bij een beloning.", "You are close to a reward."),
        ExitKind.REWARD_CHANGED,
    ),
    "points-expiring": replace(
        _service(
            _letter(
                EntryKind.POINTS_EXPIRING,
                "points-expiring",
                (
                    "Een deel van je punten verloopt binnenkort.",
                    "Some of your points expire soon.",
                ),
                ExitKind.NOTHING_EXPIRES,
            )
        ),
        within_days=14,
    ),
    "win-back": _letter(
        EntryKind.OVERDUE,
        "win-back",
        ("Je kocht eerder bij ons.", "You have bought from us before."),
        *(ExitKind.NOT_OVERDUE, ExitKind.ORDERED),
    ),
    "replenish": _letter(
        EntryKind.REPLENISH,
        "replenish",
        (
            "Je koopt hier geregeld, meestal rond deze tijd.",
            "You shop here regularly, usually around now.",
        ),
        ExitKind.ORDERED,
    ),
    "tier-reached": _service(
        _letter(
            EntryKind.TIER_REACHED,
            "tier-reached",
            ("Je kwam in een hogere groep.", "You reached a higher tier."),
            ExitKind.TIER_CHANGED,
        )
    ),
    "cart": replace(
        _letter(
            EntryKind.CART,
            "cart",
            ("Je liet iets in je mandje liggen.", "You left something in your cart."),
            ExitKind.CART_CHANGED,
        ),
        steps=_writes("cart", 4),
    ),
    "tier-at-risk": replace(
        _letter(
            EntryKind.TIER_AT_RISK,
            "tier-at-risk",
            ("Je groep loopt binnenkort af.", "Your tier ends soon."),
            ExitKind.TIER_KEPT,
        ),
        within_days=30,
    ),
    "birthday": replace(
        _letter(
            EntryKind.BIRTHDAY,
            "birthday",
            ("Je gaf ons je geboortedatum.", "You gave us your date of birth."),
            ExitKind.DAY_PASSED,
        ),
        within_days=2,
    ),
    "help": replace(
        _service(
            _letter(
                EntryKind.POOR_REVIEW,
                "help",
                ("Je gaf ons weinig sterren.", "You gave us few stars."),
                ExitKind.REVIEW_GONE,
            )
        ),
        steps=(JourneyStep(kind=StepKind.HELP), *_writes("help")),
    ),
    "apology": _service(
        _letter(
            EntryKind.APOLOGY,
            "apology",
            ("Er ging iets mis.", "Something went wrong."),
        )
    ),
    "arrivals": _letter(
        EntryKind.ARRIVALS,
        "arrivals",
        ("Je komt hier vaak.", "You come here often."),
        ExitKind.ORDERED,
    ),
    "voucher-expiring": replace(
        _service(
            _letter(
                EntryKind.VOUCHER_EXPIRING,
                "voucher-expiring",
                (
                    "Je hebt nog iets tegoed dat binnenkort vervalt.",
                    "You still have something that expires soon.",
                ),
                ExitKind.VOUCHER_GONE,
            )
        ),
        within_days=7,
    ),
    "privacy-asked": _rights(EntryKind.PRIVACY_ASKED, "privacy-asked"),
    "privacy-done": _rights(EntryKind.PRIVACY_DONE, "privacy-done"),
}


def journeys(service: str, marketing: str) -> tuple[PutJourney, ...]:
    """Return the journeys, for a shop's purpose of service and one of marketing."""
    return tuple(
        PutJourney(journey=name, terms=_for(terms, service, marketing))
        for name, terms in JOURNEYS.items()
    )


def _for(terms: JourneyTerms, service: str, marketing: str) -> JourneyTerms:
    is_marketing = terms.message_class is MessageClass.MARKETING
    return replace(terms, purpose=marketing if is_marketing else service)
