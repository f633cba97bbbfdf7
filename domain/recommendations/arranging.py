"""Arranging: what is not shown beside what, and that not all of it is alike."""

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.recommendations.model import ReasonKind
from domain.recommendations.store import Called, Chosen

# What goes with something costs at most so many times as much: nobody who looked at a
# mug is shown an oven.
DEARER_MAX = 4


def affordable(chosen: Sequence[Chosen], prices: Mapping[str, int]) -> list[Chosen]:
    """Return what costs not much more than what it is shown because of."""
    return [
        each
        for each in chosen
        if each.because is None
        or not is_dearer(prices.get(each.product_id), prices.get(each.because))
    ]


def is_dearer(price: int | None, beside: int | None) -> bool:
    """Tell whether something costs too much beside something else, if that is known."""
    return price is not None and beside is not None and price > DEARER_MAX * beside


def mixed(
    chosen: Sequence[Chosen], limit: int, called: Mapping[str, Called]
) -> list[Chosen]:
    """Return the same, with at most half of a list of one category, if there is more.

    What somebody buys again and again is theirs, and stays where it is. The rest of a
    category comes after what is of others.
    """
    most = (limit + 1) // 2
    shown: Counter[str] = Counter()
    first: list[Chosen] = []
    later: list[Chosen] = []
    for each in chosen:
        found = called.get(each.product_id)
        family = found.categories[0] if found and found.categories else None
        own = each.kind == ReasonKind.AGAIN
        if family is None or own or shown[family] < most:
            first.append(each)
        else:
            later.append(each)
        if family is not None:
            shown[family] += 1
    return first + later


def told_apart(chosen: Sequence[Chosen], called: Mapping[str, Called]) -> list[Chosen]:
    """Return the same, of what is called alike only the first.

    To who reads, two products of one name are one, and nobody is told to take something
    because they took it.
    """
    names: set[str] = set()
    kept: list[Chosen] = []
    for each in chosen:
        name = _name(each.product_id, called)
        if name in names or (each.because and name == _name(each.because, called)):
            continue
        names.add(name)
        kept.append(each)
    return kept


def _name(product_id: str, called: Mapping[str, Called]) -> str:
    return called[product_id].name if product_id in called else product_id
