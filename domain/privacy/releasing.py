"""Releasing: what an erasure keeps on some ground goes when its time has passed.

The statements are read off the annotations, as those of the erasure were.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from domain.kernel.personal import Erase
from domain.kernel.tables import Id, metadata
from domain.privacy import shredding
from domain.privacy.erasure_rules import until
from domain.privacy.inventory import Step as Way
from domain.privacy.inventory import inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A statement by which rows go that were kept of customers for so long."""

    place: str
    keep: str
    statement: Any


@cache
def releases() -> tuple[Release, ...]:
    """Return all there are; no row goes before one that leads through it.

    What is kept by its own age, as the trail of audits, names customers by text.
    """
    order = [table.fullname for table in reversed(metadata.sorted_tables)]
    found: dict[tuple[str, str], tuple[Way, ...]] = {
        (item.table, item.keep): item.path
        for item in inventory()
        if item.erase is Erase.KEEP
        and item.keep is not None
        and isinstance(shredding.subject(item.path).type, Id)
    }
    ordered = sorted(
        found.items(), key=lambda each: (-len(each[1]), order.index(each[0][0]))
    )
    return tuple(
        Release(place=place, keep=keep, statement=_delete(place, way))
        for (place, keep), way in ordered
    )


def passed(keep: str, erased_at: datetime, now: datetime) -> bool:
    """Tell whether the last day is over until which something is kept."""
    return gone_at(keep, erased_at) <= now


def gone_at(keep: str, erased_at: datetime) -> datetime:
    """Return when something goes: as the day begins that a certificate names."""
    day = until(erased_at, keep)
    assert day is not None, keep
    return datetime.combine(datetime.fromisoformat(day), time(), tzinfo=UTC)


def next_after(erased_at: datetime, now: datetime | None = None) -> datetime | None:
    """Return when something goes next of who was erased then, if anything is left."""
    times = {gone_at(each.keep, erased_at) for each in releases()}
    return min((each for each in times if now is None or each > now), default=None)


def _delete(place: str, way: tuple[Way, ...]) -> Any:
    return shredding.statement(metadata.tables[place], way, Erase.DELETE, ())
