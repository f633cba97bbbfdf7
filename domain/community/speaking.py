"""Speaking: the shop itself opens topics and replies, also to a review."""

from zoneinfo import ZoneInfo

from domain import tenants
from domain.community import feeds, publishing, rules, store, text_store, writing
from domain.community.asking import FindContribution, SpeakAsShop
from domain.community.model import (
    Contribution,
    ContributionKind,
    ContributionText,
)
from domain.community.refusals import ContributionNotFound, NotAnswerable
from domain.community.store import Row
from domain.kernel import FieldError, Malformed, Unit, writes

SPOKEN = {ContributionKind.TOPIC, ContributionKind.POST}


@writes(
    "community:moderate",
    refusals=(
        Malformed,
        ContributionNotFound,
        NotAnswerable,
        tenants.ProgrammeNotFound,
    ),
)
async def speak(unit: Unit, command: SpeakAsShop) -> Contribution:
    """Open a topic or reply as the shop; everybody sees it at once."""
    if command.kind not in SPOKEN:
        told = "The shop opens topics and writes posts."
        raise Malformed((FieldError(pointer="/kind", detail=told),))
    rules.check_new(
        command.kind,
        title=command.title,
        rating=None,
        product_id=command.product_id,
        parent_id=command.parent_id,
    )
    if command.parent_id is not None:
        await writing.refuse_unanswerable(unit, command.parent_id)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    row = Row(
        id=unit.new_id("cbn"),
        kind=command.kind,
        member_id=None,
        parent_id=command.parent_id,
        product_id=command.product_id,
        written_on=unit.now.astimezone(zone).date(),
        written_at=unit.now,
    )
    text = ContributionText(
        version=1,
        title=command.title,
        text=command.text,
        findings=(),
        written_at=unit.now,
    )
    await store.add(unit, row)
    text_store.add(unit, row.id, text)
    await publishing.publish(unit, row, text, None)
    return await feeds.find(unit, FindContribution(contribution_id=row.id))
