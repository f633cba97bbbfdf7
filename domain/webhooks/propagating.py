"""Whether all who hold something of somebody know that they were erased."""

from dataclasses import dataclass

from domain import privacy
from domain.kernel import SYSTEM, Unit, reads
from domain.webhooks.deliveries import propagation


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPropagated:
    """Ask of which erasures all recipients were told, or given up."""


@reads(SYSTEM)
async def find_propagated(
    unit: Unit, command: FindPropagated
) -> privacy.CertifySome | None:
    """Return the erasures that can be certified, as nobody is left to be told."""
    del command
    told: list[privacy.Told] = []
    for each in await privacy.propagating(unit):
        news = await propagation(unit, each.customer_id)
        if news is not None and news.distributed and not news.waiting:
            told.append(
                privacy.Told(
                    request_id=each.request_id,
                    reached=news.delivered,
                    unreached=news.parked,
                )
            )
    return privacy.CertifySome(told=tuple(told)) if told else None
