"""What happens to back-tests."""

from dataclasses import dataclass

from domain.kernel import Event
from domain.simulation.model import BackTestId


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestAdvanced(Event):
    """A back-test was started or did a part, and has more to do."""

    name = "simulation.advanced"
    internal = True
    back_test_id: BackTestId


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestFinished(Event):
    """A back-test came to the end of its orders."""

    name = "simulation.finished"
    back_test_id: BackTestId
