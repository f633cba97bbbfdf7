"""The gate, decided of values; pure, so that a test needs nothing but them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.consent import ContactChannel, Verdict
from domain.messages import quiet
from domain.messages.model import Due, MessageClass, Reason
from domain.messages.setting import Cap, MessageSettings, clock

# What waits is asked of again at the latest after so long.
QUOTA_WAIT = timedelta(minutes=15)

Said = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A message that somebody got, or may have got."""

    message_class: MessageClass
    channel: ContactChannel
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that the gate looks at, as it stands while the customer is held."""

    erased: bool
    erasing: bool
    restricted: bool
    verdict: Verdict
    reachable: bool
    suppressed: str | None
    # Whether its journey has yet to be asked: then nothing that follows is decided.
    unasked: bool
    exited: str | None
    held_out: str | None
    handed: Sequence[Handed]
    zone: ZoneInfo
    # How many messages the mail server takes yet within this hour; None has no end.
    room: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a message is kept back, if it is; until when, if it waits; what was seen."""

    reason: Reason | None
    until: datetime | None
    evidence: tuple[Said, ...]


def decide(
    row: Due, seen: Circumstances, settings: MessageSettings, now: datetime
) -> Decision:
    """Decide by the first thing that speaks against it, in the order of `Reason`."""
    evidence: list[Said] = []
    for reason, said, until in _objections(row, seen, settings, now):
        evidence += said
        if reason is not None:
            return Decision(reason=reason, until=until, evidence=tuple(evidence))
    return Decision(reason=None, until=None, evidence=tuple(evidence))


Looked = tuple[Reason | None, Sequence[Said], datetime | None]


def _objections(
    row: Due, seen: Circumstances, settings: MessageSettings, now: datetime
) -> Iterator[Looked]:
    """Look at one thing after another; what is of rights passes nearly all of them."""
    rights = row.message_class is MessageClass.RIGHTS
    yield _if(Reason.ERASED, holds=seen.erased)
    if not rights:
        yield _if(Reason.ERASING, holds=seen.erasing)
        yield _if(Reason.RESTRICTED, holds=seen.restricted)
        yield _by_basis(seen.verdict)
    yield _if(Reason.CHANNEL_UNVERIFIED, holds=not seen.reachable)
    if seen.suppressed is not None:
        yield Reason.SUPPRESSED, [("suppressed", seen.suppressed)], None
    if seen.unasked:
        return
    if seen.exited is not None:
        yield Reason.JOURNEY_EXITED, [("exited", seen.exited)], None
    yield _if(Reason.EXPIRED, holds=now >= row.expires_at)
    if rights:
        return
    if seen.held_out is not None:
        yield Reason.HOLDOUT, [("holdout", seen.held_out)], None
    yield _by_frequency(row, seen, settings, now)
    yield _by_quiet_hours(row, seen, settings, now)
    if seen.room is not None and seen.room <= 0:
        yield _later(Reason.PROVIDER_QUOTA, [], now + QUOTA_WAIT, row)


def _by_basis(verdict: Verdict) -> Looked:
    reason = None if verdict.reason is None else Reason(verdict.reason.value)
    said = [("basis", verdict.basis or "none"), ("consent", verdict.state or "unsaid")]
    if verdict.consent_id is not None:
        said.append(("consent_event", verdict.consent_id))
    return reason, said, None


def _by_frequency(
    row: Due, seen: Circumstances, settings: MessageSettings, now: datetime
) -> Looked:
    """Count what arrived in a window that rolls, whatever the calendar says."""
    said: list[Said] = []
    for cap in settings.caps:
        if _covers(cap, row.message_class, row.channel):
            since = now - timedelta(days=cap.days)
            counted = sum(
                each.at > since and _covers(cap, each.message_class, each.channel)
                for each in seen.handed
            )
            by = f"by_{cap.channel}_" if cap.channel else ""
            said.append((f"sent_{by}in_{cap.days}_days", f"{counted} of {cap.count}"))
            if counted >= cap.count:
                return Reason.FREQUENCY, said, None
    return None, said, None


def _covers(cap: Cap, message_class: MessageClass, channel: ContactChannel) -> bool:
    return cap.message_class is message_class and cap.channel in {None, channel}


def _by_quiet_hours(
    row: Due, seen: Circumstances, settings: MessageSettings, now: datetime
) -> Looked:
    hours = quiet.Quiet(clock(settings.quiet_from), clock(settings.quiet_until))
    opens = quiet.opens(now, hours, seen.zone)
    said = [("zone", seen.zone.key)]
    if opens <= now:
        return None, said, None
    return _later(Reason.QUIET_HOURS, said, opens, row)


def _later(reason: Reason, said: list[Said], until: datetime, row: Due) -> Looked:
    """Return that it waits, unless it is of no use by then: it never goes at night."""
    if until >= row.expires_at:
        return Reason.EXPIRED, [*said, ("waits_for", reason.value)], None
    return reason, said, until


def _if(reason: Reason, *, holds: bool) -> Looked:
    return (reason if holds else None), (), None
