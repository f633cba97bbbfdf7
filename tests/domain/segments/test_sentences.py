"""What each part of a predicate says, in both languages."""

import pytest

from domain.segments.predicate import (
    Agrees,
    AllOf,
    AnyOf,
    Bought,
    Completed,
    Did,
    InSegment,
    Not,
    Number,
    OneOf,
    Predicate,
    Since,
)
from domain.segments.sentences import says

AGREES = Agrees(purpose="newsletter")


@pytest.mark.parametrize(
    ("part", "dutch", "english"),
    [
        (AllOf(of=(AGREES,)), "Al het volgende geldt.", "All of these hold."),
        (
            AnyOf(of=(AGREES,)),
            "Minstens één hiervan geldt.",
            "At least one of these holds.",
        ),
        (Not(of=AGREES), "Het volgende geldt niet.", "This does not hold."),
        (
            AGREES,
            "Gegevens mogen worden gebruikt voor newsletter.",
            "Data may be used for newsletter.",
        ),
        (InSegment(segment="regulars"), "In segment regulars.", "In segment regulars."),
        (
            OneOf(field="attributes.size", values=("m", "l")),
            "Het kenmerk size: m, l.",
            "The attribute size: m, l.",
        ),
        (
            Number(field="purchases.orders", at_least=2, at_most=5),
            "Het aantal bestellingen: minstens 2 en hoogstens 5.",
            "Orders: at least 2 and at most 5.",
        ),
        (
            Number(field="purchases.orders"),
            "Het aantal bestellingen: bekend.",
            "Orders: known.",
        ),
        (
            Since(field="purchases.last_day", at_most=30),
            "De laatste aankoop, dagen geleden: hoogstens 30.",
            "The last purchase, days ago: at most 30.",
        ),
        (
            Bought(products=("tea",), categories=("cups",), within_days=90),
            "Bestellingen met tea, cups in de laatste 90 dagen: minstens 1.",
            "Orders with tea, cups in the last 90 days: at least 1.",
        ),
        (
            Bought(at_least=0, at_most=0),
            "Bestellingen: minstens 0 en hoogstens 0.",
            "Orders: at least 0 and at most 0.",
        ),
        (
            Did(event="review", at_least=3),
            "Gebeurtenis review: minstens 3.",
            "Event review: at least 3.",
        ),
        (
            Completed(challenge="thrice", within_days=7),
            "Uitdaging thrice voltooid in de laatste 7 dagen: minstens 1.",
            "Challenge thrice completed in the last 7 days: at least 1.",
        ),
    ],
)
def test_each_part_says_what_it_asks(part: Predicate, dutch: str, english: str) -> None:
    said = says(part)
    assert (said.nl, said.en) == (dutch, english)
