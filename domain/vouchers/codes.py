"""Codes: what a voucher is called by, so that nobody guesses one and few mistype one.

Sixteen symbols of Crockford's alphabet, which has no I, L, O and U, are 80 bits of
chance. Two more are the remainder of those by 1021, the greatest prime of ten bits: it
tells every wrong symbol, and every two that changed places.
"""

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 16
CHECKS = 2
CHANCE_BYTES = 10
PRIME = 1021
BITS = 5
GROUP = 6

# As people read it: what looks like a digit is one.
LOOKALIKES = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\s-]+")
SHAPE = re.compile(f"[{ALPHABET}]{{{SYMBOLS + CHECKS}}}")


def generate(dice: Callable[[int], bytes]) -> str:
    """Return a new code, as it is shown: `7H3K9Q-2MXW4D-RT8VZ1`."""
    number = int.from_bytes(dice(CHANCE_BYTES))
    code = _written(number, SYMBOLS) + _written(number % PRIME, CHECKS)
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def normalised(code: str) -> str:
    """Return how a code is looked up, however it was typed."""
    plain = _plain(code)
    ours = plain.translate(LOOKALIKES)
    return ours if is_ours(ours) else plain


def is_ours(code: str) -> bool:
    """Tell whether a code is one that we could have made."""
    return SHAPE.fullmatch(code) is not None and _checks(code)


def is_mistyped(code: str) -> bool:
    """Tell whether a code looks like one of ours, and is none."""
    ours = _plain(code).translate(LOOKALIKES)
    return SHAPE.fullmatch(ours) is not None and not _checks(ours)


def _plain(code: str) -> str:
    return BETWEEN.sub("", unicodedata.normalize("NFKC", code)).upper()


def _checks(code: str) -> bool:
    return _number(code[:SYMBOLS]) % PRIME == _number(code[SYMBOLS:])


def _written(number: int, symbols: int) -> str:
    places = range((symbols - 1) * BITS, -1, -BITS)
    return "".join(ALPHABET[number >> place & 31] for place in places)


def _number(code: str) -> int:
    number = 0
    for symbol in code:
        number = number << BITS | ALPHABET.index(symbol)
    return number
