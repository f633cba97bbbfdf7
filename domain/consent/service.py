"""What can be done with purposes, notices and consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import customers, tenants
from domain.consent import confirming, rules, saying, store
from domain.consent.model import (
    PURPOSES_MAX,
    AskPermitted,
    ConsentEvent,
    Consents,
    ConsentsOfMany,
    ConsentState,
    ContactChannel,
    FindConsents,
    FindNotice,
    ListConsentEvents,
    ListPurposes,
    Notice,
    Object,
    OptIn,
    Permitted,
    PublishNotice,
    Purpose,
    PurposeKind,
    Purposes,
    PutPurpose,
    Said,
    SetConsents,
)
from domain.consent.refusals import (
    ConsentVersionStale,
    NoticeNotFound,
    NoticeRaced,
    PurposeInUse,
    PurposeNotFound,
    TooManyPurposes,
)
from domain.customers import CustomerNotFound, CustomersMerged, CustomersUnmerged
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


@writes("consent:write", refusals=(PurposeInUse, TooManyPurposes))
async def put_purpose(unit: Unit, command: PutPurpose) -> Purpose:
    """Say what data is used for, on what ground, and by what customers are reached."""
    known = {each.purpose: each for each in await store.all_purposes(unit)}
    earlier = known.get(command.purpose)
    if earlier is None and len(known) >= PURPOSES_MAX:
        raise TooManyPurposes(PURPOSES_MAX)
    if (
        earlier is not None
        and earlier.basis is not command.basis
        and await store.in_use(unit, command.purpose)
    ):
        raise PurposeInUse(command.purpose)
    purpose = Purpose(
        purpose=command.purpose,
        name=command.name,
        basis=command.basis,
        kind=command.kind,
        channels=tuple(
            each
            for each in dict.fromkeys(command.channels)
            if each is not ContactChannel.ALL
        ),
        opt_in=command.opt_in,
        valid_months=command.valid_months,
        recorded_at=unit.now,
        notice_version=earlier and earlier.notice_version,
        notice_needed=earlier and earlier.notice_needed,
    )
    store.put_purpose(unit, purpose)
    return purpose


@writes("consent:write", refusals=(PurposeNotFound, NoticeRaced))
async def publish_notice(unit: Unit, command: PublishNotice) -> Notice:
    """Publish a version of the text by which customers are asked.

    After a material change, what was agreed to before no longer counts.
    """
    purpose = await _purpose(unit, command.purpose)
    notice = Notice(
        purpose=purpose.purpose,
        version=(purpose.notice_version or 0) + 1,
        text=command.text,
        change=command.change,
        published_at=unit.now,
    )
    if not await store.publish(unit, notice):
        raise NoticeRaced(notice.version)
    return notice


@reads("programme:read", public=True)
async def list_purposes(unit: Unit, command: ListPurposes) -> Purposes:
    """Tell all that data is used for."""
    del command
    return Purposes(purposes=await store.all_purposes(unit))


@reads("programme:read", refusals=(NoticeNotFound,), public=True)
async def find_notice(unit: Unit, command: FindNotice) -> Notice:
    """Tell what customers are or were shown."""
    found = await store.notice(unit, command.purpose, command.version)
    if found is None:
        raise NoticeNotFound(command.purpose, command.version)
    return found


@writes(
    "consent:write",
    refusals=(
        CustomerNotFound,
        Malformed,
        PurposeNotFound,
        NoticeNotFound,
        ConsentVersionStale,
        tenants.ProgrammeNotFound,
    ),
    subject="customer_id",
)
async def set_consents(unit: Unit, command: SetConsents) -> Consents:
    """Write down what a customer agrees to, or no longer.

    Once this is answered, nothing that relies on consent begins without it.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    known = await store.those(unit, (each.purpose for each in command.consents))
    errors: list[FieldError] = []
    for place, said in enumerate(command.consents):
        if said.purpose not in known:
            raise PurposeNotFound(said.purpose)
        purpose = known[said.purpose]
        errors.extend(rules.problems(said, purpose, f"/consents/{place}"))
        if unit.principal.customer is not None:
            errors.extend(rules.presumptions(said, place))
        if said.notice_version and said.notice_version > (purpose.notice_version or 0):
            raise NoticeNotFound(said.purpose, said.notice_version)
    if errors:
        raise Malformed(tuple(errors))
    file = await store.hold(unit, customer_id)
    if command.version not in {None, file.version}:
        raise ConsentVersionStale(file.version)
    said_of = [
        each
        for said in command.consents
        for each in await saying.sayings(
            unit, said, known[said.purpose], _source(unit, command)
        )
    ]
    events = await saying.write_down(unit, file, said_of)
    confirming.ask(
        unit, (each for each in events if known[each.purpose].opt_in is OptIn.DOUBLE)
    )
    (told,) = await _consents(unit, [customer_id])
    return told


@writes("consent:write", refusals=(CustomerNotFound,), subject="customer_id")
async def object_to(unit: Unit, command: Object) -> Consents:
    """Write down that a customer objects; it holds from now on, on any ground.

    Only a new consent of their own lifts it, and never a signal of a browser.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    file = await store.hold(unit, customer_id)
    said_of = [
        each
        for purpose in rules.objected(await store.all_purposes(unit), command.objection)
        for each in await saying.sayings(
            unit, _refusal(command, purpose), purpose, _source(unit, command)
        )
    ]
    await saying.write_down(unit, file, said_of)
    (told,) = await _consents(unit, [customer_id])
    return told


@reads("consent:read", refusals=(CustomerNotFound,), subject="customer_id")
async def find_consents(unit: Unit, command: FindConsents) -> Consents:
    """Tell what a customer agrees to, or agreed to at an instant."""
    customer_id = await customers.resolve(unit, command.customer_id)
    (told,) = await _consents(unit, [customer_id], command.as_of)
    return told


@reads("consent:read", subject="customer_ids")
async def consents_of_many(unit: Unit, command: ConsentsOfMany) -> tuple[Consents, ...]:
    """Tell what many customers agree to, in the order asked."""
    return await _consents(unit, command.customer_ids, command.as_of)


@reads("consent:read", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def list_events(unit: Unit, command: ListConsentEvents) -> Page[ConsentEvent]:
    """List all that a customer ever said of what their data is used for."""
    customer_id = await customers.resolve(unit, command.customer_id)
    before = command.after and pages.place(command.after, tuple[int])[0]
    rows = await store.page(unit, customer_id, before or None, command.limit)
    return pages.page(rows, command.limit, lambda event: (event.seq,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Write down what consent has ended by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """Of how many customers consent ended, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def lapse(unit: Unit, command: Lapse) -> Lapsed:
    """Write down, of a bounded number of customers, what consent ended by itself.

    It has ended at its instant, whether or not this ran: this tells others of it.
    """
    del command
    over = await store.lapsing(unit)
    for each in sorted(over, key=lambda one: one.customer_id):
        file = await store.hold(unit, each.customer_id)
        held = await store.holding(unit, [each.customer_id])
        ended = [
            saying.lapse(event)
            for event in held
            if event.state in rules.POSITIVE
            and event.expires_at is not None
            and event.expires_at <= unit.now
        ]
        await saying.write_down(unit, file, ended)
    return Lapsed(done=len(over), more=len(over) == store.LAPSED_MAX)


@reads("consent:read", refusals=(PurposeNotFound,))
async def find_permitted(unit: Unit, command: AskPermitted) -> Permitted:
    """Tell of whom of many data may now be used for a purpose, in the order asked.

    Who is nobody's customer is left out, as is who said no or never said yes; and whose
    data is restricted, or who came back after an erasure and asked for nothing yet.
    """
    purpose = await _purpose(unit, command.purpose)
    known = await customers.resolve_many(unit, command.customer_ids)
    topic = rules.Topic(command.purpose, command.channel)
    held = {
        each.customer_id: rules.consent(each, unit.now)
        for each in await store.holding(unit, sorted(set(known.values())))
        if rules.topic(each) == topic
    }
    kept_back = await customers.restricted(unit, known.values())
    if purpose.kind is PurposeKind.MARKETING:
        kept_back |= await customers.suppressed(unit, known.values())
    return Permitted(
        purpose=command.purpose,
        channel=command.channel,
        customer_ids=tuple(
            ref
            for ref in dict.fromkeys(command.customer_ids)
            if ref in known
            and known[ref] not in kept_back
            and rules.permits(purpose, held.get(known[ref]))
        ),
    )


async def on_customers_merged(unit: Unit, event: CustomersMerged) -> None:
    """Let the more restrictive of two words hold, unless a newer one was confirmed."""
    theirs = rules.latest(await store.holding(unit, [event.merged_id]))
    if not theirs:
        return
    file = await store.hold(unit, event.kept_id)
    ours = rules.latest(await store.holding(unit, [event.kept_id]))
    won = rules.merged(ours, theirs)
    source = f"merger:{event.merge_id}"
    said = [saying.again(each.event, source, unit.now) for each in won]
    await saying.write_down(unit, file, said)


async def on_customers_unmerged(unit: Unit, event: CustomersUnmerged) -> None:
    """Let hold again what the kept customer said, where nothing was said since."""
    source = f"merger:{event.merge_id}"
    events = await store.events(unit, event.kept_id)
    now = rules.latest(events)
    own = rules.latest(each for each in events if each.source != source)
    taken_back = [
        saying.undo(each, own.get(topic), f"un{source}", unit.now)
        for topic, each in sorted(now.items())
        if each.source == source
    ]
    if taken_back:
        file = await store.hold(unit, event.kept_id)
        await saying.write_down(unit, file, taken_back)


def _refusal(command: Object, purpose: Purpose) -> Said:
    return Said(
        purpose=purpose.purpose, state=ConsentState.REFUSED, method=command.method
    )


def _source(unit: Unit, command: SetConsents | Object) -> str:
    return command.source if unit.principal.customer is None else "customer"


async def _purpose(unit: Unit, named: str) -> Purpose:
    known = await store.those(unit, [named])
    if named not in known:
        raise PurposeNotFound(named)
    return known[named]


async def _consents(
    unit: Unit, customer_ids: Sequence[CustomerId], as_of: datetime | None = None
) -> tuple[Consents, ...]:
    at = as_of or unit.now
    files = await store.files(unit, customer_ids)
    if as_of is None:
        held = await store.holding(unit, customer_ids)
    else:
        held = await store.held_at(unit, customer_ids, as_of)
    return tuple(
        Consents(
            customer_id=customer_id,
            version=files[customer_id].version if customer_id in files else 0,
            consents=tuple(
                rules.consent(event, at)
                for event in held
                if event.customer_id == customer_id
            ),
        )
        for customer_id in customer_ids
    )
