"""Reporting: members say what should not be there; what many report waits."""

from dataclasses import dataclass

from domain.community import (
    case_store,
    membership,
    own_store,
    settings_store,
    store,
)
from domain.community.asking import ReportContribution
from domain.community.case import CaseKind
from domain.community.case_store import Opening
from domain.community.events import ContributionHeld, ContributionReported
from domain.community.model import (
    ContributionId,
    ContributionState,
    Finding,
)
from domain.community.refusals import (
    ContributionNotFound,
    MemberBlocked,
    MemberRestricted,
    OwnContributionMeant,
    TooManyContributions,
)
from domain.community.writing import DAY
from domain.customers import CustomerNotFound
from domain.kernel import Unit, writes

A_DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReport:
    """That somebody reported something; a moderator looks at it."""

    contribution_id: ContributionId


@writes(
    "community:write",
    refusals=(
        CustomerNotFound,
        MemberBlocked,
        MemberRestricted,
        ContributionNotFound,
        OwnContributionMeant,
        TooManyContributions,
    ),
    subject="customer_id",
)
async def report(unit: Unit, command: ReportContribution) -> ContributionReport:
    """Say that something should not be there; to say so twice is as once.

    What as many people report as the shop says waits for a moderator, unseen.
    """
    member = await membership.writing(unit, command.customer_id)
    row = await store.hold(unit, command.contribution_id)
    if row is None or row.state is not ContributionState.PUBLISHED:
        raise ContributionNotFound
    if await own_store.written_by(unit, member.id, row.id):
        raise OwnContributionMeant
    told = ContributionReport(contribution_id=row.id)
    reporters = await case_store.reporters(unit, row.id)
    if member.id in reporters:
        return told
    settings = await settings_store.settings(unit)
    lately = await case_store.reported_since(unit, member.id, unit.now - DAY)
    if lately >= settings.reports_daily_max:
        raise TooManyContributions(A_DAY_S)
    said = Opening(
        kind=CaseKind.REPORT,
        member_id=member.id,
        reason=command.reason,
        note=command.note,
    )
    case_store.open_case(unit, row.id, said)
    unit.emit(ContributionReported(contribution_id=row.id, reason=command.reason))
    if len(reporters) + 1 >= settings.reports_max:
        store.hide(unit, row.id, state=ContributionState.HELD)
        unit.emit(
            ContributionHeld(
                contribution_id=row.id, kind=row.kind, findings=(Finding.REPORTS,)
            )
        )
    return told
