"""Commands of accounting."""

from collections.abc import Mapping

from domain import accounting
from tests.anomaly.shop import Prepared, always

COMMANDS: Mapping[str, Prepared] = {
    "accounting.roll_up": always(accounting.RollUp()),
}
