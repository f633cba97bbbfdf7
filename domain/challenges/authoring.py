"""Authoring: challenges are published in versions for good, and retired."""

from domain import events
from domain.challenges import rules, versions
from domain.challenges.events import ChallengeEnded, ChallengePublished
from domain.challenges.model import (
    CHALLENGES_MAX,
    ChallengeVersion,
    PublishChallenge,
    RetireChallenge,
)
from domain.challenges.refusals import (
    ChallengeNotFound,
    ChallengeRaced,
    ChallengeRetired,
    ChallengeTooOld,
    TooManyChallenges,
)
from domain.challenges.terms import ChallengeTerms
from domain.earning import OnEvent
from domain.kernel import FieldError, Malformed, Unit, writes


@writes(
    "challenges:write",
    refusals=(Malformed, TooManyChallenges, ChallengeTooOld, ChallengeRaced),
)
async def publish(unit: Unit, command: PublishChallenge) -> ChallengeVersion:
    """Publish a version of a challenge; what customers did so far goes on to count.

    What they do counts by the version that holds then, also if it is told late. The
    first version may hold from any instant; everybody is looked at within minutes.
    """
    await _check(unit, command.terms)
    known = await versions.every(unit)
    earlier = [each for each in known if each.challenge == command.challenge]
    names = {each.challenge for each in known}
    if not earlier and len(names) >= CHALLENGES_MAX:
        raise TooManyChallenges(CHALLENGES_MAX)
    valid_from = command.valid_from or unit.now
    if earlier and valid_from <= earlier[-1].valid_from:
        raise ChallengeTooOld(earlier[-1].valid_from)
    version = ChallengeVersion(
        id=unit.new_id("chg"),
        challenge=command.challenge,
        version=len(earlier) + 1,
        names=command.names,
        terms=command.terms,
        valid_from=valid_from,
        recorded_at=unit.now,
    )
    if not await versions.add(unit, version):
        raise ChallengeRaced(version.version)
    told = ChallengePublished(challenge=version.challenge, version=version.version)
    unit.emit(told)
    return version


@writes("challenges:write", refusals=(Malformed, ChallengeNotFound, ChallengeRetired))
async def retire(unit: Unit, command: RetireChallenge) -> ChallengeVersion:
    """Let a challenge end; what was completed stays, and returns undo it."""
    at = command.at or unit.now
    if at < unit.now:
        raise Malformed((FieldError(pointer="/at", detail="It has passed."),))
    latest = await _latest(unit, command.challenge)
    if not await versions.retire(unit, latest, at):
        raise ChallengeRetired(latest.retired_at or at)
    unit.emit(ChallengeEnded(challenge=latest.challenge, at=at))
    return await _latest(unit, command.challenge)


async def _latest(unit: Unit, challenge: str) -> ChallengeVersion:
    found = [e for e in await versions.every(unit) if e.challenge == challenge]
    if not found:
        raise ChallengeNotFound
    return found[-1]


async def _check(unit: Unit, terms: ChallengeTerms) -> None:
    """Refuse terms that cannot be carried out here."""
    rules.check(terms)
    types = await events.type_names(unit)
    unknown = tuple(
        FieldError(
            pointer=f"/terms/steps/{place}/on/event", detail="No such type of events."
        )
        for place, step in enumerate(terms.steps)
        if isinstance(step.on, OnEvent) and step.on.event not in types
    )
    if unknown:
        raise Malformed(unknown)
