"""What can be done with segments, and asked of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from domain import customers, scoring
from domain.customers import CustomerNotFound
from domain.kernel import (
    BadCursor,
    CustomerId,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)
from domain.kernel.personal import crowd
from domain.segments import membership, rules, sentences, store
from domain.segments.compilation import Compiler
from domain.segments.model import (
    SAMPLE_MAX,
    SEGMENTS_MAX,
    Condition,
    ExplainSegment,
    FindSegment,
    ListMembers,
    ListSegments,
    Preview,
    PreviewSegment,
    PutSegment,
    RetireSegment,
    Segment,
    SegmentReasons,
    Segments,
    SegmentsOfCustomer,
    SegmentStatus,
    Stay,
    Stays,
    StaysOfMany,
)
from domain.segments.predicate import Predicate, walk
from domain.segments.refusals import SegmentInUse, SegmentNotFound, TooManySegments
from domain.segments.store import Row


@writes("segments:write", refusals=(TooManySegments, Malformed))
async def put(unit: Unit, command: PutSegment) -> Segment:
    """Say who is in a segment; everybody is looked at within minutes."""
    known = await store.every(unit)
    if command.segment not in known and len(known) >= SEGMENTS_MAX:
        raise TooManySegments(SEGMENTS_MAX)
    trees = _standing(known)
    _check(command.predicate, trees, command.segment)
    before = known.get(command.segment)
    # Who is in it, or was, may be so by a score even if it asks for none any longer.
    used = before is not None and before.uses_scores
    row = Row(
        segment=command.segment,
        names=command.names,
        predicate=command.predicate,
        status=SegmentStatus.ACTIVE,
        uses_scores=used or rules.uses_scores(command.predicate, trees),
        recorded_at=unit.now,
        after_id=None,
        applied_at=None,
    )
    store.put(unit, row)
    _put_again(unit, known, row)
    return _shown(row, {})


@writes("segments:write", refusals=(SegmentNotFound, SegmentInUse))
async def retire(unit: Unit, command: RetireSegment) -> Segment:
    """Have nobody in a segment any longer; they leave within minutes."""
    known = await store.every(unit)
    row = _named(known, command.segment)
    for each in known.values():
        if (
            each.status is SegmentStatus.ACTIVE
            and command.segment in rules.names_of(each.predicate)
            and each.segment != command.segment
        ):
            raise SegmentInUse(each.segment)
    retired = Row(
        segment=row.segment,
        names=row.names,
        predicate=row.predicate,
        status=SegmentStatus.RETIRED,
        uses_scores=row.uses_scores,
        recorded_at=unit.now,
        after_id=None,
        applied_at=None,
    )
    store.put(unit, retired)
    return _shown(retired, {})


@reads("segments:read", refusals=(SegmentNotFound,))
async def find(unit: Unit, command: FindSegment) -> Segment:
    """Tell who is meant by a segment, and how many they are."""
    row = _named(await store.every(unit), command.segment)
    return _shown(row, await _counts(unit))


@reads("segments:read")
async def list_segments(unit: Unit, command: ListSegments) -> Segments:
    """Tell all segments, retired ones too, by name."""
    del command
    counts = await _counts(unit)
    known = await store.every(unit)
    return Segments(segments=tuple(_shown(each, counts) for each in known.values()))


@reads("segments:read", refusals=(Malformed,))
async def preview(unit: Unit, command: PreviewSegment) -> Preview:
    """Tell whom a predicate would mean now: how many, and some of them."""
    known = await store.every(unit)
    trees = _standing(known)
    _check(command.predicate, trees, None)
    given = await membership.surroundings(unit, known, command.predicate)
    compiler = Compiler(given)
    condition = compiler.condition(command.predicate)
    gate = await scoring.open_gate(unit)
    meant, everybody = await store.count(unit, gate, compiler, condition)
    shown: tuple[CustomerId, ...] = ()
    told = crowd(meant)
    if told is not None:
        shown = await store.sample(unit, gate, compiler, condition, SAMPLE_MAX)
    return Preview(
        customers=told,
        of=everybody,
        sample=shown,
        uses_scores=rules.uses_scores(command.predicate, trees),
    )


@reads("segments:read", refusals=(SegmentNotFound, BadCursor))
async def list_members(unit: Unit, command: ListMembers) -> Page[Stay]:
    """Tell who is in a segment, in the order of ids."""
    _named(await store.every(unit), command.segment)
    after = command.after and pages.place(command.after, tuple[str])[0]
    gate = await scoring.open_gate(unit)
    rows = await store.members(
        unit, (gate,), command.segment, after or None, command.limit
    )
    return pages.page(rows, command.limit, lambda stay: (stay.customer_id,))


@reads("segments:read", refusals=(CustomerNotFound,), subject="customer_id")
async def of_customer(unit: Unit, command: SegmentsOfCustomer) -> Stays:
    """Tell in which segments a customer is, and since when."""
    customer_id = await customers.resolve(unit, command.customer_id)
    (told,) = await _stays(unit, [customer_id])
    return told


@reads("segments:read", subject="customer_ids")
async def of_many(unit: Unit, command: StaysOfMany) -> tuple[Stays, ...]:
    """Tell in which segments many customers are, in the order asked."""
    return await _stays(unit, command.customer_ids)


@reads(
    "segments:read", refusals=(SegmentNotFound, CustomerNotFound), subject="customer_id"
)
async def explain(unit: Unit, command: ExplainSegment) -> SegmentReasons:
    """Tell why a customer is in a segment or is not: which parts of it hold now."""
    known = await store.every(unit)
    row = _named(known, command.segment)
    customer_id = await customers.resolve(unit, command.customer_id)
    compiler = Compiler(await membership.surroundings(unit, known))
    nodes = [*walk(row.predicate)]
    conditions = [(at, compiler.condition(node)) for at, _, node in nodes]
    everybody = [*conditions, ("", compiler.anybody())]
    gate = await scoring.open_gate(unit)
    found = await store.meant(unit, gate, compiler, everybody, [customer_id])
    held = {each.segment for each in found}
    return SegmentReasons(
        segment=row.segment,
        customer_id=customer_id,
        profiled="" in held,
        holds=row.status is SegmentStatus.ACTIVE and "/predicate" in held,
        conditions=tuple(
            Condition(at=at, says=sentences.says(node), holds=at in held)
            for at, _, node in nodes
        ),
    )


def _standing(known: Mapping[str, Row]) -> dict[str, Predicate]:
    return {
        name: each.predicate
        for name, each in known.items()
        if each.status is SegmentStatus.ACTIVE
    }


def _put_again(unit: Unit, known: Mapping[str, Row], row: Row) -> None:
    """Have segments that are made of this one say that a score decides, if one does."""
    trees = _standing(known) | {row.segment: row.predicate}
    for each in known.values():
        if not each.uses_scores and rules.uses_scores(each.predicate, trees):
            store.say_scored(unit, each.segment)


def _check(
    predicate: Predicate, trees: Mapping[str, Predicate], own: str | None
) -> None:
    errors = tuple(rules.problems(predicate, trees, own))
    if errors:
        raise Malformed(errors)


def _named(known: Mapping[str, Row], name: str) -> Row:
    if name not in known:
        raise SegmentNotFound(name)
    return known[name]


async def _counts(unit: Unit) -> dict[str, int]:
    return await store.counts(unit, await scoring.open_gate(unit))


async def _stays(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Stays, ...]:
    gate = await scoring.open_gate(unit)
    found: defaultdict[CustomerId, list[Stay]] = defaultdict(list)
    for each in await store.stays(unit, gate, customer_ids):
        found[each.customer_id].append(each)
    return tuple(
        Stays(customer_id=who, segments=tuple(found[who])) for who in customer_ids
    )


def _shown(row: Row, counts: Mapping[str, int]) -> Segment:
    return Segment(
        segment=row.segment,
        names=row.names,
        predicate=row.predicate,
        status=row.status,
        uses_scores=row.uses_scores,
        recorded_at=row.recorded_at,
        applied_at=row.applied_at,
        members=crowd(counts.get(row.segment, 0)),
    )
