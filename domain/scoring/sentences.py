"""Sentences: how scores came about, for whoever they are about, in both languages."""

from collections.abc import Mapping

from domain.scoring.model import (
    Grades,
    LifeCycle,
    LifetimeValue,
    NextBasis,
    NextPurchase,
    Words,
)
from domain.scoring.rules import Rollup

NAMES: dict[LifeCycle, tuple[str, str]] = {
    LifeCycle.NEW: ("nieuw", "new"),
    LifeCycle.PROMISING: ("veelbelovend", "promising"),
    LifeCycle.LOYAL: ("trouw", "loyal"),
    LifeCycle.CHAMPION: ("kampioen", "champion"),
    LifeCycle.NEEDS_ATTENTION: ("verdient aandacht", "needs attention"),
    LifeCycle.AT_RISK: ("dreigt weg te blijven", "at risk"),
    LifeCycle.SLEEPING: ("slaapt", "sleeping"),
    LifeCycle.LOST: ("verloren", "lost"),
}


def why(  # noqa: PLR0913, PLR0917 - there is as much to say
    rollup: Rollup,
    grades: Grades,
    cycle: LifeCycle,
    following: NextPurchase,
    value: LifetimeValue | None,
    chance: Mapping[int, float],
    by: str | None,
) -> Words:
    """Return what the scores follow from, a sentence for each."""
    dutch, english = NAMES[cycle]
    times = _days(rollup.days)
    nl = [
        (
            f"Recentheid {grades.recency} van 5: de laatste aankoop was op"
            f" {rollup.last_day.isoformat()}."
        ),
        f"Frequentie {grades.frequency} van 5: er is op {times[0]} gekocht.",
        f"Besteding {grades.monetary} van 5, vergeleken met de andere klanten.",
        f"Zo'n recentheid en frequentie heet hier: {dutch}.",
    ]
    en = [
        (
            f"Recency {grades.recency} of 5: the last purchase was on"
            f" {rollup.last_day.isoformat()}."
        ),
        f"Frequency {grades.frequency} of 5: something was bought on {times[1]}.",
        f"Spending {grades.monetary} of 5, compared with the other customers.",
        f"Such recency and frequency is called here: {english}.",
    ]
    coming = _coming(following)
    nl.append(coming[0])
    en.append(coming[1])
    for likely in map(_likely, sorted(chance.items())):
        nl.append(likely[0])
        en.append(likely[1])
    if value is not None:
        nl.append(
            f"In twaalf maanden worden {value.orders:.1f} aankopen verwacht, volgens"
            f" een model van de aankopen van alle klanten ({by} en Gamma-Gamma)."
        )
        en.append(
            f"In twelve months {value.orders:.1f} purchases are expected, by a model of"
            f" all customers' purchases ({by} and Gamma-Gamma)."
        )
    return Words(nl=tuple(nl), en=tuple(en))


def _likely(chance: tuple[int, float]) -> tuple[str, str]:
    days, of_hundred = chance[0], round(100 * chance[1])
    return (
        (
            f"Van honderd klanten die zo kochten, kochten er {of_hundred} binnen"
            f" {days} dagen opnieuw."
        ),
        (
            f"Of a hundred customers who bought like this, {of_hundred} bought again"
            f" within {days} days."
        ),
    )


def _coming(following: NextPurchase) -> tuple[str, str]:
    if following.earliest is None or following.latest is None:
        return (
            "Wanneer de volgende aankoop komt, is nog niet te zeggen.",
            "When the next purchase comes cannot be told yet.",
        )
    since, until = following.earliest.isoformat(), following.latest.isoformat()
    own = following.basis is NextBasis.OWN
    nl = "de eigen tussenpozen" if own else "de tussenpozen van wie opnieuw kochten"
    en = "their own intervals" if own else "the intervals of those who bought again"
    if following.overdue:
        return (
            f"De volgende aankoop werd verwacht van {since} tot {until}, volgens {nl}.",
            f"The next purchase was expected from {since} to {until}, by {en}.",
        )
    return (
        f"De volgende aankoop wordt verwacht van {since} tot {until}, volgens {nl}.",
        f"The next purchase is expected from {since} to {until}, by {en}.",
    )


def _days(count: int) -> tuple[str, str]:
    return (
        f"{count} dag" if count == 1 else f"{count} dagen",
        f"{count} day" if count == 1 else f"{count} days",
    )
