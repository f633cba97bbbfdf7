"""Judging: a moderator lets everybody see something, or nobody, and says why."""

from datetime import datetime

from domain.community import (
    awarding,
    case_store,
    membership,
    naming,
    publishing,
    store,
    text_store,
)
from domain.community.case import (
    CaseId,
    CommunityCase,
    DecideContribution,
    Decision,
    InspectContribution,
    ListCases,
    ModeratedContribution,
)
from domain.community.events import ContributionRejected
from domain.community.member_store import Member
from domain.community.model import (
    VERSIONS_MAX,
    ContributionId,
    ContributionState,
    RejectionReason,
)
from domain.community.refusals import (
    ContributionClosed,
    ContributionNotFound,
    OwnRejectionAppealed,
)
from domain.community.store import Row
from domain.kernel import (
    BadCursor,
    FieldError,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)


@reads("community:moderate", refusals=(BadCursor,))
async def list_cases(unit: Unit, command: ListCases) -> Page[CommunityCase]:
    """Tell what waits for a moderator, the oldest first."""
    after = command.after and pages.place(command.after, tuple[datetime, CaseId])
    rows = await case_store.waiting(unit, after or None, command.limit)
    rows = await naming.readable(unit, rows)
    return pages.page(rows, command.limit, lambda each: (each.opened_at, each.id))


@reads("community:moderate", refusals=(ContributionNotFound,))
async def inspect(unit: Unit, command: InspectContribution) -> ModeratedContribution:
    """Tell all that is known of something, every version and decision."""
    return await _shown(unit, command.contribution_id)


@writes(
    "community:moderate",
    refusals=(
        Malformed,
        ContributionNotFound,
        ContributionClosed,
        OwnRejectionAppealed,
    ),
)
async def decide(unit: Unit, command: DecideContribution) -> ModeratedContribution:
    """Let everybody see something, or nobody; also upon reports and appeals.

    An appeal is decided by another key than the one that rejected it.
    """
    if command.decision is Decision.REJECT and command.reason is None:
        told = "Whoever wrote it is told why."
        raise Malformed((FieldError(pointer="/reason", detail=told),))
    member = await membership.author(unit, command.contribution_id)
    row = await store.hold(unit, command.contribution_id)
    if row is None:
        raise ContributionNotFound
    if row.state is ContributionState.WITHDRAWN:
        raise ContributionClosed
    if await case_store.appealed_against(unit, row.id) == unit.principal.actor:
        raise OwnRejectionAppealed
    match command.decision:
        case Decision.ACCEPT:
            await _accept(unit, row, member)
        case Decision.REJECT:
            reason = command.reason or RejectionReason.OTHER
            await _reject(unit, row, reason, command.note, member)
    case_store.close(unit, row.id)
    case_store.decide(unit, command)
    return await _shown(unit, row.id)


async def _accept(unit: Unit, row: Row, member: Member | None) -> None:
    """Publish something, unless it is; of whom is gone, no text is left to publish."""
    if row.state is ContributionState.PUBLISHED:
        return
    texts = await text_store.every(unit, row.id, 1)
    if not texts or (row.member_id is not None and member is None):
        raise ContributionClosed
    await publishing.publish(unit, row, texts[0], member)


async def _reject(
    unit: Unit,
    row: Row,
    reason: RejectionReason,
    note: str | None,
    member: Member | None,
) -> None:
    await awarding.discount(unit, row)
    rejected = {"state": ContributionState.REJECTED, "reason": reason, "note": note}
    store.hide(unit, row.id, **rejected, event_id=None)
    unit.emit(
        ContributionRejected(
            contribution_id=row.id,
            customer_id=None if member is None else member.customer_id,
            reason=reason,
        )
    )


async def _shown(unit: Unit, contribution_id: ContributionId) -> ModeratedContribution:
    row = await store.find(unit, contribution_id)
    if row is None:
        raise ContributionNotFound
    texts = await text_store.every(unit, row.id, VERSIONS_MAX)
    return ModeratedContribution(
        id=row.id,
        kind=row.kind,
        state=row.state,
        customer_id=await store.author(unit, row.id),
        member_id=row.member_id,
        texts=await naming.readable(unit, texts),
        decisions=await case_store.decided(unit, row.id),
        open_cases=await case_store.open_cases(unit, row.id),
    )
