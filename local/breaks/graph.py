"""Breaks of the graph: what a document that was written against it meets."""

from graphql import build_schema
from graphql.utilities import find_breaking_changes


def graph_breaks(old: str, new: str) -> list[str]:
    """Return what a schema promised and the newer one does not, both as SDL."""
    both = (build_schema(each, assume_valid_sdl=True) for each in (old, new))
    found = find_breaking_changes(*both)
    return sorted({each.description for each in found})
