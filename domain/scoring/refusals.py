"""The ways in which scoring says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class ScoresNotFound(Refusal):
    """Nothing is inferred of this customer.

    They bought nothing yet, or their data may not be used for profiling.
    """

    kind = Kind.NOT_FOUND
