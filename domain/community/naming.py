"""Naming: texts name members by their ids at rest, and by their names when read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from domain import customers
from domain.community import ignore_store, member_store, mentions, rules
from domain.community.events import MembersMentioned
from domain.community.member_store import Member
from domain.community.model import ContributionId
from domain.kernel import Unit


class Texted(Protocol):
    """What has a text."""

    @property
    def text(self) -> str:
        """Return what it says."""
        ...


T = TypeVar("T", bound=Texted)

AGAIN: Callable[..., Any] = replace


async def stored(unit: Unit, text: str) -> str:
    """Return a text as it is kept: with ids for the names of members."""
    names = mentions.names_in(text)
    if not names:
        return text
    folded = {rules.folded(each): each for each in names}
    found = await member_store.named(unit, sorted(folded))
    known = {rules.folded(each.name): each.id for each in found if each.name}
    return mentions.stored(
        text, {e: known[rules.folded(e)] for e in names if rules.folded(e) in known}
    )


async def readable(unit: Unit, things: Sequence[T]) -> tuple[T, ...]:
    """Return things of which the texts name members by the names they have now."""
    ids = mentions.ids_in(each.text for each in things)
    if not ids:
        return tuple(things)
    known = {
        each.id: each.name
        for each in await member_store.those(unit, ids)
        if each.name is not None
    }
    return tuple(
        AGAIN(each, text=mentions.readable(each.text, known)) for each in things
    )


async def tell(
    unit: Unit, contribution_id: ContributionId, text: str, author: Member
) -> None:
    """Tell of whom a text mentions, but for who ignores its author or wrote it."""
    ids = mentions.ids_in([text])
    if not ids:
        return
    found = await member_store.those(unit, ids)
    deaf = await ignore_store.ignoring(unit, author.id, ids)
    gone = await customers.gone(unit, [each.customer_id for each in found])
    meant = [
        each.customer_id
        for each in found
        if each.id not in deaf
        and each.person_id != author.person_id
        and each.customer_id not in gone
    ]
    if meant:
        unit.emit(
            MembersMentioned(
                contribution_id=contribution_id, customer_ids=tuple(sorted(meant))
            )
        )
