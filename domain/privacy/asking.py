"""What can be done about AVG requests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain import consent, customers, ledger, tenants
from domain.consent import Objection
from domain.customers import CustomerNotFound
from domain.kernel import (
    BadCursor,
    CustomerId,
    FieldError,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)
from domain.ledger import PotId
from domain.privacy import erasures, notices, restricting, rules, store
from domain.privacy.events import RequestChanged
from domain.privacy.requests import (
    AskAvg,
    AvgRequest,
    CancelRequest,
    CloseRequest,
    ExtendRequest,
    FindRequest,
    ListRequests,
    RejectRequest,
    RequestExtended,
    RequestHistory,
    RequestId,
    RequestKind,
    RequestNotFound,
    RequestNotOpen,
    RequestState,
    VerifyRequest,
)
from domain.privacy.rules import UNVERIFIED_DAYS

SWEPT_MAX = 500
ASKED = "The customer asked for it."
OF_TIME = (RequestNotFound, RequestNotOpen)


@writes(
    "privacy:write",
    refusals=(
        CustomerNotFound,
        Malformed,
        ledger.PotNotFound,
        tenants.ProgrammeNotFound,
    ),
    subject="customer_id",
)
async def ask(unit: Unit, command: AskAvg) -> AvgRequest:
    """Ask for what is known, or for something to be done about it.

    The term runs from now on, also while it is not yet known who asks.
    """
    if command.kind is RequestKind.RECTIFICATION and not command.wish:
        missing = FieldError(pointer="/wish", detail="Say what should be put right.")
        raise Malformed((missing,))
    customer_id = await customers.resolve(unit, command.customer_id)
    if command.donate_to is not None:
        await ledger.find_pot(unit, ledger.FindPot(pot_id=command.donate_to))
    request = AvgRequest(
        id=unit.new_id("avr"),
        customer_id=customer_id,
        kind=command.kind,
        state=RequestState.IDENTITY_PENDING,
        language=command.language,
        wish=command.wish,
        received_at=unit.now,
        due_at=await term_of(unit),
        extended_at=None,
        verified_at=None,
        duplicate_of=None,
        note=None,
        article=None,
        version=1,
    )
    await receive(unit, request, command.donate_to)
    if unit.principal.customer is None:
        return request
    # Tokens live for a quarter of an hour at most.
    return await settle(unit, request, "The customer asked by their own token.")


@writes("privacy:write", refusals=OF_TIME)
async def verify(unit: Unit, command: VerifyRequest) -> AvgRequest:
    """Say how it is known who asks, from where on the request is carried out."""
    whose = await find_request(unit, FindRequest(request_id=command.request_id))
    await customers.lock(unit, [whose.customer_id])
    request = await _held(unit, command.request_id)
    return await settle(unit, request, command.note)


@writes(
    "privacy:write", refusals=(*OF_TIME, RequestExtended, tenants.ProgrammeNotFound)
)
async def extend(unit: Unit, command: ExtendRequest) -> AvgRequest:
    """Take two months more; the customer is to be told why within the first."""
    request = await _held(unit, command.request_id)
    zone = await _zone(unit)
    extended = rules.extend(request, command.note, unit.now, zone)
    await notices.extended(unit, extended, command.note)
    return await save(unit, extended, command.note)


@writes("privacy:write", refusals=(*OF_TIME, tenants.ProgrammeNotFound))
async def reject(unit: Unit, command: RejectRequest) -> AvgRequest:
    """Reject a request, by an article that allows it."""
    request = await _held(unit, command.request_id)
    rejected = rules.follow(request, RequestState.REJECTED)
    told = replace(rejected, note=command.note, article=command.article)
    await notices.rejected(unit, told, command.article, command.note)
    return await save(unit, told, command.note)


@writes("privacy:write", refusals=OF_TIME)
async def close(unit: Unit, command: CloseRequest) -> AvgRequest:
    """Say that what was asked is done, and how."""
    request = await _held(unit, command.request_id)
    if request.verified_at is None:
        raise RequestNotOpen(request.state)
    closed = rules.follow(request, RequestState.CLOSED)
    return await save(unit, replace(closed, note=command.note), command.note)


@writes("privacy:write", refusals=OF_TIME)
async def cancel(unit: Unit, command: CancelRequest) -> AvgRequest:
    """Ask no longer."""
    request = await _held(unit, command.request_id)
    return await save(unit, rules.follow(request, RequestState.CANCELLED), None)


@reads("privacy:read", refusals=(RequestNotFound,))
async def find_request(unit: Unit, command: FindRequest) -> AvgRequest:
    """Tell how far a request is, and by when it must be answered."""
    found = await store.find(unit, command.request_id)
    if found is None:
        raise RequestNotFound
    return found


@reads("privacy:read", refusals=(RequestNotFound,))
async def history(unit: Unit, command: FindRequest) -> RequestHistory:
    """Tell all that happened to a request, when, and by whom."""
    found = await store.find(unit, command.request_id)
    if found is None:
        raise RequestNotFound
    events = await store.events(unit, found)
    return RequestHistory(request_id=found.id, events=events)


@reads("privacy:read", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def list_requests(unit: Unit, command: ListRequests) -> Page[AvgRequest]:
    """List what a customer asked, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    before = command.after and pages.place(command.after, tuple[RequestId])[0]
    rows = await store.page(unit, customer_id, before or None, command.limit)
    return pages.page(rows, command.limit, lambda request: (request.id,))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireRequests:
    """Let go of requests of which nobody said who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How many there were, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def expire(unit: Unit, command: ExpireRequests) -> Expired:
    """Let go of a bounded number of requests that were not verified for thirty days."""
    del command
    until = unit.now - timedelta(days=UNVERIFIED_DAYS)
    over = await store.unverified(unit, until, SWEPT_MAX)
    for request in over:
        await save(unit, rules.follow(request, RequestState.EXPIRED), None)
    return Expired(done=len(over), more=len(over) == SWEPT_MAX)


async def receive(
    unit: Unit, request: AvgRequest, donate_to: PotId | None = None
) -> None:
    """Write down that somebody asks."""
    await customers.lock(unit, [request.customer_id])
    await store.add(unit, request)
    if request.kind is RequestKind.ERASURE:
        erasures.ask(unit, request, donate_to)
    await _remember(unit, request, None)


async def settle(unit: Unit, request: AvgRequest, note: str) -> AvgRequest:
    """Carry out what can be carried out at once; what is the same again is not."""
    asked = await store.of_customer(unit, request.customer_id)
    known = replace(request, verified_at=unit.now)
    earlier = _answering(known, asked)
    if earlier is not None:
        duplicate = rules.follow(known, RequestState.DUPLICATE)
        return await save(unit, replace(duplicate, duplicate_of=earlier.id), note)
    verified = await save(unit, rules.follow(known, RequestState.VERIFIED), note)
    match request.kind:
        case RequestKind.ERASURE:
            await erasures.begin(unit, request.id)
            return await save(
                unit, rules.follow(verified, RequestState.COOLING_OFF), None
            )
        case RequestKind.RESTRICTION:
            await restricting.restrict_data(unit, request.customer_id, ASKED)
            return await save(unit, rules.follow(verified, RequestState.CLOSED), None)
        case RequestKind.OBJECTION:
            await _object(unit, request.customer_id)
            return await save(unit, rules.follow(verified, RequestState.CLOSED), None)
        case RequestKind.ACCESS | RequestKind.PORTABILITY:
            scheduled = rules.follow(verified, RequestState.SCHEDULED)
            return await save(unit, scheduled, None)
        case RequestKind.RECTIFICATION:
            return verified


def _answering(request: AvgRequest, asked: Sequence[AvgRequest]) -> AvgRequest | None:
    return next((each for each in asked if rules.answers(each, request)), None)


async def _object(unit: Unit, customer_id: CustomerId) -> None:
    for objection in (Objection.MARKETING, Objection.SHARING):
        await consent.object_to(
            unit, consent.Object(customer_id=customer_id, objection=objection)
        )


async def _held(unit: Unit, request_id: RequestId) -> AvgRequest:
    found = await store.hold(unit, request_id)
    if found is None:
        raise RequestNotFound
    return found


async def save(unit: Unit, request: AvgRequest, note: str | None) -> AvgRequest:
    """Write down what a request has become, and that it has."""
    await store.save(unit, request, note)
    await _remember(unit, request, note)
    return request


async def _remember(unit: Unit, request: AvgRequest, note: str | None) -> None:
    await store.remember(unit, request, note)
    unit.emit(
        RequestChanged(
            request_id=request.id,
            customer_id=request.customer_id,
            kind=request.kind,
            state=request.state,
        )
    )


async def term_of(unit: Unit) -> datetime:
    """Return by when what is asked now must be answered."""
    return rules.term(unit.now, await _zone(unit))


async def _zone(unit: Unit) -> ZoneInfo:
    return ZoneInfo((await tenants.programme(unit)).time_zone)
