"""An audit of what everybody pays."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import fairness
from domain.kernel import system
from tests.world import World

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what fairness adds: nothing that has an id."""
    del made
    command, caller = fairness.AuditTerms(), system(world.principal.tenant)
    await world.platform.run(fairness.audit_terms, command, caller)
    return {}
