"""Known: what all baskets say of each item, made ready for whoever is looked at."""

from dataclasses import dataclass

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.going import Goes, Numbers
from domain.recommendations.reaching import Reach

POPULAR_MAX = 20
# Of what is never bought again, as a logarithm has no end.
NEVER = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True)
class Popularity:
    """In how many baskets each item is: of the last week, four weeks and a year."""

    week: Ints
    month: Ints
    year: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What is known of items: how popular, how often bought again, what goes with what.

    `alike` is what is in baskets together, `leads` what somebody has who has it.
    """

    popularity: Popularity
    again: Numbers
    alike: Goes
    leads: Goes
    # Both, in this order, to be summed of what somebody has; what is popular besides.
    reach: Reach
    # What everybody buys now, the most bought first.
    popular: Ints
    # As logarithms: how often bought again, and popularity of four weeks, one, a year.
    logs: Numbers

    @staticmethod
    def of(
        popularity: Popularity, again: Numbers, alike: Goes, leads: Goes
    ) -> "Catalogue":
        """Return a catalogue, with what is computed of it once."""
        bought = (popularity.month, popularity.week, popularity.year)
        popular = np.argsort(-popularity.month, kind="stable")[:POPULAR_MAX]
        return Catalogue(
            popularity=popularity,
            again=again,
            alike=alike,
            leads=leads,
            reach=Reach.of((alike, leads), popular),
            popular=popular,
            logs=np.array([np.log(again + NEVER), *map(np.log1p, bought)]),
        )
