"""Whether a process can be sent requests, also while a release replaces another."""

from api.health import Health
from local.migrations import head
from tests.world import World


def test_code_serves_a_database_that_is_its_own_or_newer_and_none_that_is_older(
    world: World,
) -> None:
    health = Health(world.platform, None)
    first, to_come = "20261122_0100", "20991231_2359"
    assert [health.fits(each) for each in (None, first)] == [False, False]
    assert [health.fits(each) for each in (head(), to_come)] == [True, True]
