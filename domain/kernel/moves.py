"""Moves: what customers have goes with a merge, and comes back when that is undone."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, delete, insert, literal, select, update

from domain.kernel import sets
from domain.kernel.ids import CustomerId
from domain.kernel.tables import Id
from domain.kernel.unit import Unit


@dataclass(frozen=True, slots=True)
class _Thing:
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Things of one kind, and which of them a merge moved.

    `things` have an `id` and a `customer_id`; `moved` has a `merge_id` and a thing's id
    as its key.
    """

    things: Table
    moved: Table

    async def follow(
        self, unit: Unit, merge_id: str, giver: CustomerId, taker: CustomerId
    ) -> tuple[str, ...]:
        """Let a customer have all things of another one; return which."""
        theirs = (
            update(self.things)
            .where(self.things.c.customer_id == giver)
            .values(customer_id=taker)
            .returning(self.things.c.id)
        )
        found = tuple(each.id for each in await unit.all(_Thing, theirs))
        given = sets.given(self._thing)
        rows = select(literal(merge_id, Id("mrg")), given.c[self._thing.name])
        names = ["merge_id", self._thing.name]
        unit.write(
            insert(self.moved).from_select(names, rows),
            **{f"{self._thing.name}_of": list(found)},
        )
        return found

    async def give_back(
        self, unit: Unit, merge_id: str, giver: CustomerId, taker: CustomerId
    ) -> tuple[str, ...]:
        """Give back the things that a merge moved and that are still there."""
        back = (
            update(self.things)
            .where(self.things.c.id == self._thing)
            .where(self.moved.c.merge_id == merge_id)
            .where(self.things.c.customer_id == giver)
            .values(customer_id=taker)
            .returning(self.things.c.id)
        )
        found = tuple(each.id for each in await unit.all(_Thing, back))
        unit.write(delete(self.moved).where(self.moved.c.merge_id == merge_id))
        return found

    @property
    def _thing(self) -> Column[Any]:
        (name,) = [
            each.name
            for each in self.moved.primary_key.columns
            if each.name not in {"tenant_id", "merge_id"}
        ]
        return self.moved.c[name]
