"""What is said where links in messages lead, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.consent import (
    Basis,
    Consent,
    ConsentEvent,
    ConsentState,
    ContactChannel,
    Method,
)
from domain.tenants import Language, day_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language."""

    language: Language
    stop: str
    about: str
    is_off: str
    press: str
    press_all: str
    all_about: str
    thanks: str
    done: str
    all_off: str
    again: str
    why: str
    notice: str
    lost: str
    lost_why: str
    on: str
    off: str
    ways: Mapping[str, str]
    channels: Mapping[ContactChannel, str]
    bases: Mapping[Basis, str]
    methods: Mapping[Method, str]

    def day(self, day: date) -> str:
        """Return a day as it is said."""
        return day_in_words(day, self.language)

    def since(self, held: Consent, said: ConsentEvent | None) -> str:
        """Return since when something is so, and how it was said."""
        agreed = held.state in {ConsentState.GIVEN, ConsentState.RENEWED}
        sentence = self.on if agreed else self.off
        how = "" if said is None else f" {self.methods[said.method]}"
        return sentence.format(day=self.day(held.since.date()), how=how)


ENGLISH = Words(
    language=Language.EN,
    stop="{name} {channel}",
    about="Shall we stop this? It is one click, and holds from then on.",
    is_off="This is off: you do not get it any more.",
    press="Stop: {name} {channel}",
    press_all="Stop all advertising",
    all_about="Or stop all our advertising at once, by whatever way, and the personal"
    " profiles that we make for it.",
    thanks="Done",
    done="You get no more of this. It holds from now on.",
    all_off="You get no more advertising of us. It holds from now on.",
    again="If you change your mind, say so in your account at the shop.",
    why="Why you get this",
    notice="What we told you (version {version})",
    lost="This link does not work",
    lost_why="Perhaps not all of it was copied. Open it from the message again.",
    on="You agreed on {day}{how}.",
    off="You said no on {day}{how}.",
    ways={"why": "Why do I get this?", "u": "Stop this"},
    channels={
        ContactChannel.ALL: "in any way",
        ContactChannel.EMAIL: "by e-mail",
        ContactChannel.SMS: "by text message",
        ContactChannel.CHAT: "by chat",
        ContactChannel.PUSH: "by notification",
        ContactChannel.PHONE: "by telephone",
        ContactChannel.POST: "by post",
        ContactChannel.WEBHOOK: "in the shop's own app or chat",
    },
    bases={
        Basis.CONSENT: "You get this because you agreed to: {name}.",
        Basis.CONTRACT: "You get this because it is part of what you asked: {name}.",
        Basis.LEGAL_OBLIGATION: "You get this because the law has us send it: {name}.",
        Basis.LEGITIMATE_INTEREST: "You get this because we have an interest in it:"
        " {name}. You can object.",
        Basis.EXISTING_CUSTOMER: "You get this because you are our customer: {name}."
        " You can stop it at any time.",
    },
    methods={
        Method.FORM: "in a form",
        Method.PREFERENCE_CENTRE: "on the page with your preferences",
        Method.ONE_CLICK: "by the link in a message",
        Method.DOUBLE_OPT_IN: "and confirmed it",
        Method.PHONE: "by telephone",
        Method.PAPER: "on paper",
        Method.IMPORT: "at the shop",
        Method.GPC: "by a signal of your browser",
        Method.MERGER: "in another account of yours",
        Method.CLOCK: "as time went by",
    },
)
DUTCH = Words(
    language=Language.NL,
    stop="{name} {channel}",
    about="Zullen we hiermee stoppen? Het is één klik, en geldt vanaf dan.",
    is_off="Dit staat uit: je krijgt het niet meer.",
    press="Stop: {name} {channel}",
    press_all="Stop alle reclame",
    all_about="Of stop al onze reclame in één keer, langs welke weg ook, en de"
    " persoonlijke profielen die we ervoor maken.",
    thanks="Gedaan",
    done="Je krijgt dit niet meer. Dat geldt vanaf nu.",
    all_off="Je krijgt geen reclame meer van ons. Dat geldt vanaf nu.",
    again="Bedenk je je, zeg het dan in je account bij de winkel.",
    why="Waarom je dit krijgt",
    notice="Wat we je vertelden (versie {version})",
    lost="Deze link werkt niet",
    lost_why="Misschien is hij niet helemaal gekopieerd. Open hem nog eens vanuit het"
    " bericht.",
    on="Dat vond je goed op {day}{how}.",
    off="Je zei nee op {day}{how}.",
    ways={"why": "Waarom krijg ik dit?", "u": "Hiermee stoppen"},
    channels={
        ContactChannel.ALL: "langs elke weg",
        ContactChannel.EMAIL: "per e-mail",
        ContactChannel.SMS: "per sms",
        ContactChannel.CHAT: "per chat",
        ContactChannel.PUSH: "met een melding",
        ContactChannel.PHONE: "per telefoon",
        ContactChannel.POST: "per post",
        ContactChannel.WEBHOOK: "in de app of chat van de winkel zelf",
    },
    bases={
        Basis.CONSENT: "Je ontvangt dit omdat je het goedvond: {name}.",
        Basis.CONTRACT: "Je ontvangt dit omdat het hoort bij wat je ons vroeg: {name}.",
        Basis.LEGAL_OBLIGATION: "Je ontvangt dit omdat het van de wet moet: {name}.",
        Basis.LEGITIMATE_INTEREST: "Je ontvangt dit omdat wij er belang bij hebben:"
        " {name}. Je kunt bezwaar maken.",
        Basis.EXISTING_CUSTOMER: "Je ontvangt dit omdat je klant bij ons bent: {name}."
        " Je kunt het altijd stoppen.",
    },
    methods={
        Method.FORM: "in een formulier",
        Method.PREFERENCE_CENTRE: "op de pagina met je voorkeuren",
        Method.ONE_CLICK: "met de link in een bericht",
        Method.DOUBLE_OPT_IN: "en je bevestigde het",
        Method.PHONE: "per telefoon",
        Method.PAPER: "op papier",
        Method.IMPORT: "bij de winkel",
        Method.GPC: "met een signaal van je browser",
        Method.MERGER: "in een ander account van je",
        Method.CLOCK: "doordat de tijd verstreek",
    },
)
WORDS: Mapping[Language, Words] = {each.language: each for each in (ENGLISH, DUTCH)}
