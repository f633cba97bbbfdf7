"""Mentions: who is named in a text, by a name that goes when they do.

People write `@[Tea lover]`; what is stored names the member by their id, and what is
read by the name that they have then.
"""

import re
from collections.abc import Iterable, Mapping

MENTIONS_MAX = 20
NAMED = re.compile(r"@\[(\w[\w .-]{0,38}[\w.])\]")
STORED = re.compile(r"@\[(mbr_[0-9a-f]{32})\]")
# Whoever is gone, is not named.
NOBODY = "@[…]"


def names_in(text: str) -> list[str]:
    """Return the names that a text mentions, each once, and not too many."""
    return list(dict.fromkeys(NAMED.findall(text)))[:MENTIONS_MAX]


def ids_in(texts: Iterable[str]) -> list[str]:
    """Return the members whom stored texts mention, each once."""
    found = (each for text in texts for each in STORED.findall(text))
    return list(dict.fromkeys(found))


def stored(text: str, known: Mapping[str, str]) -> str:
    """Return a text that names members, of whom ids are known, by their ids."""
    return NAMED.sub(lambda at: f"@[{known.get(at[1], at[1])}]", text)


def readable(text: str, known: Mapping[str, str]) -> str:
    """Return a stored text that names members by names, or not at all."""
    return STORED.sub(
        lambda at: f"@[{known[at[1]]}]" if at[1] in known else NOBODY, text
    )
