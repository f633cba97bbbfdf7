"""What an answer to a customer says around the data, in their language."""

from dataclasses import dataclass

from domain.privacy.logic import LOGIC
from domain.privacy.places import PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a report, and which of the two languages they are in."""

    language: int
    title: str
    intro: str
    as_of: str
    request: str
    more: str
    why: str

    def place(self, named: str) -> str:
        """Return what is known in a place, or else what the place is called."""
        said = PLACES.get(named)
        return said[self.language] if said else named.replace("_", " ").capitalize()

    def logic(self, named: str) -> str | None:
        """Return how what is told in a place came about, if it was inferred."""
        said = LOGIC.get(named)
        return said[self.language] if said else None


ENGLISH = Words(
    language=0,
    title="What we know of you",
    intro="All of it is in the folder data, for people and for machines.",
    as_of="As of",
    request="Request",
    more="{} more rows are in the data.",
    why="How we come to this",
)
DUTCH = Words(
    language=1,
    title="Wat wij over je weten",
    intro="Alles staat in de map data, voor mensen en voor machines.",
    as_of="Stand van",
    request="Verzoek",
    more="In de data staan nog {} regels.",
    why="Hoe we hieraan komen",
)


def words(language: str) -> Words:
    """Return the words of a language: Dutch, or else English."""
    return DUTCH if language == "nl" else ENGLISH
