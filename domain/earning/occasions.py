"""Occasions: what comes about by itself, once, and is then judged as an event is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from domain import tenants
from domain.earning import occasion_store, rule_store, settlement
from domain.earning.events import OccasionsArose
from domain.earning.facts import Sources
from domain.earning.model import RuleVersion
from domain.earning.occasion_store import Occasion
from domain.earning.settlement import Ruling
from domain.earning.terms import (
    OnBalance,
    OnBirthday,
    OnChallenge,
    OnConsent,
    OnInactivity,
    OnProfile,
    OnReferral,
    OnSignUp,
)
from domain.kernel import CustomerId, Unit

NOBODY = Sources()
SIGN_UP = "sign_up"
PROFILE = "profile_completed"
BIRTHDAY = "birthday"
INACTIVITY = "inactivity"
BALANCE = "balance"
CHALLENGE = "challenge"
REFERRAL = "referral"
CONSENT = "consent"
# Whose mark says what it is about, and after the last slash, which time it is.
TOPICAL = frozenset({CHALLENGE, REFERRAL, CONSENT})

Trigger: TypeAlias = type[
    OnSignUp
    | OnProfile
    | OnBirthday
    | OnInactivity
    | OnBalance
    | OnChallenge
    | OnReferral
    | OnConsent
]
TRIGGERS: dict[str, Trigger] = {
    SIGN_UP: OnSignUp,
    PROFILE: OnProfile,
    BIRTHDAY: OnBirthday,
    INACTIVITY: OnInactivity,
    BALANCE: OnBalance,
    CHALLENGE: OnChallenge,
    REFERRAL: OnReferral,
    CONSENT: OnConsent,
}


class Mark(NamedTuple):
    """What tells an occasion from others of a customer: it comes about once."""

    kind: str
    mark: str = ""
    rule: str | None = None


def occasion(unit: Unit, customer_id: CustomerId, mark: Mark, at: datetime) -> Occasion:
    """Return an occasion that is not written down yet."""
    return Occasion(
        id=unit.new_id("occ"),
        customer_id=customer_id,
        first_customer_id=customer_id,
        kind=mark.kind,
        mark=mark.mark,
        rule=mark.rule,
        occurred_at=at,
        recorded_at=unit.now,
    )


def asked_for(versions: Iterable[RuleVersion], kind: str) -> list[RuleVersion]:
    """Return the versions that are tried on occasions of a kind."""
    return [each for each in versions if isinstance(each.terms.on, TRIGGERS[kind])]


async def arise(unit: Unit, given: Sequence[Occasion]) -> tuple[str, ...]:
    """Let occasions come about that did not before; return which are new.

    What they earn is given in the same unit, by who reacts to them.
    """
    new = await occasion_store.arise(unit, given) if given else ()
    tell(unit, new)
    return new


async def align(
    unit: Unit,
    kind: str,
    there: Iterable[Occasion],
    due: Mapping[tuple[CustomerId, str], datetime],
) -> None:
    """Let what is due have come about, by whose it is and its mark, and no more.

    What is there and not due is undone; what was undone and is due stands again.
    """
    known = {(each.customer_id, each.mark): each for each in there}
    gone = [e.id for key, e in known.items() if key not in due and not e.undone_at]
    back = [e.id for key, e in known.items() if key in due and e.undone_at]
    if gone:
        occasion_store.undo(unit, gone)
    if back:
        occasion_store.redo(unit, back)
    tell(unit, [*gone, *back])
    new = [
        occasion(unit, customer_id, Mark(kind, mark), at)
        for (customer_id, mark), at in due.items()
        if (customer_id, mark) not in known
    ]
    await arise(unit, new)


def tell(unit: Unit, ids: Sequence[str]) -> None:
    """Tell that occasions came about, or are no longer what they were."""
    if ids:
        unit.emit(OccasionsArose(occasion_ids=tuple(ids)))


async def settle_occasions(
    unit: Unit, ids: Sequence[str], sources: Sources = NOBODY
) -> None:
    """Bring what occasions earned in line with what they are worth now."""
    alike: defaultdict[Mark, list[Occasion]] = defaultdict(list)
    for each in await occasion_store.hold(unit, ids):
        alike[_topic(each)].append(each)
    versions = await rule_store.versions(unit)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    for topic, theirs in sorted(alike.items()):
        ruled = [e for e in asked_for(versions, topic.kind) if _concerns(e, topic)]
        if ruled:
            cases = [each.case() for each in theirs]
            of_kind = {case.type: ruled for case in cases}
            ruling = Ruling(versions=of_kind, zone=zone, sources=sources)
            await settlement.settle(unit, cases, ruling)


def _topic(occasion: Occasion) -> Mark:
    """Return what decides by which rules an occasion is judged."""
    told = occasion.mark.rpartition("/")[0] if occasion.kind in TOPICAL else ""
    return Mark(occasion.kind, told, occasion.rule or "")


def _concerns(version: RuleVersion, topic: Mark) -> bool:
    on = version.terms.on
    if isinstance(on, OnChallenge):
        return topic.mark == f"{on.challenge}/{on.step or ''}"
    if isinstance(on, OnReferral):
        return topic.mark == on.side
    if isinstance(on, OnConsent):
        return topic.mark == on.purpose
    return topic.rule in {"", version.rule}
