"""Why somebody gets a message or does not, said in both languages."""

from collections.abc import Mapping
from typing import Any

from domain.messages.model import MessageState, Reason, Row, Why

KEPT_BACK: Mapping[Reason, tuple[str, str]] = {
    Reason.ERASED: ("De klant is gewist.", "The customer was erased."),
    Reason.ERASING: (
        "De klant heeft gevraagd gewist te worden.",
        "The customer asked to be erased.",
    ),
    Reason.RESTRICTED: (
        "De gegevens van de klant mogen alleen bewaard worden (art. 18 AVG).",
        "The customer's data may only be stored (GDPR art. 18).",
    ),
    Reason.OBJECTION: (
        "De klant heeft nee gezegd tegen zulke berichten.",
        "The customer said no to such messages.",
    ),
    Reason.NO_BASIS: (
        "De klant heeft er geen toestemming voor gegeven.",
        "The customer did not agree to it.",
    ),
    Reason.BASIS_EXPIRED: ("De toestemming is verlopen.", "The consent has expired."),
    Reason.NOTICE_OUTDATED: (
        "De klant ging akkoord met een tekst die niet meer klopt.",
        "The customer agreed to a text that no longer says what is done.",
    ),
    Reason.CHANNEL_UNVERIFIED: (
        "Van de klant is geen adres bekend.",
        "No address of the customer is known.",
    ),
    Reason.SUPPRESSED: (
        "Naar dit adres wordt niets gestuurd: post kwam terug, of er is geklaagd.",
        "Nothing is sent to this address: mail came back, or somebody complained.",
    ),
    Reason.JOURNEY_EXITED: (
        "Het is niet meer van toepassing.",
        "It no longer applies.",
    ),
    Reason.EXPIRED: ("Het kwam te laat om nuttig te zijn.", "It came too late."),
    Reason.HOLDOUT: (
        "De klant hoort bij wie niets krijgt, zodat te zien is wat berichten doen.",
        "The customer is among those who get nothing, to see what messages do.",
    ),
    Reason.FREQUENCY: (
        "De klant kreeg al zoveel berichten als mag.",
        "The customer got as many messages as are allowed.",
    ),
    Reason.QUIET_HOURS: (
        "Het is nacht bij de klant; het wacht tot de ochtend.",
        "It is night where the customer is; it waits for the morning.",
    ),
    Reason.PROVIDER_QUOTA: (
        "De mailserver neemt dit uur niets meer aan; het wacht.",
        "The mail server takes no more within this hour; it waits.",
    ),
    Reason.CONTENT_LINT: (
        "Wat het bericht zou zeggen klopt niet.",
        "There is something wrong with what the message would say.",
    ),
}
# What the gate saw, if somebody is being helped.
HELPED = "help"
HELPING = (
    "Een medewerker helpt de klant; zolang sturen we geen reclame.",
    "A person is helping the customer; until that is over, no marketing is sent.",
)
STATES: Mapping[MessageState, tuple[str, str]] = {
    MessageState.CANCELLED: ("De winkel hield het tegen.", "The shop called it off."),
    MessageState.DROPPED: (
        "Niemand weet of het aankwam, en reclame sturen we geen twee keer.",
        "Nobody knows whether it arrived, and no offer is sent twice.",
    ),
    MessageState.DEAD: (
        "De mailserver neemt het niet aan.",
        "The mail server does not take it.",
    ),
    MessageState.BOUNCED: ("Het kwam terug.", "It came back."),
}
BASES: Mapping[str, tuple[str, str]] = {
    "consent": (
        "omdat je ja zei tegen zulke berichten",
        "because you said yes to such messages",
    ),
    "contract": (
        "omdat het bij je bestellingen en je punten hoort",
        "because it belongs to your orders and your points",
    ),
    "existing_customer": (
        "omdat je bij ons klant bent en er geen nee tegen zei",
        "because you are a customer of ours and did not say no to it",
    ),
}
OTHERWISE = (
    "omdat je aan ons programma meedoet",
    "because you take part in our programme",
)


def why(row: Row) -> Why:
    """Return why a message was kept back, or why somebody gets it."""
    if row.reason is not None:
        suppressed = dict(row.evidence).get("suppressed")
        nl, en = HELPING if suppressed == HELPED else KEPT_BACK[row.reason]
        return Why(nl=nl, en=en)
    if row.state in STATES:
        nl, en = STATES[row.state]
        return Why(nl=nl, en=en)
    return received(row.subject, dict(row.evidence).get("basis"))


def received(subject: Mapping[str, Any], basis: str | None) -> Why:
    """Return why somebody gets a message: what it is about, and on what ground."""
    nl, en = BASES.get(basis or "", OTHERWISE)
    about: Mapping[str, str] = subject.get("why", {})
    return Why(
        nl=" ".join(filter(None, (f"Je ontvangt dit {nl}.", about.get("nl")))),
        en=" ".join(filter(None, (f"You get this {en}.", about.get("en")))),
    )
