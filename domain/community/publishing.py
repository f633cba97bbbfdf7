"""Publishing: letting everybody see what somebody wrote, or letting nobody."""

from domain.community import awarding, case_store, naming, store
from domain.community.events import (
    ContributionHeld,
    ContributionPublished,
    ReviewPublished,
)
from domain.community.member_store import Member
from domain.community.model import (
    ContributionKind,
    ContributionState,
    ContributionText,
)
from domain.community.store import Row
from domain.kernel import Unit


async def publish(
    unit: Unit, row: Row, text: ContributionText, member: Member | None
) -> None:
    """Let everybody see a text, and let it count."""
    event_id = None if member is None else await awarding.count(unit, row, member)
    store.show(
        unit,
        row,
        text,
        state=ContributionState.PUBLISHED,
        reason=None,
        note=None,
        appealed_at=None,
        published_at=row.published_at or unit.now,
        event_id=event_id,
    )
    _tell(unit, row, member)
    if row.published_at is None and member is not None:
        await naming.tell(unit, row.id, text.text, member)


def hold(unit: Unit, row: Row, text: ContributionText) -> None:
    """Let a text wait for a moderator."""
    store.hide(unit, row.id, state=ContributionState.HELD)
    case_store.open_check(unit, row.id)
    unit.emit(
        ContributionHeld(contribution_id=row.id, kind=row.kind, findings=text.findings)
    )


def _tell(unit: Unit, row: Row, member: Member | None) -> None:
    unit.emit(
        ContributionPublished(
            contribution_id=row.id,
            kind=row.kind,
            customer_id=None if member is None else member.customer_id,
            parent_id=row.parent_id,
            product_id=row.product_id,
        )
    )
    if row.kind is not ContributionKind.REVIEW:
        return
    assert member is not None, row.id
    assert row.rating is not None, row.id
    assert row.product_id is not None, row.id
    unit.emit(
        ReviewPublished(
            contribution_id=row.id,
            customer_id=member.customer_id,
            product_id=row.product_id,
            rating=row.rating,
            verified=row.verified,
        )
    )
