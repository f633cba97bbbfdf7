"""Keeping: what a model says of products, as rows, and what is known of them again."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.recommendations import tastes
from domain.recommendations.going import Goes, goes
from domain.recommendations.known import Catalogue, Popularity
from domain.recommendations.store import Called, Item

# Rows have whole numbers: parts of a thousand, and of ten thousand as they are smaller.
ALIKE, LEADS = 1_000, 10_000


def item_of(
    known: Catalogue,
    number: int,
    place: int,
    products: Sequence[str],
    called: Mapping[str, Called],
) -> Item:
    """Return what a model says of the product at a place, as a row."""
    product = products[place]
    popularity = known.popularity

    def told(of: Goes, parts: int) -> list[tuple[str, int]]:
        return [
            (products[other], round(parts * weight)) for other, weight in of.told(place)
        ]

    return Item(
        number=number,
        product_id=product,
        popularity=int(popularity.month[place]),
        bought_week=int(popularity.week[place]),
        bought_year=int(popularity.year[place]),
        first_week=int(popularity.first_week[place]),
        first_month=int(popularity.first_month[place]),
        categories=called[product].categories if product in called else [],
        again=round(1_000 * float(known.again[place])),
        together=told(known.alike, ALIKE),
        leads_to=told(known.leads, LEADS),
        taste=tastes.said(known.tastes[place]),
    )


def catalogue_of(items: Sequence[Item], numbers: Mapping[str, int]) -> Catalogue:
    """Return what is known of products, numbered as they come, from their rows."""

    def told(rows: Sequence[Sequence[tuple[str, int]]], parts: int) -> Goes:
        return goes(
            [
                [
                    (numbers[other], weight / parts)
                    for other, weight in row
                    if other in numbers
                ]
                for row in rows
            ]
        )

    return Catalogue.of(
        Popularity(
            week=np.array([each.bought_week for each in items], np.int64),
            month=np.array([each.popularity for each in items], np.int64),
            year=np.array([each.bought_year for each in items], np.int64),
            first_week=np.array([each.first_week for each in items], np.int64),
            first_month=np.array([each.first_month for each in items], np.int64),
        ),
        np.array([each.again / 1_000 for each in items]),
        told([each.together for each in items], ALIKE),
        told([each.leads_to for each in items], LEADS),
        tastes.heard([each.taste for each in items]),
    )
