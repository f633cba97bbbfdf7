"""Standings: what tiers were at instants, for whoever evaluates orders by them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain import earning
from domain.kernel import CustomerId, Unit
from domain.tiers import lives, outlooks, programmes, store
from domain.tiers.arrivals import Arrival, arrivals
from domain.tiers.climb import Climb
from domain.tiers.counts import Counted
from domain.tiers.histories import Era, History
from domain.tiers.membership import Standing
from domain.tiers.model import AS_ANYBODY, TierBasis, TierMeasure
from domain.tiers.rows import Held

NOBODY = Standing(tier=None, earning_percent=AS_ANYBODY)


class Standings:
    """The tiers of some customers, as orders are evaluated one after another.

    What an order earns may lead to the tier by which the next one is evaluated, though
    neither is written down yet: `counted` says so, and many at once are evaluated as
    they would be one by one; and of what came together and is written down, each counts
    from when it `came`. It is quick if asked in the order of time.
    """

    def __init__(
        self,
        eras: Sequence[Era],
        histories: Mapping[CustomerId, History],
        members: Mapping[CustomerId, Held],
        waiting: Iterable[Arrival] = (),
    ) -> None:
        """Take what is known of some customers."""
        self._eras = tuple(eras)
        self._histories = histories
        self._members = members
        self._climbs: dict[CustomerId, tuple[Climb, datetime]] = {}
        self._waiting: defaultdict[str, list[Arrival]] = defaultdict(list)
        for each in waiting:
            self._waiting[each.cause_id].append(each)
        self._points = {
            era.programme.terms.basis
            for era in eras
            if era.programme.terms.basis.measure is TierMeasure.POINTS
        }

    def at(self, customer_id: CustomerId, instant: datetime) -> Standing:
        """Return what the tier was at an instant, before anything that counts then."""
        history = self._histories.get(customer_id)
        if history is None:
            return NOBODY
        climb, reached = self._climbs.get(customer_id, (None, instant))
        if climb is None or reached > instant:
            climb = Climb(self._eras, history)
        climb.catch_up(instant)
        self._climbs[customer_id] = climb, instant
        return outlooks.standing(climb, self._members[customer_id].life.locks, instant)

    def counted(
        self, customer_id: CustomerId, code: str, instant: datetime, amount: int
    ) -> None:
        """Count what was earned of a unit of value, and is not written down yet."""
        for basis in self._points:
            if basis.unit == code:
                self._count(customer_id, basis, Counted(instant, amount))

    def came(self, cause_id: earning.CauseId) -> None:
        """Count what has waited for those before it, of what is written down."""
        for each in self._waiting.pop(cause_id, ()):
            self._count(each.customer_id, each.basis, each.counted)

    def _count(
        self, customer_id: CustomerId, basis: TierBasis, counted: Counted
    ) -> None:
        history = self._histories.get(customer_id)
        if history is None:
            return
        _, reached = self._climbs.get(customer_id, (None, counted.at))
        last = history.counts[basis].insert(*counted)
        if not last or reached > counted.at:
            self._climbs.pop(customer_id, None)


async def standings(
    unit: Unit,
    customer_ids: Sequence[CustomerId],
    waiting: Sequence[earning.CauseId] = (),
) -> Standings:
    """Return what is known of customers' tiers; few statements for however many.

    What is written down already, but waits for its turn, counts when it has come.
    """
    eras = await programmes.in_time(unit)
    if not eras or not customer_ids:
        return Standings((), {}, {})
    ids = list(dict.fromkeys(customer_ids))
    there = await store.read(unit, ids)
    members = {each: there.get(each) or Held(customer_id=each) for each in ids}
    arriving = await arrivals(unit, eras, waiting)
    histories = await lives.histories(unit, eras, members, arriving)
    return Standings(eras, histories, members, arriving)


async def standing_of(
    unit: Unit, asked: Sequence[tuple[CustomerId, datetime]]
) -> tuple[Standing, ...]:
    """Return what the tier of each customer was at an instant, from what is known now.

    What counts at that very instant does not count yet.
    """
    known = await standings(unit, [customer_id for customer_id, _ in asked])
    return tuple(known.at(customer_id, instant) for customer_id, instant in asked)
