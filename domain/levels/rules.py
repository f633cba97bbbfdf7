"""Which level some experience leads to; pure."""

from collections.abc import Sequence
from itertools import pairwise

from domain.levels.model import CustomerLevel, Level, LevelSentences, LevelVersion
from domain.tenants import Wording, Wordings

DECIMALS = 10_000


def rises(levels: Sequence[Level]) -> bool:
    """Tell whether each level takes more than the one before."""
    return all(one.experience < two.experience for one, two in pairwise(levels))


def reached(levels: Sequence[Level], experience: int) -> int:
    """Return the number of the highest level that is reached; 0 is none."""
    return sum(each.experience <= experience for each in levels)


def outlook(
    customer_id: str, version: LevelVersion | None, experience: int, words: Wordings
) -> CustomerLevel:
    """Return how far somebody is, and what is missing to the next level."""
    levels = version.levels if version else ()
    number = reached(levels, experience)
    above = levels[number] if number < len(levels) else None
    below = levels[number - 1].experience if number else 0
    progress = 1.0
    if above is not None:
        way = above.experience - below
        progress = (experience - below) * DECIMALS // way / DECIMALS
    unit = version.unit if version else ""
    return CustomerLevel(
        customer_id=customer_id,
        level=number,
        names=levels[number - 1].names if number else None,
        experience=experience,
        next=above,
        missing=above.experience - experience if above else 0,
        progress=progress,
        why=LevelSentences(
            nl=tuple(_said(levels, number, experience, unit, words.nl)),
            en=tuple(_said(levels, number, experience, unit, words.en)),
        ),
    )


def _said(
    levels: Sequence[Level], number: int, experience: int, unit: str, words: Wording
) -> list[str]:
    if not levels:
        return [words.say("Er zijn nog geen niveaus.", "There are no levels yet.")]
    has = words.amount(experience, unit)
    found = [words.say(f"Verdiend en gehouden: {has}.", f"Earned and kept: {has}.")]
    if number:
        names = levels[number - 1].names
        found.append(
            words.say(
                f"Dat is niveau {number}: {names.nl}.",
                f"That is level {number}: {names.en}.",
            )
        )
    if number < len(levels):
        above = levels[number]
        gap = words.amount(above.experience - experience, unit)
        found.append(
            words.say(
                f"Nog {gap} tot {above.names.nl}.", f"{gap} to go to {above.names.en}."
            )
        )
    return found
