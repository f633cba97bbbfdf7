"""Enrolling: who many customers are in the community, from now on if not before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from domain import customers
from domain.community import bringing_store
from domain.community.member_store import Member
from domain.community.membership import as_one, newcomer
from domain.community.refusals import MemberBlocked, MemberRestricted
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, Refusal, Unit


async def enrol(
    unit: Unit, refs: Iterable[CustomerRef]
) -> Mapping[CustomerRef, Member | Refusal]:
    """Return the members that customers are, or why nothing of theirs is taken.

    Nobody else writes as them, or moderates them, until the unit ends.
    """
    wanted = sorted(set(refs))
    meant = await customers.resolve_many(unit, wanted)
    become = await customers.lock(unit, meant.values())
    people = sorted({become[each] for each in meant.values() if each in become})
    aliases = await customers.aliases_of(unit, people)
    restricted = await customers.restricted(unit, [*people, *aliases])
    barred = {aliases.get(each, each) for each in restricted}
    members = await _members(unit, people, aliases, barred)
    told: dict[CustomerRef, Member | Refusal] = {}
    for ref in wanted:
        person = become.get(meant.get(ref, ""))
        if person is None:
            told[ref] = CustomerNotFound()
        elif person in barred:
            told[ref] = MemberRestricted()
        elif members[person].blocked_at is not None:
            told[ref] = MemberBlocked(members[person].blocked_reason)
        else:
            told[ref] = members[person]
    return told


async def _members(
    unit: Unit,
    people: Sequence[CustomerId],
    aliases: Mapping[CustomerId, CustomerId],
    barred: set[CustomerId],
) -> Mapping[CustomerId, Member]:
    """Return the member that each person is; by whatever id they joined, it is they."""
    found = await bringing_store.members_of(unit, [*people, *aliases])
    theirs: defaultdict[CustomerId, list[Member]] = defaultdict(list)
    for each in sorted(found, key=lambda e: (e.customer_id in aliases, e.id)):
        theirs[aliases.get(each.customer_id, each.customer_id)].append(each)
    members = {person: as_one(all_of, person) for person, all_of in theirs.items()}
    new = {
        each: newcomer(unit, each)
        for each in people
        if each not in members and each not in barred
    }
    bringing_store.join(unit, new.values())
    return members | new
