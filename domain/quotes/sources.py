"""Where earning learns what it asks of features above it: by orders and by quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import earning, tiers
from domain.kernel import CustomerId, Unit


@dataclass(frozen=True, slots=True)
class _Standings:
    """Tiers, as earning asks for them."""

    known: tiers.Standings

    def at(self, customer_id: CustomerId, instant: datetime, /) -> earning.Standing:
        found = self.known.at(customer_id, instant)
        return earning.Standing(
            tier=found.tier, multiplier_percent=found.earning_percent
        )

    def counted(
        self, customer_id: CustomerId, code: str, instant: datetime, amount: int, /
    ) -> None:
        self.known.counted(customer_id, code, instant, amount)

    def came(self, cause_id: earning.CauseId, /) -> None:
        self.known.came(cause_id)


async def _standings(
    unit: Unit, customer_ids: Sequence[CustomerId], waiting: Sequence[earning.CauseId]
) -> _Standings:
    return _Standings(await tiers.standings(unit, customer_ids, waiting))


SOURCES = earning.Sources(standings=_standings)
