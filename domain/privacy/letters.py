"""What the platform writes to who asks, in their language: plain and short."""

from domain.privacy.texts import Text

# English, then Dutch.
KINDS = {
    "access": ("to see your data", "om je gegevens te zien"),
    "portability": ("to take your data with you", "om je gegevens mee te nemen"),
    "rectification": ("to correct your data", "om je gegevens te verbeteren"),
    "erasure": ("to be forgotten", "om vergeten te worden"),
    "restriction": ("to set your data aside", "om je gegevens apart te zetten"),
    "objection": ("to object", "om bezwaar te maken"),
}


def code(language: str, shop: str, digits: str, kind: str) -> Text:
    """Return the mail with a code."""
    english, dutch = KINDS[kind]
    shown = f"{digits[:3]} {digits[3:]}"
    if language == "nl":
        body = f"""\
Iemand vroeg {shop} {dutch}, en gaf dit e-mailadres op.

Was jij dat? Vul dan deze code in: {shown}
De code werkt tien minuten.

Was jij het niet? Dan hoef je niets te doen. Geef de code aan niemand;
wij vragen er nooit om.
"""
        return Text(f"Je code voor {shop}: {shown}", body)
    body = f"""\
Somebody asked {shop} {english}, and gave this e-mail address.

Was it you? Then enter this code: {shown}
It works for ten minutes.

Was it not you? Then you need not do anything. Give the code to nobody;
we never ask for it.
"""
    return Text(f"Your code for {shop}: {shown}", body)


def confirmation(language: str, shop: str, name: str, link: str) -> Text:
    """Return the mail that asks whether it was they who asked for something."""
    if language == "nl":
        body = f"""\
Iemand vroeg {shop} met dit e-mailadres om: {name}

Was jij dat? Bevestig het hier, binnen een week:
{link}

Was jij het niet? Dan hoef je niets te doen: er gebeurt niets.
"""
        return Text(f"Bevestig je keuze bij {shop}", body)
    body = f"""\
Somebody asked {shop} with this e-mail address for: {name}

Was it you? Confirm it here, within a week:
{link}

Was it not you? Then you need not do anything: nothing happens.
"""
    return Text(f"Confirm your choice at {shop}", body)


def extended(language: str, shop: str, due: str, note: str) -> Text:
    """Return the mail that says that it takes longer, until when and why."""
    if language == "nl":
        body = f"""\
Wij hebben meer tijd nodig voor je verzoek: {note}

Je hoort uiterlijk {due} van ons. Ben je het daar niet mee eens? Je kunt een
klacht indienen bij de Autoriteit Persoonsgegevens.
"""
        return Text(f"Je verzoek aan {shop} duurt langer", body)
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
Wij kunnen je verzoek niet uitvoeren: {note}
Dat staat in artikel {article} van de AVG.

Ben je het daar niet mee eens? Je kunt een klacht indienen bij de Autoriteit
Persoonsgegevens, of naar de rechter gaan.
"""
        return Text(f"Je verzoek aan {shop}", body)
    body = f"""\
We cannot do what you asked: {note}
That follows from article {article} of the GDPR.

If you do not agree, you can complain to the Dutch Data Protection Authority
(Autoriteit Persoonsgegevens), or go to court.
"""
    return Text(f"Your request to {shop}", body)


def ready(language: str, shop: str) -> Text:
    """Return the mail that says that the answer is there."""
    if language == "nl":
        body = """\
Je vroeg om je gegevens. Ze staan veertien dagen voor je klaar, op de plek waar
je erom vroeg.
"""
        return Text(f"Je gegevens bij {shop} staan klaar", body)
    body = """\
You asked for your data. They are there for a fortnight, at the place where you
asked for them.
"""
    return Text(f"Your data at {shop} are ready", body)
