"""Who reacts to what within the same unit: the upward wiring inside the domain."""

from domain.kernel import Reactions

REACTIONS: Reactions = {}
