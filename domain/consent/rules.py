"""What holds of all that was said; pure, so that a test needs nothing but values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import NamedTuple

import msgspec

from domain.consent.model import (
    Basis,
    Consent,
    ConsentEvent,
    ConsentState,
    ContactChannel,
    Method,
    NoGround,
    Objection,
    OptIn,
    Purpose,
    PurposeKind,
    Said,
    Verdict,
)
from domain.kernel import FieldError

# Said by clocks that differ; what is to happen later has not been said yet.
AHEAD_MAX = timedelta(days=1)
MONTHS_A_YEAR = 12
IPV4_KEPT_BITS, IPV6_KEPT_BITS = 24, 48

POSITIVE = frozenset({ConsentState.GIVEN, ConsentState.RENEWED})
NEGATIVE = frozenset(
    {
        ConsentState.WITHDRAWN,
        ConsentState.REFUSED,
        ConsentState.INVALIDATED,
        ConsentState.EXPIRED,
    }
)
# What somebody says; the rest is said by the clock, or by nobody.
SAYABLE = frozenset(ConsentState) - {ConsentState.UNKNOWN, ConsentState.EXPIRED}


class Topic(NamedTuple):
    """What something is said of."""

    purpose: str
    channel: ContactChannel


class Order(NamedTuple):
    """By what of two things that were said the later one is known."""

    effective_at: datetime
    recorded_at: datetime
    negative: bool
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merger comes to for one topic: the event whose state now holds."""

    topic: Topic
    event: ConsentEvent


def order(event: ConsentEvent) -> Order:
    """Return the place of an event: at equal times, the negative one is the later."""
    negative = event.state in NEGATIVE
    return Order(event.effective_at, event.recorded_at, negative, event.seq)


def topic(event: ConsentEvent) -> Topic:
    """Return what an event is about."""
    return Topic(event.purpose, event.channel)


def latest(events: Iterable[ConsentEvent]) -> dict[Topic, ConsentEvent]:
    """Return the event that holds for each topic, whatever the order of arrival."""
    holding: dict[Topic, ConsentEvent] = {}
    for event in events:
        holder = holding.get(topic(event))
        if holder is None or order(event) > order(holder):
            holding[topic(event)] = event
    return holding


def consent(event: ConsentEvent, at: datetime) -> Consent:
    """Return what an event means at an instant: consent ends by itself."""
    lapsed = (
        event.state in POSITIVE
        and event.expires_at is not None
        and event.expires_at <= at
    )
    return Consent(
        purpose=event.purpose,
        channel=event.channel,
        state=ConsentState.EXPIRED if lapsed else event.state,
        notice_version=event.notice_version,
        since=event.expires_at if lapsed and event.expires_at else event.effective_at,
        expires_at=event.expires_at,
        consent_id=event.id,
    )


def permits(purpose: Purpose, held: Consent | None) -> bool:
    """Tell whether data may be used for a purpose by what its customer said.

    Consent must be there; on any other ground it is enough not to have said no. What
    was agreed to under a notice that no longer says what is done does not count.
    """
    if purpose.basis is not Basis.CONSENT:
        return held is None or held.state not in NEGATIVE
    if held is None or held.state not in POSITIVE:
        return False
    needed = purpose.notice_needed
    return needed is None or (held.notice_version or 0) >= needed


def by(purpose: Purpose | None, channel: ContactChannel) -> Purpose | None:
    """Return a purpose unless it names channels, and not this one."""
    if purpose is None or channel in purpose.channels or not purpose.channels:
        return purpose
    return None


def verdict(purpose: Purpose | None, held: Consent | None) -> Verdict:
    """Return why data may not be used for a purpose, if so; it agrees with `permits`.

    Who takes back a consent leaves no basis; who says no where none was asked objects.
    """
    reason = None
    if purpose is None:
        reason = NoGround.NO_BASIS
    elif not permits(purpose, held):
        reason = _lacking(purpose, held)
    return Verdict(
        reason=reason,
        basis=purpose and purpose.basis,
        state=held and held.state,
        consent_id=held and held.consent_id,
        since=held and held.since,
    )


def _lacking(purpose: Purpose, held: Consent | None) -> NoGround:
    match held and held.state:
        case ConsentState.REFUSED:
            return NoGround.OBJECTION
        case ConsentState.WITHDRAWN if purpose.basis is not Basis.CONSENT:
            return NoGround.OBJECTION
        case ConsentState.EXPIRED:
            return NoGround.BASIS_EXPIRED
        case ConsentState.GIVEN | ConsentState.RENEWED:
            return NoGround.NOTICE_OUTDATED
        case _:
            return NoGround.NO_BASIS


def problems(said: Said, purpose: Purpose, at: str) -> Iterator[FieldError]:
    """Return what is wrong with something that was said, by the pointer to it."""
    if said.state not in SAYABLE:
        detail = "Nobody says this; it becomes so."
        yield FieldError(pointer=f"{at}/state", detail=detail)
    named = {ContactChannel.ALL, *purpose.channels}
    if said.channel not in named:
        detail = "Nobody is reached by this for that purpose."
        yield FieldError(pointer=f"{at}/channel", detail=detail)
    if said.ip is not None and network(said.ip) is None:
        yield FieldError(pointer=f"{at}/ip", detail="Not an IP address.")
    if said.state not in POSITIVE or purpose.basis is not Basis.CONSENT:
        return
    for name in ("notice_version", "language"):
        if getattr(said, name) is None:
            detail = "Consent is given to a text that was shown: say which."
            yield FieldError(pointer=f"{at}/{name}", detail=detail)
    if purpose.opt_in is OptIn.DOUBLE and said.confirmed_at is None:
        detail = "Here consent must be confirmed: say when it was."
        yield FieldError(pointer=f"{at}/confirmed_at", detail=detail)


def presumptions(said: Said, place: int) -> Iterator[FieldError]:
    """Return what customers cannot say for themselves: it is for the shop to know."""
    for name in ("confirmed_at", "occurred_at"):
        if getattr(said, name) is not None:
            detail = "Only the shop can say this."
            yield FieldError(pointer=f"/consents/{place}/{name}", detail=detail)


def objected(purposes: Iterable[Purpose], objection: Objection) -> tuple[Purpose, ...]:
    """Return the purposes to which somebody objects who objects to this."""
    kinds = {PurposeKind(objection)}
    if objection is Objection.MARKETING:
        kinds.add(PurposeKind.PROFILING)
    return tuple(each for each in purposes if each.kind in kinds)


def topics(said: Said, purpose: Purpose) -> tuple[Topic, ...]:
    """Return all that something is said of: of all channels is of each."""
    if said.channel is not ContactChannel.ALL:
        return (Topic(said.purpose, said.channel),)
    each = (ContactChannel.ALL, *purpose.channels)
    return tuple(Topic(said.purpose, channel) for channel in dict.fromkeys(each))


def network(address: str) -> str | None:
    """Return the network that an address is of, which names nobody; None if it is none.

    The last 8 bits of an IPv4 and the last 80 of an IPv6 address are left out.
    """
    try:
        given = ip_address(address)
    except ValueError:
        return None
    ipv4 = given.version == 4  # noqa: PLR2004 - the name of a protocol
    bits = IPV4_KEPT_BITS if ipv4 else IPV6_KEPT_BITS
    return str(ip_network(f"{given}/{bits}", strict=False))


def digest(previous: bytes, event: ConsentEvent) -> bytes:
    """Return the hash of an event and all before it (SHA-256 of JSON, sorted names).

    The network is left out, as erasure takes it away and must not break the chain.
    """
    said = msgspec.to_builtins(event)
    del said["network"]
    return sha256(previous + msgspec.json.encode(said, order="sorted")).digest()


def merged(
    kept: Mapping[Topic, ConsentEvent], other: Mapping[Topic, ConsentEvent]
) -> tuple[Merged, ...]:
    """Return of which topics somebody else's word holds after two became one.

    The more restrictive wins, unless it is the older and the other was confirmed.
    """
    return tuple(
        Merged(topic=about, event=theirs)
        for about, theirs in sorted(other.items())
        if _prevails(theirs, kept.get(about))
    )


def _prevails(theirs: ConsentEvent, ours: ConsentEvent | None) -> bool:
    if ours is None:
        return theirs.state not in POSITIVE or _confirmed(theirs)
    if theirs.state == ours.state:
        return False
    later = order(theirs) > order(ours)
    if ours.state in NEGATIVE:
        return later and theirs.state in POSITIVE and _confirmed(theirs)
    if theirs.state in NEGATIVE:
        return later or not _confirmed(ours)
    return later and theirs.state not in POSITIVE


def _confirmed(event: ConsentEvent) -> bool:
    return event.confirmed_at is not None or event.method is Method.DOUBLE_OPT_IN
