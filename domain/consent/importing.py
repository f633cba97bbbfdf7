"""Consents by thousands: what customers said elsewhere, with what shows that they did.

All of it is written down, also what no longer holds; what holds is what was said last,
here or there. Nobody is asked to confirm anything, and nothing is taken for newer than
it is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain import customers
from domain.consent import rules, saying, store
from domain.consent.model import (
    Address,
    ConsentEvent,
    ConsentState,
    ContactChannel,
    Language,
    Method,
    NoticeVersion,
    Purpose,
    Said,
)
from domain.consent.refusals import ConsentNotNewer, NoticeNotFound, PurposeNotFound
from domain.consent.saying import Saying, Story
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, FieldError, Malformed, Refusal, Unit
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    RowResult,
    read_line,
    refused,
)
from domain.kernel.types import Instant, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """What a customer said of a purpose and a channel, and what shows that they did.

    Consent was given to a text: that text is a version of the purpose's notice.
    """

    customer_id: CustomerRef
    purpose: Slug
    state: ConsentState
    occurred_at: Instant
    channel: ContactChannel = ContactChannel.ALL
    notice_version: NoticeVersion | None = None
    language: Language | None = None
    method: Method = Method.IMPORT
    source: Slug = "shop"
    confirmed_at: Instant | None = None
    ip: Address | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a row comes to: whose word, and what of which topics."""

    customer_id: CustomerId
    said: tuple[Saying, ...]


read_row = partial(read_line, ConsentRow)


async def take(unit: Unit, read: Sequence[ConsentRow | Malformed]) -> BatchResult:
    """Write down what customers said elsewhere, and answer each row.

    What was said before in the same way is known, wherever in a history it stands.
    """
    rows = [each for each in read if not isinstance(each, Malformed)]
    purposes = await store.those(unit, {each.purpose for each in rows})
    whose = await customers.keep_meant(unit, {each.customer_id for each in rows})
    wanted = [
        each
        if isinstance(each, Malformed)
        else await _read(unit, each, purposes, whose)
        for each in read
    ]
    told = [each for each in wanted if isinstance(each, _Wanted)]
    files = await store.hold_many(unit, sorted({each.customer_id for each in told}))
    stories = {each.file.customer_id: each for each in await saying.begin(unit, files)}
    known = await _known(unit, told)
    answers = [
        refused(each)
        if isinstance(each, Refusal)
        else _answer(unit, stories[each.customer_id], each, known)
        for each in wanted
    ]
    await saying.save(unit, stories.values())
    _lift(unit, stories.values())
    return BatchResult(rows=tuple(answers))


async def _read(
    unit: Unit,
    row: ConsentRow,
    purposes: Mapping[str, Purpose],
    whose: Mapping[CustomerRef, CustomerId],
) -> _Wanted | Refusal:
    """Return what a row comes to, or why it is refused."""
    purpose = purposes.get(row.purpose)
    if purpose is None:
        return PurposeNotFound(row.purpose)
    said = _said(row)
    wrong = [*rules.problems(said, purpose, ""), *_unimportable(row, unit.now)]
    if wrong:
        return Malformed(tuple(wrong))
    if (row.notice_version or 0) > (purpose.notice_version or 0):
        return NoticeNotFound(row.purpose, row.notice_version)
    if row.customer_id not in whose:
        return CustomerNotFound()
    sayings = await saying.sayings(unit, said, purpose, row.source)
    return _Wanted(whose[row.customer_id], sayings)


def _said(row: ConsentRow) -> Said:
    return Said(
        purpose=row.purpose,
        state=row.state,
        channel=row.channel,
        notice_version=row.notice_version,
        language=row.language,
        method=row.method,
        confirmed_at=row.confirmed_at,
        ip=row.ip,
        occurred_at=row.occurred_at,
    )


def _unimportable(row: ConsentRow, now: datetime) -> list[FieldError]:
    """Return what is wrong with a row, that would not be if it were said just now."""
    wrong: list[FieldError] = []
    if row.occurred_at > now:
        told = "Nobody has said this yet."
        wrong.append(FieldError(pointer="/occurred_at", detail=told))
    if row.state is ConsentState.REQUESTED:
        told = "What was asked for and never confirmed is no consent: ask again."
        wrong.append(FieldError(pointer="/state", detail=told))
    return wrong


async def _known(unit: Unit, told: Collection[_Wanted]) -> set[ConsentEvent]:
    """Return what these customers said at these instants, as far as it is there."""
    times = {(each.customer_id, of.occurred_at) for each in told for of in each.said}
    there = await store.told(unit, sorted(times)) if times else ()
    return {saying.as_said(each) for each in there}


def _answer(
    unit: Unit, story: Story, wanted: _Wanted, known: set[ConsentEvent]
) -> RowResult:
    """Say what a row says, and return what became of it."""
    try:
        return _say(unit, story, wanted, known)
    except ConsentNotNewer as refusal:
        return refused(refusal)


def _say(
    unit: Unit, story: Story, wanted: _Wanted, known: set[ConsentEvent]
) -> RowResult:
    heard = (saying.heard(unit, wanted.customer_id, each) for each in wanted.said)
    new = [each for each in heard if saying.as_said(each) not in known]
    if any(_is_disputed(story, each) for each in new):
        raise ConsentNotNewer
    for each in new:
        story.add(each)
        known.add(saying.as_said(each))
    if not new:
        return RowResult(outcome=Outcome.UNCHANGED)
    return RowResult(outcome=Outcome.RECORDED, id=new[0].id)


def _is_disputed(story: Story, event: ConsentEvent) -> bool:
    """Tell whether a yes is no newer than the no that holds."""
    holder = story.holding.get(rules.topic(event))
    return (
        event.state in rules.POSITIVE
        and holder is not None
        and holder.state in rules.NEGATIVE
        and holder.effective_at == event.effective_at
    )


def _lift(unit: Unit, stories: Collection[Story]) -> None:
    """Let those be written to who asked for it since nothing was to be sent to them."""
    asked: dict[CustomerId, datetime] = {}
    for each in stories:
        yes = [e.effective_at for e in each.changed if e.state in rules.POSITIVE]
        if yes:
            asked[each.file.customer_id] = max(yes)
    if asked:
        customers.drop_earlier_suppressions(unit, asked)
