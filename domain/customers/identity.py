"""Who somebody is, by whatever a caller knows of them; for features above to call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.customers import claims, journal, rules, sealing, store
from domain.customers.claims import Claim
from domain.customers.events import (
    CustomerCreated,
    CustomersImported,
    CustomerUpdated,
    VisitorLinked,
)
from domain.customers.model import CustomerRef, Identity, Profile
from domain.customers.refusals import CustomerNotFound
from domain.customers.sealing import Indexes
from domain.customers.store import Standing
from domain.kernel import CustomerId, Unit

EXTERNAL = "external"


async def resolve(unit: Unit, ref: CustomerRef) -> CustomerId:
    """Return whom a command means, whoever they were merged into, or refuse.

    Until a writing unit ends, nobody can be merged whom it resolved.
    """
    kind, _, named = ref.partition(":")
    if kind != EXTERNAL:
        return await _standing(unit, ref)
    source, _, external_id = named.partition(":")
    for holder in await claims.holders(unit, source, [external_id]):
        return await _followed(unit, holder)
    raise CustomerNotFound


async def names_of(unit: Unit, customer_id: CustomerId) -> tuple[CustomerId, ...]:
    """Return all ids by which one customer is known: their own one first."""
    merged = await store.aliases(unit, customer_id)
    return (customer_id, *(each.id for each in merged))


async def resolve_many(
    unit: Unit, refs: Iterable[CustomerRef]
) -> Mapping[CustomerRef, CustomerId]:
    """Return whom each of many references means; one that means nobody is left out."""
    ours: list[CustomerId] = []
    named: defaultdict[str, dict[str, CustomerRef]] = defaultdict(dict)
    for ref in sorted(set(refs)):
        kind, _, rest = ref.partition(":")
        if kind == EXTERNAL:
            source, _, external_id = rest.partition(":")
            named[source][external_id] = ref
        else:
            ours.append(ref)
    meant: dict[CustomerRef, CustomerId] = {}
    for each in await store.standings(unit, ours) if ours else ():
        meant[each.id] = await _followed(unit, each)
    for source, ids in named.items():
        for holder in await claims.holders(unit, source, tuple(ids)):
            meant[ids[holder.external_id]] = await _followed(unit, holder)
    return meant


async def lock(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> Mapping[CustomerId, CustomerId]:
    """Keep other writers from customers; tell for each who they turned out to be.

    This is the first lock that a unit takes. Who does not exist is left out.
    """
    standings = await store.lock(unit, sorted(set(customer_ids)))
    become = {each.id: each.merged_into or each.id for each in standings}
    further = set(become.values()) - become.keys()
    if not further:
        return become
    beyond = await lock(unit, further)
    return {each: beyond.get(kept, kept) for each, kept in become.items()}


async def keep(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> Mapping[CustomerId, CustomerId]:
    """Keep customers as they are; tell for each who they turned out to be.

    Others may keep them, too, and nobody erase, restrict or merge them until this unit
    ends. Who was erased is left out.
    """
    standings = await store.share(unit, sorted(set(customer_ids)))
    become = {each.id: each.merged_into or each.id for each in standings}
    further = set(become.values()) - become.keys()
    if not further:
        return become
    beyond = await keep(unit, further)
    return {each: beyond.get(kept, kept) for each, kept in become.items()}


async def keep_meant(
    unit: Unit, refs: Iterable[CustomerRef]
) -> Mapping[CustomerRef, CustomerId]:
    """Return whom each of many references means, and keep them as they are.

    One that means nobody, or somebody who was erased, is left out.
    """
    meant = await resolve_many(unit, refs)
    kept = await keep(unit, meant.values())
    return {ref: kept[each] for ref, each in meant.items() if each in kept}


async def identify(unit: Unit, source: str, who: Identity) -> CustomerId | None:
    """Return whom somebody is, who is written down if need be.

    An external id tells more than an e-mail address, and that more than a telephone
    number. A visitor of whom nothing else is known, and a number that several share,
    are nobody in particular, and so is who was erased. A visitor who is known from now
    on is linked.
    """
    customer_id = await _whoever(unit, source, who)
    if who.visitor_id is None:
        return customer_id
    if customer_id is None:
        holder = await claims.visitor_holder(unit, who.visitor_id)
        return None if holder is None else await _followed(unit, holder)
    if await claims.claim_visitor(unit, who.visitor_id, customer_id):
        if await journal.erased_visitors(unit, [who.visitor_id]):
            claims.release_visitor(unit, who.visitor_id, customer_id)
        else:
            news = VisitorLinked(customer_id=customer_id, visitor_id=who.visitor_id)
            unit.emit(news)
    return customer_id


async def whose_visitors(
    unit: Unit, visitor_ids: Iterable[str]
) -> Mapping[str, CustomerId]:
    """Return whom those of these visitors turned out to be who are somebody."""
    return {
        each.visitor_id: await _followed(unit, each)
        for each in await claims.visitor_holders(unit, sorted(set(visitor_ids)))
    }


async def whose_email(unit: Unit, email: str) -> tuple[bytes, CustomerId | None]:
    """Return by what an e-mail address is looked up, and who has it, or refuse."""
    profile = rules.profile(Profile(email=email), None, unit.now.date())
    index = (await sealing.indexes(unit, profile)).email
    assert index is not None, "an address has an index"
    holder = await claims.email_holder(unit, index)
    return index, None if holder is None else await _followed(unit, holder)


async def phone_index(unit: Unit, phone: str) -> bytes:
    """Return by what a telephone number with its country's code is looked up."""
    profile = rules.profile(Profile(phone=phone), None, unit.now.date())
    index = (await sealing.indexes(unit, profile)).phone
    assert index is not None, "a number has an index"
    return index


async def whose_email_index(unit: Unit, index: bytes) -> CustomerId | None:
    """Return who has the e-mail address that is looked up by this."""
    holder = await claims.email_holder(unit, index)
    return None if holder is None else await _followed(unit, holder)


async def email_indexes_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> Mapping[bytes, CustomerId]:
    """Return by what customers' e-mail addresses are looked up, and whose each is.

    Who was merged with others may have several.
    """
    return await claims.email_indexes_of(unit, customer_ids)


async def joined(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> dict[CustomerId, datetime]:
    """Return since when these customers take part."""
    found = await store.joined(unit, sorted(customer_ids))
    return {each.id: each.created_at for each in found}


async def born(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> tuple[CustomerId, ...]:
    """Return those of these customers of whom a birth date is known."""
    found = await store.born(unit, sorted(set(customer_ids)))
    return tuple(each.id for each in found)


async def identify_many(
    unit: Unit, source: str, external_ids: Iterable[str]
) -> Mapping[str, CustomerId]:
    """Return whom each external id of a source means; who is new is written down.

    One statement if all are known, four if not, and one more if others make the same
    customers meanwhile. Who was erased is left out, and stays nobody.
    """
    wanted = set(external_ids)
    there = await known(unit, source, wanted)
    new = [
        Claim(external_id=each, customer_id=unit.new_id("cus"))
        for each in sorted(wanted - there.keys())
    ]
    if not new:
        return there
    made = {
        each.external_id: each.customer_id for each in await _claimed(unit, source, new)
    }
    if made:
        store.add_many(unit, tuple(made.values()))
        unit.emit(CustomersImported(customer_ids=tuple(made.values())))
    lost = wanted - there.keys() - made.keys()
    theirs = await known(unit, source, lost) if lost else {}
    return {**there, **made, **theirs}


async def _claimed(unit: Unit, source: str, new: Sequence[Claim]) -> Sequence[Claim]:
    """Take external ids for new customers; return those that were free.

    What was the name of somebody who was erased stays nobody's.
    """
    taken = await claims.claim(unit, source, new)
    names = [each.external_id for each in taken]
    erased = await journal.erased_external_ids(unit, source, names)
    if not erased:
        return taken
    claims.release(unit, source, [e for e in taken if e.external_id in erased])
    return [each for each in taken if each.external_id not in erased]


async def strangers(
    unit: Unit, source: str, external_ids: Iterable[str]
) -> frozenset[str]:
    """Return those external ids of a source that mean nobody."""
    free = await claims.free(unit, source, tuple(external_ids))
    return frozenset(each.external_id for each in free)


async def known(
    unit: Unit, source: str, external_ids: Iterable[str]
) -> dict[str, CustomerId]:
    """Return whom those external ids mean that mean somebody."""
    return {
        each.external_id: await _followed(unit, each)
        for each in await claims.holders(unit, source, tuple(external_ids))
    }


async def _whoever(unit: Unit, source: str, who: Identity) -> CustomerId | None:
    if who.id is not None:
        return await resolve(unit, who.id)
    given = Profile(email=who.email, phone=who.phone)
    profile = rules.profile(given, None, unit.now.date())
    found = await sealing.indexes(unit, profile)
    if who.external_id is not None:
        for holder in await claims.holders(unit, source, [who.external_id]):
            return await _followed(unit, holder)
    if found.email is not None:
        return await _by_email(unit, source, who.external_id, profile, found)
    if who.external_id is not None:
        return await _by_external_id(unit, source, who.external_id, profile, found)
    if found.phone is not None:
        return await _by_phone(unit, profile, found)
    return None


async def _by_email(
    unit: Unit, source: str, external_id: str | None, profile: Profile, found: Indexes
) -> CustomerId | None:
    """Return who has an e-mail address, to whom the external id is given as well.

    Nobody, if either was the name of somebody who was erased.
    """
    assert found.email is not None
    holder = await claims.email_holder(unit, found.email)
    new = unit.new_id("cus") if holder is None else await _followed(unit, holder)
    if holder is None and not await claims.claim_email(unit, found.email, new):
        return await _by_email(unit, source, external_id, profile, found)
    if holder is None and await journal.erased(unit, [found.email]):
        claims.release_email(unit, found.email, new)
        return None
    if external_id is not None:
        if await journal.erased_external_ids(unit, source, [external_id]):
            if holder is None:
                claims.release_email(unit, found.email, new)
            return None if holder is None else new
        claim = Claim(external_id=external_id, customer_id=new)
        if not await claims.claim(unit, source, [claim]):
            # Somebody made a customer of the external id meanwhile: that one it is.
            if holder is None:
                claims.release_email(unit, found.email, new)
            return (await known(unit, source, [external_id]))[external_id]
        if holder is not None:
            store.touch(unit, new)
            unit.emit(CustomerUpdated(customer_id=new))
    if holder is None:
        await _create(unit, new, profile, found)
    return new


async def _by_external_id(
    unit: Unit, source: str, external_id: str, profile: Profile, found: Indexes
) -> CustomerId | None:
    new = unit.new_id("cus")
    claim = Claim(external_id=external_id, customer_id=new)
    if not await _claimed(unit, source, [claim]):
        return (await known(unit, source, [external_id])).get(external_id)
    await _create(unit, new, profile, found)
    return new


async def _by_phone(unit: Unit, profile: Profile, found: Indexes) -> CustomerId | None:
    assert found.phone is not None
    sharers = await claims.phone_holders(unit, found.phone)
    if len(sharers) > 1:
        return None
    for only in sharers:
        return await _standing(unit, only)
    if await journal.erased(unit, [found.phone]):
        return None
    new = unit.new_id("cus")
    await _create(unit, new, profile, found)
    return new


async def _create(
    unit: Unit, customer_id: CustomerId, profile: Profile, found: Indexes
) -> None:
    sealed = await sealing.sealed(unit, customer_id, profile)
    store.add(unit, customer_id, {**sealed, "phone_index": found.phone}, None)
    unit.emit(CustomerCreated(customer_id=customer_id))


async def _standing(unit: Unit, customer_id: CustomerId) -> CustomerId:
    for each in await store.standings(unit, [customer_id]):
        return await _followed(unit, each)
    raise CustomerNotFound


async def _followed(unit: Unit, found: Standing | claims.Holder) -> CustomerId:
    """Return whom a customer turned out to be; a merge may have come between."""
    if found.merged_into is None:
        return found.id
    return await _standing(unit, found.merged_into)
