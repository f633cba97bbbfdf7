"""Listing: which challenges there are, and which there were."""

from domain.challenges import versions
from domain.challenges.model import Challenges, ListChallenges, ListRunningChallenges
from domain.kernel import Unit, reads


@reads("challenges:read")
async def list_all(unit: Unit, command: ListChallenges) -> Challenges:
    """Tell every version of every challenge."""
    del command
    return Challenges(versions=await versions.every(unit))


@reads("programme:read", public=True)
async def list_running(unit: Unit, command: ListRunningChallenges) -> Challenges:
    """Tell the challenges that there are now, each as it holds."""
    del command
    return Challenges(
        versions=tuple(
            era.version
            for eras in (await versions.by_name(unit)).values()
            for era in eras
            if era.holds(unit.now)
        )
    )
