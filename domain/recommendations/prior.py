"""How candidates are weighed before a shop's own baskets have taught better.

What somebody buys often and lately, and of that what everybody buys; what they never
bought comes after it, by what it goes with. It was learnt of no shop: round numbers, of
the figures as `candidates` has them.
"""

from domain.recommendations.candidates import FIGURES
from domain.recommendations.weighing import Weights

COUNT, LATELY, NEW, POPULARITY, GOES_WITH = 0, 7, 10, 12, 15
ROUND = {COUNT: 1.0, LATELY: 1.0, NEW: -10.0, POPULARITY: 0.3, GOES_WITH: 3.0}

PRIOR = Weights(
    figures=tuple(ROUND.get(place, 0.0) for place in range(FIGURES)), bends=()
)
