"""Codes: unguessable, and mistyped in vain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vouchers import codes

chance = st.binary(min_size=10, max_size=10)


@given(chance)
def test_a_code_has_eighty_bits_of_chance_and_no_ambiguous_letter(
    thrown: bytes,
) -> None:
    code = codes.generate(lambda size: thrown[:size])
    assert len(code) == 20
    assert not set("ILOU") & set(code)
    assert codes.is_ours(codes.normalised(code))
    number = 0
    for symbol in codes.normalised(code)[:16]:
        number = number * 32 + codes.ALPHABET.index(symbol)
    assert number.to_bytes(10) == thrown


@given(chance, st.integers(0, 17), st.integers(1, 31))
def test_every_wrong_symbol_is_told(thrown: bytes, place: int, by: int) -> None:
    code = codes.normalised(codes.generate(lambda size: thrown[:size]))
    other = codes.ALPHABET[(codes.ALPHABET.index(code[place]) + by) % 32]
    wrong = code[:place] + other + code[place + 1 :]
    assert codes.is_mistyped(wrong)


@given(chance, st.integers(0, 16))
def test_every_two_symbols_that_changed_places_are_told(
    thrown: bytes, place: int
) -> None:
    code = codes.normalised(codes.generate(lambda size: thrown[:size]))
    one, other = code[place], code[place + 1]
    swapped = code[:place] + other + one + code[place + 2 :]
    assert codes.is_mistyped(swapped) is (one != other)


def test_it_is_the_same_code_however_it_is_typed() -> None:
    code = codes.generate(lambda size: bytes(size - 1) + b"\x21")
    assert code == "000000-000000-001111"
    for typed in (
        "000000000000001111",
        "oooooo-oooooo ooiIl1",
        "\uff1000000-000000-001111",
    ):
        assert codes.normalised(typed) == "000000000000001111"


@pytest.mark.parametrize("code", ["HELLO10", "hello 10", "Hello-10"])
def test_a_code_of_somebody_else_keeps_its_letters(code: str) -> None:
    assert codes.normalised(code) == "HELLO10"
    assert not codes.is_mistyped(code)
