"""A trial: the rules that are tried, as they were when the back-test began."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from domain.earning import (
    EVERYBODY,
    TRIED,
    TRIGGERS,
    CapKey,
    OnEvent,
    OnOrder,
    RuleVersion,
)
from domain.simulation.model import Draft, Start
from domain.simulation.refusals import DraftNotTried, DraftTwice
from domain.simulation.tally import Kept
from domain.tiers import TierProgramme

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
TRIABLE = (OnOrder, OnEvent, *(TRIGGERS[kind] for kind in TRIED))
# A draft is no version that anybody could look up.
NO_ID = "erl_" + "0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Rules, and by what they are judged."""

    drafts: tuple[Draft, ...]
    without: tuple[str, ...]
    versions: tuple[RuleVersion, ...]
    time_zone: str
    currency: str
    cost_per_thousand: int
    # By which tiers customers climb in truth, and which are tried; None is none.
    tiers: TierProgramme | None
    draft_tiers: TierProgramme | None = None
    # For which types of events some rule is tried, or gave something in truth.
    types: tuple[str, ...] = ()
    # And for which kinds of occasions: birthdays, sign-ups, profiles.
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much is used of a cap that customers share."""

    cap: str
    period: str
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a back-test is: what was counted, and what is used of caps."""

    kept: Kept
    uses: tuple[Use, ...] = ()


def tried(command: Start, live: Iterable[RuleVersion]) -> tuple[RuleVersion, ...]:
    """Return the versions that are tried, or refuse drafts that cannot be."""
    names: set[str] = set()
    for each in command.drafts:
        if not isinstance(each.terms.on, TRIABLE):
            raise DraftNotTried(each.rule)
        if each.rule in names:
            raise DraftTwice(each.rule)
        names.add(each.rule)
    gone = names.union(command.without)
    stay = (each for each in live if isinstance(each.terms.on, TRIABLE))
    drafts = (_version(each) for each in command.drafts)
    return (*(each for each in stay if each.rule not in gone), *drafts)


def types(versions: Iterable[RuleVersion]) -> set[str]:
    """Return for which types of events some of the versions are tried."""
    rules = (each.terms.on for each in versions)
    return {on.event for on in rules if isinstance(on, OnEvent)}


def kinds(versions: Iterable[RuleVersion]) -> set[str]:
    """Return for which kinds of occasions some of the versions are tried."""
    rules = tuple(type(each.terms.on) for each in versions)
    return {kind for kind in TRIED if TRIGGERS[kind] in rules}


def uses(used: dict[CapKey, int]) -> tuple[Use, ...]:
    """Return what is used of caps that customers share."""
    return tuple(
        Use(cap=key.cap, period=key.period, used=amount)
        for key, amount in used.items()
        if key.customer_id == EVERYBODY
    )


def used(kept: Sequence[Use]) -> dict[CapKey, int]:
    """Return what was used of caps, as rules ask for it."""
    return {CapKey(each.cap, EVERYBODY, each.period): each.used for each in kept}


def trial_of(stored: object) -> Trial:
    """Return a trial as JSON has it."""
    return msgspec.convert(stored, Trial)


def progress_of(stored: object) -> Progress:
    """Return how far a back-test is, as JSON has it."""
    return msgspec.convert(stored, Progress)


def _version(draft: Draft) -> RuleVersion:
    return RuleVersion(
        id=NO_ID,
        rule=draft.rule,
        version=0,
        name=draft.rule,
        valid_from=BEGINNING,
        terms=draft.terms,
        recorded_at=BEGINNING,
    )
