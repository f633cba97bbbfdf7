"""The way in which fairness says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class NotAuditedYet(Refusal):
    """Nobody has looked yet whether everybody has the same terms."""

    kind = Kind.NOT_FOUND
