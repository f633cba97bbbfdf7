"""What is said where somebody confirms what they asked, in both languages."""

from dataclasses import dataclass

from domain.tenants import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language."""

    title: str
    about: str
    press: str
    done: str
    thanks: str
    gone: str
    gone_why: str


WORDS = {
    Language.EN: Words(
        title="Was it you?",
        about="Somebody asked for “{name}” with your e-mail address. It begins"
        " only if you confirm that here.",
        press="Yes, I want this",
        done="Confirmed",
        thanks="You asked for “{name}”. You can stop it at any time.",
        gone="This link does not work any more",
        gone_why="It is more than a week old, or something else was said since. Ask"
        " for it once more at the shop.",
    ),
    Language.NL: Words(
        title="Was jij dit?",
        about="Iemand vroeg met jouw e-mailadres om “{name}”. Het begint pas als"
        " je dat hier bevestigt.",
        press="Ja, dit wil ik",
        done="Bevestigd",
        thanks="Je vroeg om “{name}”. Je kunt er altijd mee stoppen.",
        gone="Deze link werkt niet meer",
        gone_why="Hij is ouder dan een week, of er is sindsdien iets anders gezegd."
        " Vraag er bij de winkel opnieuw om.",
    ),
}
