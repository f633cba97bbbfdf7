"""The journal outside: who was erased, for a restored backup to be told again.

A backup of yesterday knows who was erased today. What is kept apart from the database,
ids of ours and keyed digests of names, is played back before anything is served.
"""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import customers
from domain.kernel import CustomerId, Unit, reads, writes
from domain.kernel.types import Instant
from domain.privacy import erasure_store as stages
from domain.privacy import erasures, rules, store
from domain.privacy.asking import save, term_of
from domain.privacy.erasing import carry_on
from domain.privacy.requests import AvgRequest, RequestKind, RequestState
from domain.signing import Hex

ENTRIES_MAX = 500
REPLAYED = "Played back from the journal of erasures."


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedCustomer:
    """A customer who was erased, by the id that leads to nobody any more."""

    customer_id: CustomerId
    erased_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedDigest:
    """A name that was erased, as a digest keyed by a secret of the tenant."""

    name: Hex
    erased_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJournal:
    """Ask for a piece of the journal, after a customer and after a name."""

    after_customer_id: CustomerId | None = None
    after_name: Hex | None = None
    limit: Annotated[int, Meta(ge=1, le=ENTRIES_MAX)] = ENTRIES_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Who was erased, and the names that they had."""

    customers: Annotated[tuple[ErasedCustomer, ...], Meta(max_length=ENTRIES_MAX)] = ()
    names: Annotated[tuple[ErasedDigest, ...], Meta(max_length=ENTRIES_MAX)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many customers had to be erased again."""

    erased: int


@reads("system")
async def read_journal(unit: Unit, command: ReadJournal) -> Journal:
    """Tell who was erased and by which names they were known, in the order of these."""
    after = command.after_name and bytes.fromhex(command.after_name)
    gone = await customers.gone_after(unit, command.after_customer_id, command.limit)
    names = await customers.erased_after(unit, after or None, command.limit)
    return Journal(
        customers=tuple(
            ErasedCustomer(customer_id=each, erased_at=at) for each, at in gone.items()
        ),
        names=tuple(
            ErasedDigest(name=each.hex(), erased_at=at) for each, at in names.items()
        ),
    )


@writes("system")
async def replay(unit: Unit, command: Journal) -> Replayed:
    """Erase again whom a restored backup brought back, and remember their names.

    Their keys are destroyed with this unit; all else follows as for any erasure.
    """
    times = {bytes.fromhex(each.name): each.erased_at for each in command.names}
    customers.remember_erased(unit, times)
    back = await customers.hold(unit, [e.customer_id for e in command.customers])
    asked = [await _asked(unit, each) for each in back]
    await carry_on(unit, asked)
    return Replayed(erased=len(back))


async def _asked(unit: Unit, customer_id: CustomerId) -> AvgRequest:
    """Return the request for an erasure that is carried out again."""
    request = AvgRequest(
        id=unit.new_id("avr"),
        customer_id=customer_id,
        kind=RequestKind.ERASURE,
        state=RequestState.VERIFIED,
        language="nl",
        wish=None,
        received_at=unit.now,
        due_at=await term_of(unit),
        extended_at=None,
        verified_at=unit.now,
        duplicate_of=None,
        note=REPLAYED,
        article=None,
        version=1,
    )
    await store.add(unit, request)
    erasures.ask(unit, request, None)
    cooled = await save(unit, rules.follow(request, RequestState.COOLING_OFF), REPLAYED)
    stages.change(unit, [request.id], cooled_at=unit.now)
    return cooled
