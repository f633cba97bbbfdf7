"""Who of the demo shops' customers can be written to: names and addresses made up.

Neither source knows any. Nobody is behind these: `example.com` is nobody's (RFC 2606).
"""

from typing import TypedDict

NAMES = (
    *("Anna", "Bram", "Carmen", "Daan", "Eva", "Finn", "Gwen", "Hugo", "Iris", "Jan"),
    *("Kim", "Lars", "Mila", "Noor", "Otto", "Pleun", "Quinn", "Roos", "Sem", "Tess"),
)
# Those who spent most, and some who come now and then, or came once.
HOUSEHOLDS = {
    "grocer": (
        *("1609", "1453", "2322", "1430", "400", "707", "1", "13", "22", "27"),
        *("31", "39", "42", "58", "67", "71", "95", "98", "100", "110"),
    ),
    "cdnow": (
        *("07592", "14048", "07983", "19339", "07931", "06569", "00003", "00005"),
        *("00008", "00018", "00025", "00032", "00036", "00047", "00053", "00060"),
    ),
}


class Reachable(TypedDict, total=False):
    """How somebody is called, and where they read."""

    given_name: str
    email: str
    locale: str


def people(slug: str) -> dict[str, Reachable]:
    """Return by number which of a shop's customers can be written to, and how."""
    return {
        number: {
            "given_name": name,
            "email": f"{name.lower()}@{slug}.example.com",
            "locale": "en" if place % 2 == 0 else "nl",
        }
        for place, (number, name) in enumerate(
            zip(HOUSEHOLDS[slug], NAMES, strict=False)
        )
    }
