"""Scores and ranks; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.leaderboards.model import BoardPeriod, BoardPlace

# Birds of these lands: nobody writes an alias, so nobody has to moderate one.
BIRDS = (
    *("Boomklever", "Fuut", "Gaai", "Grutto", "Houtduif", "IJsvogel", "Kauw", "Kievit"),
    *("Kluut", "Koekoek", "Koolmees", "Kwikstaart", "Lijster", "Meerkoet", "Merel"),
    *("Ooievaar", "Pimpelmees", "Putter", "Reiger", "Rietzanger", "Roodborst"),
    *("Scholekster", "Slechtvalk", "Specht", "Spreeuw", "Tureluur", "Uil", "Vink"),
    *("Visarend", "Wielewaal", "Winterkoning", "Zwaluw"),
)
NUMBERS = 90_000
LEAST = 10_000


def alias(thrown: bytes) -> str:
    """Return a name that tells nothing, of six bytes of chance."""
    number = int.from_bytes(thrown)
    return f"{BIRDS[number % len(BIRDS)]} {LEAST + number // len(BIRDS) % NUMBERS}"


def stretch(day: date, period: BoardPeriod) -> str:
    """Return the name of the stretch of the calendar that a day is in."""
    match period:
        case BoardPeriod.EVER:
            return "ever"
        case BoardPeriod.YEAR:
            return f"{day.year:04}"
        case BoardPeriod.QUARTER:
            return f"{day.year:04}-q{(day.month + 2) // 3}"
        case BoardPeriod.MONTH:
            return f"{day.year:04}-{day.month:02}"
        case BoardPeriod.WEEK:
            # Of ISO 8601: a week belongs to the year that its Thursday is in.
            year, week, _ = day.isocalendar()
            return f"{year:04}-w{week:02}"


def scores(
    timeline: Iterable[tuple[datetime, int]], period: BoardPeriod, zone: ZoneInfo
) -> dict[str, int]:
    """Return what was earned and kept in each stretch; nothing is no score."""
    found: defaultdict[str, int] = defaultdict(int)
    for at, amount in timeline:
        found[stretch(at.astimezone(zone).date(), period)] += amount
    return {name: score for name, score in found.items() if score > 0}


def ranked(
    rows: Sequence[tuple[str, int]], better: int, before: int
) -> tuple[BoardPlace, ...]:
    """Return places of aliases with their scores, in order.

    `better` have a higher score than the first; `before` stand before it.
    """
    found: list[BoardPlace] = []
    for number, (name, score) in enumerate(rows):
        rank = better + 1
        if found:
            same = found[-1].score == score
            rank = found[-1].rank if same else before + number + 1
        found.append(BoardPlace(rank=rank, alias=name, score=score))
    return tuple(found)
