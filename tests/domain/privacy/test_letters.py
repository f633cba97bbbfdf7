"""What is written to who asks: in their language, with what they need to know."""

from collections.abc import Callable

import pytest

from domain.privacy import letters
from domain.privacy.texts import Text

SHOP = "De Hoek"
LETTERS: list[tuple[Callable[[str], Text], tuple[str, str], list[str]]] = [
    (
        lambda language: letters.code(language, SHOP, "123456", "erasure"),
        ("Je code voor De Hoek: 123 456", "Your code for De Hoek: 123 456"),
        ["123 456"],
    ),
    (
        lambda language: letters.confirmation(language, SHOP, "News", "https://x/1"),
        ("Bevestig je keuze bij De Hoek", "Confirm your choice at De Hoek"),
        ["News", "https://x/1"],
    ),
    (
        lambda language: letters.extended(language, SHOP, "1 March", "It is much."),
        ("Je verzoek aan De Hoek duurt langer", "Your request to De Hoek takes longer"),
        ["1 March", "It is much.", "Autoriteit Persoonsgegevens"],
    ),
    (
        lambda language: letters.rejected(language, SHOP, "12(5)", "It is too often."),
        ("Je verzoek aan De Hoek", "Your request to De Hoek"),
        ["It is too often.", "12(5)"],
    ),
    (
        lambda language: letters.ready(language, SHOP),
        ("Je gegevens bij De Hoek staan klaar", "Your data at De Hoek are ready"),
        [],
    ),
]


@pytest.mark.parametrize(("letter", "subjects", "parts"), LETTERS)
def test_a_letter_is_in_the_language_asked_for_and_tells_all(
    letter: Callable[[str], Text], subjects: tuple[str, str], parts: list[str]
) -> None:
    dutch, english = letter("nl"), letter("en")
    assert (dutch.subject, english.subject) == subjects
    assert dutch.body != english.body
    for part in parts:
        assert part in dutch.body
        assert part in english.body
