"""What an answer to a customer says around the data, in their language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a report, and which of the two languages they are in."""

    language: int
    title: str
    intro: str
    as_of: str
    request: str
    more: str

    def place(self, named: str) -> str:
        """Return what is known in a place, or else what the place is called."""
        said = PLACES.get(named)
        return said[self.language] if said else named.replace("_", " ").capitalize()


# English, then Dutch.
PLACES = {
    "accounts": ("What you hold", "Je saldo"),
    "adjustments": ("Corrections", "Correcties"),
    "attributes": ("What others say of you", "Wat anderen over je zeggen"),
    "audit_entries": ("Who worked with your data", "Wie met je gegevens werkte"),
    "awards": ("What you earned, and why", "Wat je verdiende, en waarom"),
    "customers": ("Your profile", "Je profiel"),
    "events": ("What you did", "Wat je deed"),
    "external_ids": ("What shops call you", "Hoe winkels je noemen"),
    "holds": ("What is set apart", "Wat gereserveerd is"),
    "lots": ("What you were given", "Wat je kreeg"),
    "merges": ("Profiles that became one", "Samengevoegde profielen"),
    "order_lines": ("What you bought", "Wat je kocht"),
    "orders": ("Your orders", "Je bestellingen"),
    "preferences": ("What you told us", "Wat je ons vertelde"),
    "privacy_requests": ("What you asked", "Wat je vroeg"),
    "return_lines": ("What you returned", "Wat je terugstuurde"),
    "returns": ("Your returns", "Je retouren"),
    "transfers": ("Every change of your balance", "Elke wijziging van je saldo"),
    "visitors": ("Your visits", "Je bezoeken"),
    "vouchers": ("Your vouchers", "Je vouchers"),
    "consent_events": (
        "What you agreed to, and when",
        "Waarmee je instemde, en wanneer",
    ),
    "consent_states": ("What you agree to now", "Waarmee je nu instemt"),
}


ENGLISH = Words(
    language=0,
    title="What we know of you",
    intro="All of it is in the folder data, for people and for machines.",
    as_of="As of",
    request="Request",
    more="{} more rows are in the data.",
)
DUTCH = Words(
    language=1,
    title="Wat wij over je weten",
    intro="Alles staat in de map data, voor mensen en voor machines.",
    as_of="Stand van",
    request="Verzoek",
    more="In de data staan nog {} regels.",
)


def words(language: str) -> Words:
    """Return the words of a language: Dutch, or else English."""
    return DUTCH if language == "nl" else ENGLISH
