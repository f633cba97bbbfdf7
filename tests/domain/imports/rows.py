"""Rows of an import, sent as a shop sends them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from domain import customers, imports
from domain.imports import ImportKind, Start, Take
from tests.world import NOON, World


async def send(
    world: World, kind: ImportKind, *rows: Any, name: str = "first"
) -> imports.Taken:
    """Send rows under a name, after those that were sent under it before."""
    begun = await world.run(imports.start, Start(kind=kind, name=name))
    given = Take(import_id=begun.id, first=begun.rows_done, lines=encoded(*rows))
    return await world.run(imports.take, given)


def encoded(*rows: Any) -> tuple[bytes, ...]:
    """Return rows as lines of JSON."""
    return tuple(map(msgspec.json.encode, rows))


def told(taken: imports.Taken) -> tuple[int, int, list[tuple[int, str]]]:
    """Return how many rows were accepted and unchanged, and which were refused."""
    refused = [(each.row, each.code) for each in taken.errors]
    return taken.accepted, taken.unchanged, refused


async def known(world: World, *names: str) -> list[str]:
    """Make customers whom the shop names so; return their ids."""
    made: list[str] = []
    for each in names:
        ids = (customers.ExternalId(source="shop", id=each),)
        new = await world.run(customers.create, customers.Create(external_ids=ids))
        made.append(new.id)
    return made


def later(world: World, **span: float) -> World:
    """Return the same world at a later instant."""
    now = NOON + timedelta(**span)
    return World(replace(world.platform, clock=lambda: now), world.principal)
