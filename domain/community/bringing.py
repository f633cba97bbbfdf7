"""Bringing: reviews that customers wrote elsewhere, by thousands.

Nobody is told of them one by one, and they count only if the shop says so: then as any
other of their day would, so that no day gives more than it may.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from domain import orders, tenants
from domain.community import (
    awarding,
    bringing_store,
    case_store,
    naming,
    rules,
    settings_store,
)
from domain.community.bringing_store import Earlier
from domain.community.brought import BroughtState, ReviewRow
from domain.community.enrolling import enrol
from domain.community.events import ReviewsImported
from domain.community.member_store import Member
from domain.community.model import (
    ContributionKind,
    ContributionState,
    ContributionText,
    Finding,
    MemberId,
)
from domain.community.refusals import ContributionRepeated
from domain.community.store import Row
from domain.customers import CustomerRef
from domain.kernel import Malformed, Refusal, Unit
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    RowResult,
    malformed,
    read_line,
    refused,
)

# So many customers times so many products are as many as are told of purchases.
ASKED_AT_ONCE = 100

read_review = partial(read_line, ReviewRow)


@dataclass(frozen=True, slots=True)
class Brought:
    """A review that is new, of whom, and what it says."""

    member: Member
    row: Row
    text: ContributionText


async def take_reviews(
    unit: Unit, read: Sequence[ReviewRow | Malformed]
) -> BatchResult:
    """Write down what customers wrote elsewhere, and answer each row.

    The customers are held, so that none writes or is counted for meanwhile.
    """
    wanted = [_checked(each, unit.now) for each in read]
    rows = [each for each in wanted if not isinstance(each, Malformed)]
    whose = await enrol(unit, {each.customer_id for each in rows})
    known = await _earlier(unit, rows, whose)
    answers: list[RowResult] = []
    new: list[Brought] = []
    for each in wanted:
        if isinstance(each, Malformed):
            answers.append(refused(each))
            continue
        member = whose[each.customer_id]
        if isinstance(member, Refusal):
            answers.append(refused(member))
            continue
        before = known[member.person_id, each.product_id]
        answer = _known(before, each.occurred_at)
        if answer is None:
            fresh = await _fresh(unit, each, member)
            before.append(_now_earlier(fresh))
            new.append(fresh)
            answer = RowResult(outcome=Outcome.RECORDED, id=fresh.row.id)
        answers.append(answer)
    await _write(unit, new)
    return BatchResult(rows=tuple(answers))


def _checked(row: ReviewRow | Malformed, now: datetime) -> ReviewRow | Malformed:
    if isinstance(row, Malformed) or row.occurred_at <= now:
        return row
    return malformed("/occurred_at", "Nobody has written this yet.")


async def _earlier(
    unit: Unit,
    rows: Sequence[ReviewRow],
    whose: Mapping[CustomerRef, Member | Refusal],
) -> defaultdict[tuple[MemberId, str], list[Earlier]]:
    """Return what persons wrote of these products before."""
    asked = {
        (member.person_id, each.product_id)
        for each in rows
        if not isinstance(member := whose[each.customer_id], Refusal)
    }
    known: defaultdict[tuple[MemberId, str], list[Earlier]] = defaultdict(list)
    for found in await bringing_store.earlier(unit, sorted(asked)):
        known[found.person_id, found.product_id].append(found)
    return known


def _known(before: Sequence[Earlier], written_at: datetime) -> RowResult | None:
    """Answer what was brought before, or a second review of a product.

    A person has one review of a product. One that they took back stays away, and so
    does what they wrote before it.
    """
    for each in before:
        if each.written_at == written_at:
            return RowResult(outcome=Outcome.UNCHANGED, id=each.id)
    for each in before:
        gone = each.state is ContributionState.WITHDRAWN
        if not gone or each.written_at > written_at:
            return refused(ContributionRepeated(each.id))
    return None


async def _fresh(unit: Unit, said: ReviewRow, member: Member) -> Brought:
    """Return a review that is new, and whether a moderator is to look at it first."""
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    findings = await _findings(unit, said)
    row = Row(
        id=unit.new_id("cbn"),
        kind=ContributionKind.REVIEW,
        member_id=member.id,
        parent_id=None,
        product_id=said.product_id,
        rating=said.rating,
        state=ContributionState.HELD if findings else ContributionState.PUBLISHED,
        written_on=said.occurred_at.astimezone(zone).date(),
        written_at=said.occurred_at,
        published_at=None if findings else said.occurred_at,
        counts=said.counted,
    )
    text = ContributionText(
        version=1,
        title=said.title,
        text=await naming.stored(unit, said.text),
        findings=findings,
        written_at=said.occurred_at,
    )
    return Brought(member, row, text)


async def _findings(unit: Unit, said: ReviewRow) -> tuple[Finding, ...]:
    match said.state:
        case BroughtState.PUBLISHED:
            return ()
        case BroughtState.HELD:
            return (Finding.POLICY,)
        case None:
            settings = await settings_store.settings(unit)
            texts = (said.title, said.text)
            return rules.findings(ContributionKind.REVIEW, texts, settings)


def _now_earlier(new: Brought) -> Earlier:
    assert new.row.product_id is not None, new.row.id
    return Earlier(
        id=new.row.id,
        person_id=new.member.person_id,
        product_id=new.row.product_id,
        state=new.row.state,
        written_at=new.row.written_at,
    )


async def _write(unit: Unit, new: Sequence[Brought]) -> None:
    """Write down reviews, let those count that do, and tell of all at once."""
    if not new:
        return
    bought = await _bought(unit, new)
    rows = [
        replace(e.row, verified=(e.member.customer_id, e.row.product_id) in bought)
        for e in new
    ]
    shown = [place for place, row in enumerate(rows) if row.published_at is not None]
    counted = await awarding.count_each(
        unit, [(rows[place], new[place].member) for place in shown]
    )
    for place, event_id in zip(shown, counted, strict=True):
        rows[place] = replace(rows[place], event_id=event_id)
    texts = (each.text for each in new)
    bringing_store.add(unit, list(zip(rows, texts, strict=True)))
    for row in rows:
        if row.state is ContributionState.HELD:
            case_store.open_check(unit, row.id)
    unit.emit(
        ReviewsImported(
            contribution_ids=tuple(row.id for row in rows),
            held=len(rows) - len(shown),
        )
    )


async def _bought(unit: Unit, new: Sequence[Brought]) -> set[tuple[str, str | None]]:
    """Return which customers bought which products, of those whom reviews name."""
    bought: set[tuple[str, str | None]] = set()
    for place in range(0, len(new), ASKED_AT_ONCE):
        some = new[place : place + ASKED_AT_ONCE]
        ids = sorted({each.member.customer_id for each in some})
        named = {each.row.product_id for each in some if each.row.product_id}
        found = await orders.purchases(unit, ids, named)
        bought |= {(e, product) for e, of in found.items() for product in of.products}
    return bought
