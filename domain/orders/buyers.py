"""Whose an order is, be it somebody's or a guest's."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from msgspec import UNSET

from domain import customers
from domain.customers import Identity
from domain.kernel import CustomerId, FieldError, Malformed, Refusal, Unit
from domain.orders import guests


class Claim(NamedTuple):
    """Who is said to have done something."""

    source: str
    who: Identity | None
    guest_email: str | None = None

    @staticmethod
    def of(
        source: str, who: Identity | None, guest_email: str | None = None
    ) -> "Claim":
        """Return what a source says of who it was, by another's names if it says so."""
        named = source if who is None or who.source is UNSET else who.source
        return Claim(named, who, guest_email)

    @property
    def external_id(self) -> str | None:
        """Return the shop's own id of the customer, if it is all that names them."""
        who = self.who
        if who is None or who.id or who.email or who.phone or who.visitor_id:
            return None
        return who.external_id

    @property
    def visitor_id(self) -> str | None:
        """Return the visitor, if nothing else is known of who it was."""
        who = self.who
        if who is None or who.id or who.external_id or who.email or who.phone:
            return None
        return None if self.guest_email else who.visitor_id


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose an order is; a guest's, by what their name may come out later.

    Who was erased is a guest of whom nothing is written down.
    """

    customer_id: CustomerId | None
    visitor_id: str | None = None
    guest_email_index: bytes | None = None
    erased: bool = False


ERASED = Buyer(None, erased=True)

Found: TypeAlias = Buyer | Refusal


async def identify(unit: Unit, claims: Sequence[Claim]) -> list[Found]:
    """Return who it was, for each, or why nobody can tell.

    Those known by nothing but the shop's own id, and visitors, are looked up together.
    """
    names: defaultdict[str, set[str]] = defaultdict(set)
    visitors: set[str] = set()
    found: dict[int, Found] = {}
    for place, claim in enumerate(claims):
        if claim.external_id is not None:
            names[claim.source].add(claim.external_id)
        elif claim.visitor_id is not None:
            visitors.add(claim.visitor_id)
        else:
            found[place] = await _identify(unit, claim)
    known = {
        (source, name): Buyer(customer_id)
        for source, wanted in sorted(names.items())
        for name, customer_id in (
            await customers.identify_many(unit, source, wanted)
        ).items()
    }
    linked = await _visitors(unit, visitors) if visitors else {}
    return [
        found.get(place)
        or known.get((claim.source, claim.external_id or ""))
        or linked.get(claim.visitor_id or "", ERASED)
        for place, claim in enumerate(claims)
    ]


async def _visitors(unit: Unit, visitor_ids: Collection[str]) -> dict[str, Buyer]:
    await guests.share(unit, map(guests.visitor, visitor_ids))
    linked = await customers.whose_visitors(unit, visitor_ids)
    erased = await customers.erased_visitors(unit, set(visitor_ids) - linked.keys())
    return {
        each: Buyer(linked[each]) if each in linked else Buyer(None, each)
        for each in visitor_ids
        if each not in erased
    }


async def _identify(unit: Unit, claim: Claim) -> Found:
    source, who, guest_email = claim
    if who is not None and who.visitor_id is not None:
        await guests.share(unit, [guests.visitor(who.visitor_id)])
    try:
        customer_id = who and await customers.identify(unit, source, who)
    except customers.CustomerNotFound as refusal:
        return ERASED if who and await _is_gone(unit, who) else refusal
    except Malformed as refusal:
        return _within("/customer", refusal)
    if customer_id is not None:
        return Buyer(customer_id)
    if who is not None and await _is_erased(unit, who):
        return ERASED
    visitor_id = who and who.visitor_id
    return await _guest(unit, visitor_id, guest_email)


async def _guest(unit: Unit, visitor_id: str | None, email: str | None) -> Found:
    """Return a guest, or who has the address by which the guest is known."""
    if email is None:
        return Buyer(None, visitor_id)
    try:
        index, holder = await customers.whose_email(unit, email)
    except Malformed:
        error = FieldError(pointer="/guest_email", detail="Not an e-mail address.")
        return Malformed((error,))
    if holder is None:
        await guests.share(unit, [guests.email(index)])
        _, holder = await customers.whose_email(unit, email)
    if holder is not None:
        return Buyer(holder)
    if await customers.erased(unit, [index]):
        return ERASED
    return Buyer(None, visitor_id, index)


async def _is_erased(unit: Unit, who: Identity) -> bool:
    """Tell whether who is nobody was somebody who was erased."""
    if who.email is not None or who.external_id is not None:
        return True  # Anybody else would have been written down.
    visitor_id = who.visitor_id
    if visitor_id is None:
        return False
    return bool(await customers.erased_visitors(unit, [visitor_id]))


async def _is_gone(unit: Unit, who: Identity) -> bool:
    return who.id is not None and bool(await customers.gone(unit, [who.id]))


def _within(pointer: str, refusal: Malformed) -> Malformed:
    """Return a refusal whose fields are inside another one."""
    return Malformed(
        tuple(
            FieldError(pointer=pointer + error.pointer, detail=error.detail)
            for error in refusal.errors
        )
    )
