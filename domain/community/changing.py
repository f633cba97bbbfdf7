"""Changing: whoever wrote something writes it anew, or takes it back."""

from dataclasses import replace

from domain.community import (
    awarding,
    case_store,
    membership,
    naming,
    own,
    own_store,
    publishing,
    rules,
    store,
    text_store,
    writing,
)
from domain.community.asking import (
    AppealRejection,
    EditContribution,
    WithdrawContribution,
)
from domain.community.case import CaseKind
from domain.community.case_store import Opening
from domain.community.events import ContributionWithdrawn, RejectionAppealed
from domain.community.member_store import Member
from domain.community.model import (
    VERSIONS_MAX,
    ContributionState,
    ContributionText,
    OwnContribution,
)
from domain.community.refusals import (
    ContributionChanged,
    ContributionClosed,
    ContributionNotFound,
    MemberBlocked,
    MemberRestricted,
    NothingToAppeal,
    TooManyContributions,
)
from domain.community.store import Row
from domain.customers import CustomerNotFound
from domain.kernel import Malformed, Unit, writes

EDITABLE = {ContributionState.HELD, ContributionState.PUBLISHED}
OF_ONE = (CustomerNotFound, MemberRestricted, ContributionNotFound)


@writes(
    "community:write",
    refusals=(
        *OF_ONE,
        Malformed,
        MemberBlocked,
        TooManyContributions,
        ContributionChanged,
        ContributionClosed,
    ),
    subject="customer_id",
)
async def edit(unit: Unit, command: EditContribution) -> OwnContribution:
    """Write something anew; what is found in it waits for a moderator again."""
    member = await membership.writing(unit, command.customer_id)
    row = await _theirs(unit, member, command.contribution_id)
    wrong = rules.check(row.kind, title=command.title, rating=command.rating)
    if wrong:
        raise Malformed(tuple(wrong))
    if row.version != command.version:
        raise ContributionChanged(row.version)
    if row.state not in EDITABLE or row.version >= VERSIONS_MAX:
        raise ContributionClosed
    await writing.slow_down(unit, member)
    since = row.reusable_since or unit.now
    changed = replace(
        row,
        rating=command.rating,
        reusable_since=since if command.reusable else None,
        edited_at=unit.now,
        version=row.version + 1,
    )
    text = ContributionText(
        version=changed.version,
        title=command.title,
        text=await naming.stored(unit, command.text),
        findings=await writing.found(unit, row.kind, command.title, command.text),
        written_at=unit.now,
    )
    await _save(unit, row, changed, text, member)
    return await own.shown(unit, row.id)


@writes("community:write", refusals=OF_ONE, subject="customer_id")
async def withdraw(unit: Unit, command: WithdrawContribution) -> OwnContribution:
    """Take back something that one wrote; what it counted for is undone."""
    member = await membership.held(unit, command.customer_id)
    row = await _theirs(unit, member, command.contribution_id)
    if row.state is not ContributionState.WITHDRAWN:
        await awarding.discount(unit, row)
        case_store.close(unit, row.id)
        store.hide(
            unit,
            row.id,
            state=ContributionState.WITHDRAWN,
            event_id=None,
            reusable_since=None,
        )
        unit.emit(
            ContributionWithdrawn(
                contribution_id=row.id, customer_id=member.customer_id
            )
        )
    return await own.shown(unit, row.id)


@writes("community:write", refusals=(*OF_ONE, NothingToAppeal), subject="customer_id")
async def appeal(unit: Unit, command: AppealRejection) -> OwnContribution:
    """Say why something should not have been rejected; once for each rejection."""
    member = await membership.held(unit, command.customer_id)
    row = await _theirs(unit, member, command.contribution_id)
    if row.state is not ContributionState.REJECTED or row.appealed_at is not None:
        raise NothingToAppeal
    said = Opening(
        kind=CaseKind.APPEAL, member_id=member.id, reason=None, note=command.note
    )
    case_store.open_case(unit, row.id, said)
    store.change(unit, row.id, appealed_at=unit.now)
    unit.emit(RejectionAppealed(contribution_id=row.id, customer_id=member.customer_id))
    return await own.shown(unit, row.id)


async def _theirs(unit: Unit, member: Member, contribution_id: str) -> Row:
    """Return what somebody wrote, and keep others from it; or refuse."""
    if not await own_store.written_by(unit, member.id, contribution_id):
        raise ContributionNotFound
    found = await store.hold(unit, contribution_id)
    assert found is not None, contribution_id
    return found


async def _save(
    unit: Unit, before: Row, row: Row, text: ContributionText, member: Member
) -> None:
    """Write a version down; a rating that is another one counts anew."""
    text_store.add(unit, row.id, text)
    said = ("rating", "reusable_since", "edited_at", "version")
    store.change(unit, row.id, **{each: getattr(row, each) for each in said})
    if row.rating != before.rating:
        await awarding.discount(unit, before)
        # What counts no more makes room for itself.
        store.change(unit, row.id, event_id=None)
    if text.findings or before.state is ContributionState.HELD:
        case_store.close(unit, row.id)
        publishing.hold(unit, row, text)
    elif row.rating == before.rating:
        store.show(unit, row, text)
    else:
        await publishing.publish(unit, replace(row, event_id=None), text, member)
