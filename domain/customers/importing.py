"""Taking in customers by thousands: each row is answered, a chunk is a few statements.

A row whose customer, address or name another row of the chunk changes as well waits for
the next round, and so do the losers of a race with other units; nearly always, one
round does it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from domain.customers import (
    bulk,
    claims,
    former,
    identity,
    intake,
    journal,
    limits,
    sayings,
    sealing,
)
from domain.customers.bulk import Address, Sealed
from domain.customers.claims import Claim
from domain.customers.events import CustomersImported, CustomersUpdated
from domain.customers.intake import Arrival, CustomerRow, Person
from domain.customers.model import Profile
from domain.customers.refusals import EmailTaken, ErasedEarlier, TooMuchSaid
from domain.customers.rules import NAMES_MAX
from domain.customers.sayings import SaidAttribute, SaidPreference
from domain.customers.store import Row
from domain.kernel import CustomerId, Malformed, Refusal, Unit
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    Reader,
    RowResult,
    read_line,
    refused,
)

READER = Reader(CustomerRow, intake.check)
read_row = partial(read_line, CustomerRow)


@dataclass(slots=True)
class _Progress:
    """What became of the rows so far."""

    answers: dict[int, RowResult] = field(default_factory=dict[int, RowResult])
    created: list[CustomerId] = field(default_factory=list[CustomerId])
    updated: list[CustomerId] = field(default_factory=list[CustomerId])

    def refuse(self, arrival: Arrival, refusal: Refusal) -> None:
        self.answers[arrival.place] = refused(refusal)

    def take(self, person: Person, *, changed: bool) -> None:
        outcome = Outcome.RECORDED if changed else Outcome.UNCHANGED
        self.answers[person.arrival.place] = RowResult(outcome=outcome, id=person.id)
        if person.new:
            self.created.append(person.id)
        elif changed:
            self.updated.append(person.id)


async def take(unit: Unit, read: Sequence[CustomerRow | Malformed]) -> BatchResult:
    """Take in rows that `read_row` read."""
    return await import_many(unit, READER.checked(read))


async def import_many(
    unit: Unit, rows: Sequence[CustomerRow | Malformed]
) -> BatchResult:
    """Write down, or bring up to date, the customer of each row, and answer each.

    A customer is known by the row's external id or else by its e-mail address, and
    gets the other. What a row does not say stays as it is.
    """
    progress = _Progress()
    arrivals = await _arrivals(unit, rows, progress)
    for source, theirs in intake.by_source(arrivals).items():
        waiting = theirs
        while waiting:
            now, later = intake.round_of(waiting)
            lost = await _round(unit, source, now, progress)
            waiting = sorted([*lost, *later], key=lambda each: each.place)
    if progress.created:
        unit.emit(CustomersImported(customer_ids=tuple(progress.created)))
    updated = set(progress.updated) - set(progress.created)
    if updated:
        unit.emit(CustomersUpdated(customer_ids=tuple(sorted(updated))))
    return BatchResult(rows=tuple(progress.answers[at] for at in range(len(rows))))


async def _arrivals(
    unit: Unit, rows: Sequence[CustomerRow | Malformed], progress: _Progress
) -> list[Arrival]:
    arrivals: list[Arrival] = []
    today = unit.now.date()
    for place, row in enumerate(rows):
        profile = row if isinstance(row, Malformed) else intake.normal(row, today)
        if isinstance(profile, Malformed):
            progress.answers[place] = refused(profile)
        elif not isinstance(row, Malformed):
            found = await sealing.indexes(unit, profile)
            arrivals.append(Arrival(place, row, profile, found.email, found.phone))
    return arrivals


async def _round(
    unit: Unit, source: str, now: Sequence[Arrival], progress: _Progress
) -> list[Arrival]:
    """Take in rows of different customers; return those that must be looked at anew."""
    people, lost = await _people(unit, source, now, progress)
    there = await bulk.hold(unit, [each.id for each in people if not each.new])
    rows = {row.id: row for row in there}
    # Or erased, while we waited.
    merged = [
        each
        for each in people
        if not each.new and (each.id not in rows or rows[each.id].merged_into)
    ]
    said = await _said(unit, people)
    people = [
        each
        for each in people
        if each not in merged and not _is_too_much(each, said, progress)
    ]
    people, losers = await _claimed(unit, source, people)
    people = await _unerased(unit, source, people, progress)
    changed = await _write(unit, people, rows)
    changed |= await _say(unit, people, said)
    for each in people:
        progress.take(each, changed=each.id in changed)
    return [*lost, *losers, *(each.arrival for each in merged)]


async def _people(
    unit: Unit, source: str, now: Sequence[Arrival], progress: _Progress
) -> tuple[list[Person], list[Arrival]]:
    """Return whose each row is, once each, and the rows that must wait for those."""
    names = [each.row.external_id for each in now]
    by_name = await identity.known(unit, source, names)
    by_email = await _email_holders(unit, now)
    people: dict[CustomerId, Person] = {}
    lost: list[Arrival] = []
    for each in now:
        named = by_name.get(each.row.external_id)
        addressed = by_email.get(each.email_index)
        if named and addressed and named != addressed:
            progress.refuse(each, EmailTaken(addressed))
            continue
        there = named or addressed
        person = Person(
            arrival=each,
            id=there or unit.new_id("cus"),
            new=there is None,
            claims_email=each.email_index is not None and addressed is None,
            claims_external_id=named is None,
        )
        if person.id in people:
            lost.append(each)
        else:
            people[person.id] = person
    return list(people.values()), lost


async def _email_holders(
    unit: Unit, arrivals: Sequence[Arrival]
) -> Mapping[bytes | None, CustomerId]:
    indexes = [each.email_index for each in arrivals if each.email_index is not None]
    if not indexes:
        return {}
    return {
        each.email_index: each.merged_into or each.id
        for each in await bulk.email_holders(unit, indexes)
    }


async def _claimed(
    unit: Unit, source: str, people: Sequence[Person]
) -> tuple[list[Person], list[Arrival]]:
    """Take what is to be claimed; return who got it, and the rows of who did not."""
    wanted = {
        each.id: Address(email_index=each.arrival.email_index, customer_id=each.id)
        for each in people
        if each.claims_email and each.arrival.email_index is not None
    }
    taken = await bulk.claim_emails(unit, list(wanted.values()))
    got = {each.customer_id for each in taken}
    losers = wanted.keys() - got
    named = [
        Claim(external_id=each.arrival.row.external_id, customer_id=each.id)
        for each in people
        if each.claims_external_id and each.id not in losers
    ]
    won = await claims.claim(unit, source, named) if named else ()
    losers |= {each.customer_id for each in named} - {each.customer_id for each in won}
    # Who lost one name gives back the other, and is looked at anew.
    bulk.release_emails(unit, [wanted[each] for each in got & losers])
    return (
        [each for each in people if each.id not in losers],
        [each.arrival for each in people if each.id in losers],
    )


async def _unerased(
    unit: Unit, source: str, people: Sequence[Person], progress: _Progress
) -> list[Person]:
    """Refuse the rows of who was erased and has not registered again since.

    They are counted with their reason, and nothing of them is kept.
    """
    named = [e.arrival.row.external_id for e in people if e.claims_external_id]
    addressed = [e.arrival.email_index for e in people if e.claims_email]
    names = await journal.erased_external_ids(unit, source, named)
    mails = await journal.erased(unit, [each for each in addressed if each])
    if not names and not mails:
        return list(people)
    taken: list[Person] = []
    back: list[CustomerId] = []
    for each in people:
        told = each.arrival
        known = (names.get(told.row.external_id), mails.get(told.email_index or b""))
        times = [at for at in known if at is not None]
        if journal.is_new(times, each.arrival.row.registered_at):
            taken.append(each)
            back += [each.id] if times else []
            continue
        progress.refuse(each.arrival, ErasedEarlier(max(times)))
        _let_go(unit, source, each)
    if back:
        limits.add_suppressions(unit, back)
    return taken


def _let_go(unit: Unit, source: str, person: Person) -> None:
    """Give back the names that somebody has just taken."""
    index = person.arrival.email_index
    if person.claims_email and index is not None:
        mine = Address(email_index=index, customer_id=person.id)
        bulk.release_emails(unit, [mine])
    if person.claims_external_id:
        name = person.arrival.row.external_id
        claim = Claim(external_id=name, customer_id=person.id)
        claims.release(unit, source, [claim])


async def _write(
    unit: Unit, people: Sequence[Person], rows: Mapping[CustomerId, Row]
) -> set[CustomerId]:
    """Write profiles down where they changed; return whose did, or whose names did."""
    there = [rows[each.id] for each in people if not each.new]
    before = await sealing.opened(unit, there)
    after: dict[CustomerId, Profile] = {}
    released: list[Address] = []
    replaced: dict[CustomerId, str] = {}
    changed: set[CustomerId] = set()
    for each in people:
        old = before.get(each.id, sealing.EMPTY)
        new = intake.overlaid(old, each.arrival.profile)
        locale = each.arrival.row.locale
        same = new == old and (each.new or locale in {None, rows[each.id].locale})
        if each.new or not same or each.claims_external_id or each.claims_email:
            after[each.id] = new
            changed.add(each.id)
        if old.email is not None and new.email != old.email:
            index = (await sealing.indexes(unit, old)).email
            assert index is not None, each.id
            released.append(Address(email_index=index, customer_id=each.id))
            replaced[each.id] = old.email
    bulk.release_emails(unit, released)
    await former.replaced(unit, replaced)
    await _seal(unit, people, rows, after)
    return changed


async def _seal(
    unit: Unit,
    people: Sequence[Person],
    rows: Mapping[CustomerId, Row],
    after: Mapping[CustomerId, Profile],
) -> None:
    sealed = await sealing.sealed_many(unit, after)
    new: list[Sealed] = []
    changed: list[Sealed] = []
    for each in people:
        if each.id not in after:
            continue
        row, arrival = rows.get(each.id), each.arrival
        known = Sealed(
            id=each.id,
            **sealed[each.id],
            phone_index=(await sealing.indexes(unit, after[each.id])).phone,
            locale=arrival.row.locale or (row and row.locale),
        )
        (new if each.new else changed).append(known)
    bulk.add(unit, new)
    bulk.change(unit, changed)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of customers before, by whose it is and its name."""

    attributes: Mapping[tuple[CustomerId, str], SaidAttribute]
    preferences: Mapping[tuple[CustomerId, str], SaidPreference]
    # How many attributes or preferences a customer has, whichever are more.
    counts: Counter[CustomerId]


async def _said(unit: Unit, people: Sequence[Person]) -> _Said:
    there = [each for each in people if not each.new]
    described = [each.id for each in there if each.arrival.row.attributes]
    asked = [each.id for each in there if each.arrival.row.preferences]
    attributes = await sayings.said(unit, described) if described else ()
    preferences = await sayings.preferred(unit, asked) if asked else ()
    return _Said(
        attributes={(each.customer_id, each.name): each for each in attributes},
        preferences={(each.customer_id, each.name): each for each in preferences},
        counts=Counter(each.customer_id for each in attributes)
        | Counter(each.customer_id for each in preferences),
    )


def _is_too_much(person: Person, said: _Said, progress: _Progress) -> bool:
    """Refuse a row that says more of a customer than is kept."""
    row = person.arrival.row
    for before, new in (
        (said.attributes, row.attributes),
        (said.preferences, row.preferences),
    ):
        fresh = sum((person.id, name) not in before for name in new)
        if fresh and said.counts[person.id] + fresh > NAMES_MAX:
            progress.refuse(person.arrival, TooMuchSaid(NAMES_MAX))
            return True
    return False


async def _say(unit: Unit, people: Sequence[Person], said: _Said) -> set[CustomerId]:
    """Write down what is said that was not said before; return of whom."""
    attributes = [
        each
        for person in people
        for each in _attributes(unit, person)
        if _is_news(each, said.attributes.get((each.customer_id, each.name)), person)
    ]
    preferences = [
        SaidPreference(
            customer_id=person.id, name=name, value=value, recorded_at=unit.now
        )
        for person in people
        for name, value in person.arrival.row.preferences.items()
    ]
    preferences = [
        each
        for each in preferences
        if (old := said.preferences.get((each.customer_id, each.name))) is None
        or old.value != sayings.stored(each.value)
    ]
    await sayings.say(unit, attributes)
    await sayings.prefer(unit, preferences)
    return {each.customer_id for each in (*attributes, *preferences)}


def _attributes(unit: Unit, person: Person) -> list[SaidAttribute]:
    row = person.arrival.row
    return [
        SaidAttribute(
            customer_id=person.id,
            name=name,
            value=value,
            source=row.source,
            purpose=row.purpose or "",
            occurred_at=min(row.occurred_at or unit.now, unit.now),
            recorded_at=unit.now,
        )
        for name, value in row.attributes.items()
    ]


def _is_news(new: SaidAttribute, old: SaidAttribute | None, person: Person) -> bool:
    """Tell whether something was not known; without a time, the same is no news."""
    if old is None:
        return True
    same = (old.value, old.source, old.purpose) == (
        sayings.stored(new.value),
        new.source,
        new.purpose,
    )
    if person.arrival.row.occurred_at is None:
        return not same
    return new.occurred_at > old.occurred_at or (
        new.occurred_at == old.occurred_at and not same
    )
