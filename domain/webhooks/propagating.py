"""Whether all who hold something of somebody know that they were erased."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain import privacy
from domain.kernel import SYSTEM, CustomerId, Unit, reads
from domain.webhooks import erasure_store
from domain.webhooks.model import DeliveryState, Propagation


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPropagated:
    """Ask of which erasures all recipients were told, or given up."""


@reads(SYSTEM)
async def find_propagated(
    unit: Unit, command: FindPropagated
) -> privacy.CertifySome | None:
    """Return the erasures that can be certified, as nobody is left to be told."""
    del command
    erasures = await privacy.propagating(unit)
    if not erasures:
        return None
    known = await propagation(unit, [each.customer_id for each in erasures])
    told = tuple(
        privacy.Told(
            request_id=each.request_id, reached=news.delivered, unreached=news.parked
        )
        for each in erasures
        if (news := known.get(each.customer_id)) is not None and news.is_over
    )
    return privacy.CertifySome(told=told) if told else None


async def propagation(
    unit: Unit, customer_ids: Collection[CustomerId]
) -> Mapping[CustomerId, Propagation]:
    """Return how far the news of customers' erasures got, where there is such news."""
    carried = await erasure_store.erasures_of(unit, customer_ids)
    counts = await erasure_store.counts(unit, [each.id for each in carried])
    return {
        each.customer_id: Propagation(
            distributed=each.rings > 0,
            waiting=counts.get((each.id, DeliveryState.WAITING), 0),
            delivered=counts.get((each.id, DeliveryState.DELIVERED), 0),
            parked=counts.get((each.id, DeliveryState.PARKED), 0),
        )
        for each in carried
    }
