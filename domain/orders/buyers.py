"""Whose an order is, be it somebody's or a guest's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from domain import customers
from domain.customers import Identity
from domain.kernel import CustomerId, FieldError, Malformed, Refusal, Unit
from domain.orders import guests


class Claim(NamedTuple):
    """Who is said to have bought something."""

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


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose an order is; a guest's, by what their name may come out later."""

    customer_id: CustomerId | None
    visitor_id: str | None = None
    guest_email_index: bytes | None = None


Found: TypeAlias = Buyer | Refusal


async def identify(unit: Unit, claims: Sequence[Claim]) -> list[Found]:
    """Return who bought, for each, or why nobody can tell.

    Those known by nothing but the shop's own id are looked up together.
    """
    alike: defaultdict[str, set[str]] = defaultdict(set)
    found: dict[int, Found] = {}
    for place, claim in enumerate(claims):
        external_id = claim.external_id
        if external_id is None:
            found[place] = await _identify(unit, claim)
        else:
            alike[claim.source].add(external_id)
    known = {
        source: await customers.identify_many(unit, source, names)
        for source, names in sorted(alike.items())
    }
    return [
        found[place] if place in found else Buyer(known[claim.source][_name(claim)])
        for place, claim in enumerate(claims)
    ]


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


def _name(claim: Claim) -> str:
    assert claim.external_id is not None, claim
    return claim.external_id


def _within(pointer: str, refusal: Malformed) -> Malformed:
    """Return a refusal whose fields are inside another one."""
    return Malformed(
        tuple(
            FieldError(pointer=pointer + error.pointer, detail=error.detail)
            for error in refusal.errors
        )
    )
