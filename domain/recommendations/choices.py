"""Choices: the best products for customers, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from domain.kernel import CustomerId
from domain.recommendations import ranking
from domain.recommendations.basket_store import Bought
from domain.recommendations.baskets import Baskets, Ints
from domain.recommendations.histories import Histories, histories
from domain.recommendations.known import Catalogue
from domain.recommendations.model import ReasonKind
from domain.recommendations.ranking import Fitted, Ranking
from domain.recommendations.store import Chosen

KEPT = 60
OFTEN = 3
LAPSED = 4


@dataclass(frozen=True, slots=True)
class Range:
    """The products of a catalogue in the order of their numbers, and their hashes.

    `hashes` are sorted; `numbers` are of the products that have these.
    """

    catalogue: Catalogue
    products: tuple[str, ...]
    hashes: Ints
    numbers: Ints

    @staticmethod
    def of(
        catalogue: Catalogue, numbers: Mapping[str, int], hashed: Mapping[int, str]
    ) -> "Range":
        """Return products by their numbers, and by their hashes."""
        hashes = np.array(sorted(hashed), np.int64)
        of = np.array([numbers[hashed[each]] for each in hashes.tolist()], np.int64)
        return Range(catalogue, tuple(numbers), hashes, of)

    def numbered(self, hashed: Ints) -> Ints:
        """Return the numbers of products by their hashes, -1 of what is not there."""
        if not len(self.hashes):
            return np.full(len(hashed), -1, np.int64)
        at = np.minimum(np.searchsorted(self.hashes, hashed), len(self.hashes) - 1)
        return np.where(self.hashes[at] == hashed, self.numbers[at], -1)


def choose(
    bought: Sequence[Bought], fitted: Fitted, of: Range, today: int
) -> dict[CustomerId, list[Chosen]]:
    """Return the best products for customers, each with its reason."""
    past = histories(baskets(bought, of), today)
    found = ranking.rank(past, fitted, of.catalogue, today, KEPT // 2)
    every = _chosen(found, past, of.products, today)
    chosen: dict[CustomerId, list[Chosen]] = {each.customer_id: [] for each in bought}
    whose: list[int] = past.customer.tolist()
    bounds: list[int] = found.starts.tolist()
    for who, (low, high) in zip(whose, pairwise(bounds), strict=True):
        chosen[bought[who].customer_id] = every[low:high]
    return chosen


def baskets(bought: Sequence[Bought], of: Range) -> Baskets:
    """Return what was bought of what is known, customers numbered as they come."""
    days = _numbers([each.days for each in bought])
    lines = _numbers([each.lines for each in bought])
    counts = np.fromiter((len(each.days) for each in bought), np.int64, len(bought))
    whose = np.repeat(np.arange(len(bought)), counts)
    # As PostgreSQL sends whole numbers, with the highest byte first.
    sent = np.frombuffer(b"".join(each.items for each in bought), ">i8")
    items, number = len(of.products), of.numbered(sent.astype(np.int64))
    in_basket = np.repeat(np.arange(len(lines)), lines) * items + number
    # A product that is on two lines of an order is in the basket once.
    kept = np.sort(in_basket[number >= 0])
    kept = kept[np.append(True, kept[1:] != kept[:-1])[: len(kept)]]
    basket, item = np.divmod(kept, max(items, 1))
    return Baskets(
        customer=whose[basket],
        day=days[basket],
        basket=basket,
        item=item,
        items=items,
    )


def _numbers(given: Sequence[Sequence[int]]) -> Ints:
    return np.fromiter(chain.from_iterable(given), np.int64)


def _chosen(
    found: Ranking, past: Histories, products: Sequence[str], today: int
) -> list[Chosen]:
    """Return what was found with reasons: what it goes with, or how often it was."""
    own, owned = found.owned >= 0, found.owned[found.owned >= 0]
    times, every = np.zeros(len(own), np.int64), np.zeros(len(own), np.int64)
    times[own] = past.count[owned]
    days = past.days[owned]
    span = past.last[owned] - past.first[owned]
    gap = np.maximum(1, np.rint(span / np.maximum(days - 1, 1))).astype(np.int64)
    # Who has long stopped does not buy it every week any more.
    stays = (days >= OFTEN) & (today - past.last[owned] <= LAPSED * gap)
    every[own] = np.where(stays, gap, 0)
    shown = np.stack([found.item, found.because, times, every], axis=1)
    rows: list[list[int]] = shown.tolist()
    return [_told(products, *row) for row in rows]


def _told(
    products: Sequence[str], item: int, because: int, times: int, every: int
) -> Chosen:
    product_id = products[item]
    if because >= 0:
        kind, other = ReasonKind.TOGETHER, products[because]
        return Chosen(product_id=product_id, kind=kind, because=other)
    if not times:
        return Chosen(product_id=product_id, kind=ReasonKind.POPULAR)
    return Chosen(
        product_id=product_id,
        kind=ReasonKind.AGAIN,
        times=times,
        every_days=every or None,
    )
