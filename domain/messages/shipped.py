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


def _journey(  # noqa: PLR0913 - a journey names all of its parts
    name: str,
    entry: EntryKind,
    steps: tuple[JourneyStep, ...],
    because: tuple[str, str],
    *,
    message_class: MessageClass = MessageClass.MARKETING,
    within_days: int = 3,
    exits: tuple[ExitKind, ...] = (),
) -> PutJourney:
    nl, en = because
    terms = JourneyTerms(
        entry=entry,
        purpose=PURPOSE,
        steps=steps,
        because=Because(nl=nl, en=en),
        message_class=message_class,
        within_days=within_days,
        exits=exits,
    )
    return PutJourney(journey=name, terms=terms)


JOURNEYS = (
    _journey(
        "welcome",
        EntryKind.SIGNED_UP,
        _writes("welcome"),
        ("Je doet sinds kort mee.", "You joined lately."),
        message_class=MessageClass.SERVICE,
    ),
    _journey(
        "thank-you",
        EntryKind.ORDERED,
        _writes("thank-you"),
        ("Je bestelde iets bij ons.", "You ordered something of us."),
        message_class=MessageClass.SERVICE,
        exits=(ExitKind.ORDER_GONE,),
    ),
    _journey(
        "complement",
        EntryKind.ORDERED,
        _writes("complement", 7 * DAY),
        ("Je bestelde vorige week iets.", "You ordered something last week."),
        exits=(ExitKind.ORDERED, ExitKind.ORDER_GONE),
    ),
    _journey(
        "near-reward",
        EntryKind.NEAR_REWARD,
        _writes("near-reward"),
        ("Je bent bijna bij een beloning.", "You are near a reward."),
        exits=(ExitKind.REWARD_CHANGED,),
    ),
    _journey(
        "points-expiring",
        EntryKind.POINTS_EXPIRING,
        _writes("points-expiring"),
        ("Een deel van je punten verloopt.", "Some of your points expire."),
        message_class=MessageClass.SERVICE,
        within_days=14,
        exits=(ExitKind.NOTHING_EXPIRES,),
    ),
    _journey(
        "win-back",
        EntryKind.OVERDUE,
        _writes("win-back"),
        ("Je kocht eerder bij ons.", "You bought of us before."),
        exits=(ExitKind.NOT_OVERDUE, ExitKind.ORDERED),
    ),
    _journey(
        "replenish",
        EntryKind.REPLENISH,
        _writes("replenish"),
        (
            "Je koopt hier geregeld, en rond deze tijd weer.",
            "You come here regularly, and about now again.",
        ),
        exits=(ExitKind.ORDERED,),
    ),
    _journey(
        "tier-reached",
        EntryKind.TIER_REACHED,
        _writes("tier-reached"),
        ("Je kwam in een hogere groep.", "You came to a higher tier."),
        message_class=MessageClass.SERVICE,
        exits=(ExitKind.TIER_CHANGED,),
    ),
    _journey(
        "cart",
        EntryKind.CART,
        _writes("cart", 4),
        ("Je liet iets in je mandje liggen.", "You left something in your cart."),
        exits=(ExitKind.CART_CHANGED,),
    ),
    _journey(
        "tier-at-risk",
        EntryKind.TIER_AT_RISK,
        _writes("tier-at-risk"),
        ("Je groep loopt binnenkort af.", "Your tier ends soon."),
        within_days=30,
        exits=(ExitKind.TIER_KEPT,),
    ),
    _journey(
        "birthday",
        EntryKind.BIRTHDAY,
        _writes("birthday"),
        ("Je gaf ons je geboortedatum.", "You gave us your date of birth."),
        within_days=2,
        exits=(ExitKind.DAY_PASSED,),
    ),
    _journey(
        "help",
        EntryKind.POOR_REVIEW,
        (JourneyStep(kind=StepKind.HELP), *_writes("help")),
        ("Je gaf ons weinig sterren.", "You gave us few stars."),
        message_class=MessageClass.SERVICE,
        exits=(ExitKind.REVIEW_GONE,),
    ),
    _journey(
        "apology",
        EntryKind.APOLOGY,
        _writes("apology"),
        ("Er ging iets mis.", "Something went wrong."),
        message_class=MessageClass.SERVICE,
    ),
    _journey(
        "arrivals",
        EntryKind.ARRIVALS,
        _writes("arrivals"),
        ("Je komt hier vaak.", "You come here often."),
        exits=(ExitKind.ORDERED,),
    ),
    _journey(
        "voucher-expiring",
        EntryKind.VOUCHER_EXPIRING,
        _writes("voucher-expiring"),
        ("Iets dat je tegoed hebt vervalt.", "Something that you hold expires."),
        message_class=MessageClass.SERVICE,
        within_days=7,
        exits=(ExitKind.VOUCHER_GONE,),
    ),
    _journey(
        "privacy-asked",
        EntryKind.PRIVACY_ASKED,
        _writes("privacy-asked"),
        ("Je vroeg ons iets over je gegevens.", "You asked us about your data."),
        message_class=MessageClass.RIGHTS,
    ),
    _journey(
        "privacy-done",
        EntryKind.PRIVACY_DONE,
        _writes("privacy-done"),
        ("Je vroeg ons iets over je gegevens.", "You asked us about your data."),
        message_class=MessageClass.RIGHTS,
    ),
)


def journeys(service: str, marketing: str) -> tuple[PutJourney, ...]:
    """Return the journeys, for a shop's purpose of service and one of marketing."""
    return tuple(_for(each, service, marketing) for each in JOURNEYS)


def _for(journey: PutJourney, service: str, marketing: str) -> PutJourney:
    is_marketing = journey.terms.message_class is MessageClass.MARKETING
    purpose = marketing if is_marketing else service
    return replace(journey, terms=replace(journey.terms, purpose=purpose))
