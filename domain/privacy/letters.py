"""What the platform writes to who asks, in their language: plain, short, no links."""

from dataclasses import dataclass

# English, then Dutch.
KINDS = {
    "access": ("to see your data", "om uw gegevens te zien"),
    "portability": ("to take your data with you", "om uw gegevens mee te nemen"),
    "rectification": ("to put your data right", "om uw gegevens te verbeteren"),
    "erasure": ("to be forgotten", "om vergeten te worden"),
    "restriction": ("to set your data aside", "om uw gegevens apart te zetten"),
    "objection": ("to object", "om bezwaar te maken"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A subject, and what is below it."""

    subject: str
    body: str


def code(language: str, shop: str, digits: str, kind: str) -> Text:
    """Return the mail with a code."""
    english, dutch = KINDS[kind]
    shown = f"{digits[:3]} {digits[3:]}"
    if language == "nl":
        body = f"""\
Iemand vroeg {shop} {dutch}, en gaf dit e-mailadres op.

Was u dat? Vul dan deze code in: {shown}
De code werkt tien minuten.

Was u het niet? Dan hoeft u niets te doen. Geef de code aan niemand;
wij vragen er nooit om.
"""
        return Text(f"Uw code voor {shop}: {shown}", body)
    body = f"""\
Somebody asked {shop} {english}, and gave this e-mail address.

Was it you? Then enter this code: {shown}
It works for ten minutes.

Was it not you? Then you need do nothing. Give the code to nobody;
we never ask for it.
"""
    return Text(f"Your code for {shop}: {shown}", body)


def extended(language: str, shop: str, due: str, note: str) -> Text:
    """Return the mail that says that it takes longer, until when and why."""
    if language == "nl":
        body = f"""\
Wij hebben meer tijd nodig voor uw verzoek: {note}

U hoort uiterlijk {due} van ons. Bent u het daar niet mee eens? U kunt een
klacht indienen bij de Autoriteit Persoonsgegevens.
"""
        return Text(f"Uw verzoek aan {shop} duurt langer", body)
    body = f"""\
We need more time for your request: {note}

You will hear from us by {due}. If you do not agree, you can complain to the
Dutch Data Protection Authority (Autoriteit Persoonsgegevens).
"""
    return Text(f"Your request to {shop} takes longer", body)


def rejected(language: str, shop: str, article: str, note: str) -> Text:
    """Return the mail that says no, why and by which article."""
    if language == "nl":
        body = f"""\
Wij kunnen uw verzoek niet uitvoeren: {note}
Dat staat in artikel {article} van de AVG.

Bent u het daar niet mee eens? U kunt een klacht indienen bij de Autoriteit
Persoonsgegevens, of naar de rechter gaan.
"""
        return Text(f"Uw verzoek aan {shop}", body)
    body = f"""\
We cannot do what you asked: {note}
That is by article {article} of the GDPR.

If you do not agree, you can complain to the Dutch Data Protection Authority
(Autoriteit Persoonsgegevens), or go to court.
"""
    return Text(f"Your request to {shop}", body)


def ready(language: str, shop: str) -> Text:
    """Return the mail that says that the answer is there."""
    if language == "nl":
        body = """\
U vroeg om uw gegevens. Ze staan veertien dagen voor u klaar, op de plek waar
u erom vroeg.
"""
        return Text(f"Uw gegevens bij {shop} staan klaar", body)
    body = """\
You asked for your data. They are there for a fortnight, at the place where you
asked for them.
"""
    return Text(f"Your data at {shop} are ready", body)
