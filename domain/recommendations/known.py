"""Known: what all baskets say of each item, made ready for whoever is looked at."""

from dataclasses import dataclass

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.going import Goes, Numbers
from domain.recommendations.reaching import Reach
from domain.recommendations.tastes import Tastes

POPULAR_MAX, FIRST_MAX = 40, 20
# Of what is never bought again, as a logarithm has no end.
NEVER = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True)
class Popularity:
    """In how many baskets each item is: of the last week, four weeks and a year.

    `first_week` and `first_month` say how many bought it who never had before.
    """

    week: Ints
    month: Ints
    year: Ints
    first_week: Ints
    first_month: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What is known of items: how popular, how often bought again, what goes with what.

    `alike` is what is in baskets together, `leads` what somebody has who has it.
    """

    popularity: Popularity
    again: Numbers
    alike: Goes
    leads: Goes
    tastes: Tastes
    # Both, in this order, to be summed of what somebody has; what is popular besides.
    reach: Reach
    # What everybody buys now, and what many buy for the first time.
    popular: Ints
    # As logarithms: how often bought again, popularity of four weeks, one and a year,
    # and how many bought it first in a week and in four.
    logs: Numbers

    @staticmethod
    def of(
        popularity: Popularity,
        again: Numbers,
        alike: Goes,
        leads: Goes,
        tastes: Tastes,
    ) -> "Catalogue":
        """Return a catalogue, with what is computed of it once."""
        bought = (popularity.month, popularity.week, popularity.year)
        bought += (popularity.first_week, popularity.first_month)
        popular = np.union1d(
            _most(popularity.month, popularity.month, POPULAR_MAX),
            _most(popularity.first_week, popularity.month, FIRST_MAX),
        )
        return Catalogue(
            popularity=popularity,
            again=again,
            alike=alike,
            leads=leads,
            tastes=tastes,
            reach=Reach.of((alike, leads), popular),
            popular=popular,
            logs=np.array([np.log(again + NEVER), *map(np.log1p, bought)]),
        )


def _most(bought: Ints, popular: Ints, most: int) -> Ints:
    """Return what is bought most; of what is bought as much, what is popular."""
    return np.lexsort((-popular, -bought))[:most]
