"""Whose an order is, be it somebody's or a guest's."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from domain import customers
from domain.customers import Identity
from domain.kernel import CustomerId, FieldError, Malformed, Refusal, Unit
from domain.orders import guests


class Claim(NamedTuple):
    """Who is said to have done something."""

    source: str
    who: Identity | None
    guest_email: str | None = None

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
    """Whose an order is; a guest's, by what their name may come out later."""

    customer_id: CustomerId | None
    visitor_id: str | None = None
    guest_email_index: bytes | None = None


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
        or linked[claim.visitor_id or ""]
        for place, claim in enumerate(claims)
    ]


async def _visitors(unit: Unit, visitor_ids: Collection[str]) -> dict[str, Buyer]:
    await guests.share(unit, map(guests.visitor, visitor_ids))
    linked = await customers.whose_visitors(unit, visitor_ids)
    return {
        each: Buyer(linked[each]) if each in linked else Buyer(None, each)
        for each in visitor_ids
    }


async def _identify(unit: Unit, claim: Claim) -> Found:
    source, who, guest_email = claim
    if who is not None and who.visitor_id is not None:
        await guests.share(unit, [guests.visitor(who.visitor_id)])
    try:
        customer_id = who and await customers.identify(unit, source, who)
    except customers.CustomerNotFound as refusal:
        return refusal
    except Malformed as refusal:
        return _within("/customer", refusal)
    if customer_id is not None:
        return Buyer(customer_id)
    visitor_id = who and who.visitor_id
    if guest_email is None:
        return Buyer(None, visitor_id)
    try:
        index, holder = await customers.whose_email(unit, guest_email)
    except Malformed:
        error = FieldError(pointer="/guest_email", detail="Not an e-mail address.")
        return Malformed((error,))
    if holder is None:
        await guests.share(unit, [guests.email(index)])
        _, holder = await customers.whose_email(unit, guest_email)
    return Buyer(None, visitor_id, index) if holder is None else Buyer(holder)


def _within(pointer: str, refusal: Malformed) -> Malformed:
    """Return a refusal whose fields are inside another one."""
    return Malformed(
        tuple(
            FieldError(pointer=pointer + error.pointer, detail=error.detail)
            for error in refusal.errors
        )
    )
