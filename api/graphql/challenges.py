"""Challenges in the graph: which there are, and how far customers are with them."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output, show, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import challenges

CHALLENGES: Lookup[str, challenges.CustomerChallenges] = Lookup(
    use_case=challenges.of_many,
    keys="customer_ids",
    key=lambda found: found.customer_id,
)

BADGES: Lookup[str, challenges.Badges] = Lookup(
    use_case=challenges.badges_of_many,
    keys="customer_ids",
    key=lambda found: found.customer_id,
)

ChallengeProgress = output(challenges.ChallengeProgress)
Badge = output(challenges.Badge)
CommunityProgress = output(challenges.CommunityProgress)
ChallengeExplanation = output(challenges.ChallengeExplanation)


@shows(challenges.ChallengeVersion)
class Challenge:
    """A version of a challenge."""

    id: strawberry.ID


@strawberry.type
class OfChallenges:
    """The edge that leads from a customer to their challenges."""

    id: strawberry.ID

    @strawberry.field(
        description="How far the customer is with every challenge, by name.",
        graphql_type=list[ChallengeProgress],
    )
    async def challenges(self, info: Info) -> Any:
        """Return how far the customer is at the instant of the query."""
        found = await info.context.loaders.one(CHALLENGES, self.id)
        return [] if found is None else list(found.challenges)

    @strawberry.field(
        description="The badges of the customer; one goes with what it was earned by.",
        graphql_type=list[Badge],
    )
    async def badges(self, info: Info) -> Any:
        """Return the badges that the customer has at the instant of the query."""
        found = await info.context.loaders.one(BADGES, self.id)
        return [] if found is None else list(found.badges)


@strawberry.type
class OneGoal:
    """The way to what all do together, by which one asks for it, or watches it."""

    @strawberry.field(
        description="How far all are together with a challenge.",
        graphql_type=CommunityProgress,
    )
    async def community_progress(self, info: Info, challenge: str) -> Any:
        """Return what everybody may know of a goal."""
        asked = {"challenge": challenge}
        found = await info.context.run(challenges.find_community, asked)
        info.context.whom = challenges.topic_of(challenge)
        return found


@strawberry.type
class ChallengeQuery(OneGoal):
    """What can be asked about challenges."""

    @strawberry.field(description="The challenges that there are now.")
    async def running_challenges(self, info: Info) -> list[Challenge]:
        """Return each challenge as it holds."""
        found = await info.context.run(challenges.list_running, {})
        return [show(Challenge, each) for each in found.versions]

    @strawberry.field(description="All versions of all challenges.")
    async def challenge_versions(self, info: Info) -> list[Challenge]:
        """Return all versions, retired ones too."""
        found = await info.context.run(challenges.list_all, {})
        return [show(Challenge, each) for each in found.versions]

    @strawberry.field(
        description="Why a customer is as far with a challenge as they are.",
        graphql_type=ChallengeExplanation,
    )
    async def why_of_challenge(
        self,
        info: Info,
        customer_id: strawberry.ID,
        challenge: str,
        locale: str | None = None,
    ) -> Any:
        """Return what counted for a customer and what did not, in sentences."""
        asked = {"customer_id": customer_id, "challenge": challenge, "locale": locale}
        return await info.context.run(challenges.explain, asked)


@strawberry.type
class ChallengeMutation:
    """What can be done with challenges."""

    publish_challenge = mutation("PublishChallenge", challenges.publish, Challenge)
    retire_challenge = mutation("RetireChallenge", challenges.retire, Challenge)
    join_challenge = mutation("JoinChallenge", challenges.join, ChallengeProgress)
    leave_challenge = mutation("LeaveChallenge", challenges.leave, ChallengeProgress)
