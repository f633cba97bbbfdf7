"""The 2,357 of CDNOW's customers whom the papers are about, from raw rows."""

from collections import defaultdict
from functools import cache
from pathlib import Path

from demo.files import read

SAMPLE = Path(__file__).with_name("cdnow_sample.txt")
# The papers learn from 39 weeks, to 30 September 1997, and look at the next 39.
LAST_DAY = 272

Days = dict[int, int]


@cache
def sample() -> tuple[Days, ...]:
    """Return what each spent on which day, in cents and days since 1 January 1997."""
    chosen = set(map(int, SAMPLE.read_text().split()))
    spent: defaultdict[int, Days] = defaultdict(dict)
    for day, customer, _, cents in read("cdnow.csv.xz"):
        if (who := int(customer)) in chosen:
            days = spent[who]
            days[int(day)] = days.get(int(day), 0) + int(cents)
    return tuple(spent[who] for who in sorted(spent))


def until(days: Days, last: int = LAST_DAY) -> list[tuple[int, int]]:
    """Return the days up to one, and what each came to."""
    return sorted((day, cents) for day, cents in days.items() if day <= last)
