"""What is wrong with a predicate, and what it takes to judge it; pure."""

from collections.abc import Iterator, Mapping

from domain.kernel import FieldError
from domain.segments import fields
from domain.segments.fields import FieldKind
from domain.segments.predicate import (
    DEPTH_MAX,
    INLINED_MAX,
    NODES_MAX,
    Agrees,
    InSegment,
    Number,
    OneOf,
    Predicate,
    Since,
    walk,
)

ASKING: dict[type, frozenset[FieldKind]] = {
    Number: frozenset({FieldKind.NUMBER, FieldKind.JSON}),
    OneOf: frozenset({FieldKind.WORD, FieldKind.JSON}),
    Since: frozenset({FieldKind.DAY}),
}


def problems(
    predicate: Predicate, others: Mapping[str, Predicate], own: str | None = None
) -> Iterator[FieldError]:
    """Name what is wrong with a predicate, of a segment if it has a name.

    It is small, knows what it asks for, and leads back to itself by no other segment.
    """
    nodes = [*walk(predicate)]
    if len(nodes) > NODES_MAX:
        yield FieldError(pointer="/predicate", detail=f"At most {NODES_MAX} parts.")
    for at, depth, node in nodes:
        if depth > DEPTH_MAX:
            yield FieldError(pointer=at, detail=f"At most {DEPTH_MAX} deep.")
            return
        match node:
            case Number() | OneOf() | Since():
                source = fields.known(node.field)
                if source is None or source.kind not in ASKING[type(node)]:
                    detail = "There is no such field of that kind."
                    yield FieldError(pointer=f"{at}/field", detail=detail)
            case InSegment(segment=segment) if segment not in others:
                detail = "There is no such segment."
                yield FieldError(pointer=f"{at}/segment", detail=detail)
            case _:
                pass
    known = dict(others) | ({own: predicate} if own else {})
    if own is not None and own in {*_reached(predicate, known)}:
        detail = "A segment is not made of itself."
        yield FieldError(pointer="/predicate", detail=detail)
    elif len(nodes) + _inlined(predicate, known) > INLINED_MAX:
        detail = f"At most {INLINED_MAX} parts with those of other segments."
        yield FieldError(pointer="/predicate", detail=detail)


def uses_scores(predicate: Predicate, others: Mapping[str, Predicate]) -> bool:
    """Tell whether anything that was inferred of a customer decides."""
    trees = [predicate, *(others[name] for name in _reached(predicate, others))]
    return any(
        isinstance(node, Number | OneOf | Since)
        and node.field.startswith(fields.SCORED)
        for tree in trees
        for _, _, node in walk(tree)
    )


def purposes(predicate: Predicate, others: Mapping[str, Predicate]) -> frozenset[str]:
    """Return the purposes that a predicate asks about."""
    trees = [predicate, *(others[name] for name in _reached(predicate, others))]
    return frozenset(
        node.purpose
        for tree in trees
        for _, _, node in walk(tree)
        if isinstance(node, Agrees)
    )


def names_of(predicate: Predicate) -> frozenset[str]:
    """Return the segments that a predicate is directly made of."""
    return frozenset(
        node.segment for _, _, node in walk(predicate) if isinstance(node, InSegment)
    )


def _reached(predicate: Predicate, known: Mapping[str, Predicate]) -> frozenset[str]:
    """Return the segments that a predicate is made of, by however many others."""
    reached: set[str] = set()
    waiting = [*names_of(predicate)]
    while waiting:
        name = waiting.pop()
        if name in known and name not in reached:
            reached.add(name)
            waiting += names_of(known[name])
    return frozenset(reached)


def _inlined(predicate: Predicate, known: Mapping[str, Predicate]) -> int:
    """Return how many nodes are added by other segments, until there are too many."""
    count = 0
    waiting = [predicate]
    while waiting and count <= INLINED_MAX:
        for _, _, node in walk(waiting.pop()):
            if isinstance(node, InSegment) and node.segment in known:
                inner = known[node.segment]
                count += sum(1 for _ in walk(inner))
                waiting.append(inner)
    return count
