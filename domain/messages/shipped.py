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


JOURNEYS = {
    "welcome": JourneyTerms(
        entry=EntryKind.SIGNED_UP,
        purpose=PURPOSE,
        steps=_writes("welcome"),
        because=Because(nl="Je doet sinds kort mee.", en="You joined lately."),
        message_class=MessageClass.SERVICE,
    ),
    "thank-you": JourneyTerms(
        entry=EntryKind.ORDERED,
        purpose=PURPOSE,
        steps=_writes("thank-you"),
        because=Because(
            nl="Je bestelde iets bij ons.", en="You ordered something of us."
        ),
        message_class=MessageClass.SERVICE,
        exits=(ExitKind.ORDER_GONE,),
    ),
    "complement": JourneyTerms(
        entry=EntryKind.ORDERED,
        purpose=PURPOSE,
        steps=_writes("complement", 7 * DAY),
        because=Because(
            nl="Je bestelde vorige week iets.", en="You ordered something last week."
        ),
        exits=(ExitKind.ORDERED, ExitKind.ORDER_GONE),
    ),
    "near-reward": JourneyTerms(
        entry=EntryKind.NEAR_REWARD,
        purpose=PURPOSE,
        steps=_writes("near-reward"),
        because=Because(
            nl="Je bent bijna bij een beloning.", en="You are near a reward."
        ),
        exits=(ExitKind.REWARD_CHANGED,),
    ),
    "points-expiring": JourneyTerms(
        entry=EntryKind.POINTS_EXPIRING,
        purpose=PURPOSE,
        steps=_writes("points-expiring"),
        because=Because(
            nl="Een deel van je punten verloopt.", en="Some of your points expire."
        ),
        message_class=MessageClass.SERVICE,
        within_days=14,
        exits=(ExitKind.NOTHING_EXPIRES,),
    ),
    "win-back": JourneyTerms(
        entry=EntryKind.OVERDUE,
        purpose=PURPOSE,
        steps=_writes("win-back"),
        because=Because(nl="Je kocht eerder bij ons.", en="You bought of us before."),
        exits=(ExitKind.NOT_OVERDUE, ExitKind.ORDERED),
    ),
    "replenish": JourneyTerms(
        entry=EntryKind.REPLENISH,
        purpose=PURPOSE,
        steps=_writes("replenish"),
        because=Because(
            nl="Je koopt hier geregeld, en rond deze tijd weer.",
            en="You come here regularly, and about now again.",
        ),
        exits=(ExitKind.ORDERED,),
    ),
    "tier-reached": JourneyTerms(
        entry=EntryKind.TIER_REACHED,
        purpose=PURPOSE,
        steps=_writes("tier-reached"),
        because=Because(
            nl="Je kwam in een hogere groep.", en="You came to a higher tier."
        ),
        message_class=MessageClass.SERVICE,
        exits=(ExitKind.TIER_CHANGED,),
    ),
    "cart": JourneyTerms(
        entry=EntryKind.CART,
        purpose=PURPOSE,
        steps=_writes("cart", 4),
        because=Because(
            nl="Je liet iets in je mandje liggen.",
            en="You left something in your cart.",
        ),
        exits=(ExitKind.CART_CHANGED,),
    ),
    "tier-at-risk": JourneyTerms(
        entry=EntryKind.TIER_AT_RISK,
        purpose=PURPOSE,
        steps=_writes("tier-at-risk"),
        because=Because(nl="Je groep loopt binnenkort af.", en="Your tier ends soon."),
        within_days=30,
        exits=(ExitKind.TIER_KEPT,),
    ),
    "birthday": JourneyTerms(
        entry=EntryKind.BIRTHDAY,
        purpose=PURPOSE,
        steps=_writes("birthday"),
        because=Because(
            nl="Je gaf ons je geboortedatum.", en="You gave us your date of birth."
        ),
        within_days=2,
        exits=(ExitKind.DAY_PASSED,),
    ),
    "help": JourneyTerms(
        entry=EntryKind.POOR_REVIEW,
        purpose=PURPOSE,
        steps=(JourneyStep(kind=StepKind.HELP), *_writes("help")),
        because=Because(nl="Je gaf ons weinig sterren.", en="You gave us few stars."),
        message_class=MessageClass.SERVICE,
        exits=(ExitKind.REVIEW_GONE,),
    ),
    "apology": JourneyTerms(
        entry=EntryKind.APOLOGY,
        purpose=PURPOSE,
        steps=_writes("apology"),
        because=Because(nl="Er ging iets mis.", en="Something went wrong."),
        message_class=MessageClass.SERVICE,
    ),
    "arrivals": JourneyTerms(
        entry=EntryKind.ARRIVALS,
        purpose=PURPOSE,
        steps=_writes("arrivals"),
        because=Because(nl="Je komt hier vaak.", en="You come here often."),
        exits=(ExitKind.ORDERED,),
    ),
    "voucher-expiring": JourneyTerms(
        entry=EntryKind.VOUCHER_EXPIRING,
        purpose=PURPOSE,
        steps=_writes("voucher-expiring"),
        because=Because(
            nl="Iets dat je tegoed hebt vervalt.", en="Something that you hold expires."
        ),
        message_class=MessageClass.SERVICE,
        within_days=7,
        exits=(ExitKind.VOUCHER_GONE,),
    ),
    "privacy-asked": JourneyTerms(
        entry=EntryKind.PRIVACY_ASKED,
        purpose=PURPOSE,
        steps=_writes("privacy-asked"),
        because=Because(
            nl="Je vroeg ons iets over je gegevens.", en="You asked us about your data."
        ),
        message_class=MessageClass.RIGHTS,
    ),
    "privacy-done": JourneyTerms(
        entry=EntryKind.PRIVACY_DONE,
        purpose=PURPOSE,
        steps=_writes("privacy-done"),
        because=Because(
            nl="Je vroeg ons iets over je gegevens.", en="You asked us about your data."
        ),
        message_class=MessageClass.RIGHTS,
    ),
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
