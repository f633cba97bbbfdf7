"""The SQL of banners: one function, one statement, one type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from domain.banners.model import BANNERS_MAX, Banner, BannerTerms
from domain.banners.tables import banners
from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.validation import command


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A banner as it is stored."""

    banner: str
    terms: dict[str, Any]
    recorded_at: datetime


EVERY = view(banners, Stored).order_by(banners.c.banner).limit(BANNERS_MAX)


async def every(unit: Unit) -> tuple[Banner, ...]:
    """Return all banners, by name."""
    return tuple(map(_banner, await unit.all(Stored, EVERY)))


async def find(unit: Unit, banner: str) -> Banner | None:
    """Return a banner, if there is one of that name."""
    found = await unit.one(Stored, EVERY.where(banners.c.banner == banner))
    return found and _banner(found)


async def of_slot(unit: Unit, slot: str) -> tuple[Banner, ...]:
    """Return the banners of a slot, by name."""
    found = await unit.all(Stored, EVERY.where(banners.c.slot == slot))
    return tuple(map(_banner, found))


async def others(unit: Unit, banner: str) -> int:
    """Return how many banners there are besides one."""
    count = select(func.count()).select_from(banners).where(banners.c.banner != banner)
    return int(await unit.value(count) or 0)


def put(unit: Unit, banner: Banner) -> None:
    """Write a banner down, in the place of what it was."""
    said = {
        "slot": banner.terms.slot,
        "terms": msgspec.to_builtins(banner.terms),
        "recorded_at": banner.recorded_at,
    }
    new = insert(banners).values(banner=banner.banner, **said)
    unit.write(new.on_conflict_do_update(constraint=banners.primary_key, set_=said))


def remove(unit: Unit, banner: str) -> None:
    """Forget a banner."""
    unit.write(delete(banners).where(banners.c.banner == banner))


def _banner(stored: Stored) -> Banner:
    return Banner(
        banner=stored.banner,
        terms=command(stored.terms, BannerTerms),
        recorded_at=stored.recorded_at,
    )
