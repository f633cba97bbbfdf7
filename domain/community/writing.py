"""Writing: what somebody writes is published, or waits for a moderator."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from domain import orders, tenants
from domain.community import (
    membership,
    naming,
    own,
    publishing,
    rules,
    settings_store,
    store,
    text_store,
)
from domain.community.asking import Contribute
from domain.community.member_store import Member
from domain.community.model import (
    ContributionKind,
    ContributionState,
    ContributionText,
    Finding,
    OwnContribution,
)
from domain.community.refusals import (
    ContributionNotFound,
    ContributionRepeated,
    MemberBlocked,
    MemberRestricted,
    NotAnswerable,
    TooManyContributions,
)
from domain.community.store import Row
from domain.customers import CustomerNotFound
from domain.kernel import Malformed, Unit, writes

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@writes(
    "community:write",
    refusals=(
        Malformed,
        CustomerNotFound,
        MemberBlocked,
        MemberRestricted,
        TooManyContributions,
        ContributionRepeated,
        ContributionNotFound,
        NotAnswerable,
        tenants.ProgrammeNotFound,
    ),
    subject="customer_id",
)
async def contribute(unit: Unit, command: Contribute) -> OwnContribution:
    """Write something; it is published at once, or waits for a moderator."""
    member = await membership.writing(unit, command.customer_id)
    rules.check_new(
        command.kind,
        title=command.title,
        rating=command.rating,
        product_id=command.product_id,
        parent_id=command.parent_id,
    )
    if command.parent_id is not None:
        await refuse_unanswerable(unit, command.parent_id)
    await slow_down(unit, member)
    words = await naming.stored(unit, command.text)
    await _refuse_again(unit, member, command, words)
    row = await _row(unit, member, command)
    text = ContributionText(
        version=1,
        title=command.title,
        text=words,
        findings=await found(unit, command.kind, command.title, command.text),
        written_at=unit.now,
    )
    await store.add(unit, row)
    text_store.add(unit, row.id, text)
    if text.findings:
        publishing.hold(unit, row, text)
    else:
        await publishing.publish(unit, row, text, member)
    return await own.shown(unit, row.id)


async def slow_down(unit: Unit, member: Member) -> None:
    """Refuse somebody who wrote as much lately as may be."""
    settings = await settings_store.settings(unit)
    lately = await text_store.rate(
        unit, member.person_id, unit.now - HOUR, unit.now - DAY
    )
    waits = [
        first + span - unit.now
        for first, count, most, span in (
            (lately.first_of_hour, lately.hourly, settings.hourly_max, HOUR),
            (lately.first_of_day, lately.daily, settings.daily_max, DAY),
        )
        if first is not None and count >= most
    ]
    if waits:
        raise TooManyContributions(max(1, int(max(waits).total_seconds())))


async def found(
    unit: Unit, kind: ContributionKind, *texts: str | None
) -> tuple[Finding, ...]:
    """Return why a moderator is to look at texts first."""
    return rules.findings(kind, texts, await settings_store.settings(unit))


async def refuse_unanswerable(unit: Unit, parent_id: str) -> None:
    """Refuse to reply to what nobody sees, or to a reply to a reply."""
    parent = await store.find(unit, parent_id)
    if parent is None or parent.state is not ContributionState.PUBLISHED:
        raise ContributionNotFound
    if parent.kind not in rules.ANSWERABLE:
        raise NotAnswerable
    if parent.kind is ContributionKind.POST:
        assert parent.parent_id is not None, parent.id
        above = await store.find(unit, parent.parent_id)
        if above is None or above.kind is ContributionKind.POST:
            raise NotAnswerable


async def _refuse_again(
    unit: Unit, member: Member, command: Contribute, words: str
) -> None:
    known = await text_store.repeated(unit, member.person_id, words, unit.now - DAY)
    if known is None and command.kind is ContributionKind.REVIEW:
        assert command.product_id is not None
        known = await store.reviewed(unit, member.person_id, command.product_id)
    if known is not None:
        raise ContributionRepeated(known)


async def _row(unit: Unit, member: Member, command: Contribute) -> Row:
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    product_id = command.product_id
    verified = False
    if command.kind is ContributionKind.REVIEW and product_id is not None:
        bought = await orders.purchases(unit, [member.customer_id], [product_id])
        verified = product_id in bought[member.customer_id].products
    return Row(
        id=unit.new_id("cbn"),
        kind=command.kind,
        member_id=member.id,
        parent_id=command.parent_id,
        product_id=product_id,
        rating=command.rating,
        verified=verified,
        reusable_since=unit.now if command.reusable else None,
        written_on=unit.now.astimezone(zone).date(),
        written_at=unit.now,
    )
