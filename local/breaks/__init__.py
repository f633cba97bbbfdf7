"""What of the contracts was promised, and is not so any more."""

from local.breaks.graph import graph_breaks
from local.breaks.operations import rest_breaks
from local.breaks.released import (
    Declared,
    declared,
    essence,
    printed,
    released,
    sdl,
)

__all__ = [
    "Declared",
    "declared",
    "essence",
    "graph_breaks",
    "printed",
    "released",
    "rest_breaks",
    "sdl",
]
