"""Trees of hashes (RFC 9162, section 2.1), whole and as they grow.

A leaf is the hash of a zero and what it stands for, a node that of a one and of both
its children. A tree of n leaves is split after the largest power of two below n.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32

NodeAt = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Way:
    """From a leaf to the root of a growing tree: which nodes stand beside it.

    A node is named by the number of its last leaf, from 1, and by its level: a full
    tree of 2^level leaves, that never changes again. `within` are the siblings below
    the full tree that holds the leaf, `after` the full trees to its right, and `before`
    those to its left, the nearest first.
    """

    within: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]
    before: tuple[tuple[int, int], ...]


def leaf(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + content).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a tree that has leaves."""
    return _levels(leaves)[-1][0]


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return what stands beside the way from a leaf to the root, from below."""
    beside: list[bytes] = []
    for level in _levels(leaves)[:-1]:
        if index ^ 1 < len(level):
            beside.append(level[index ^ 1])
        index >>= 1
    return tuple(beside)


def climb(start: bytes, index: int, size: int, beside: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to (RFC 9162, section 2.1.3.2), if it fits."""
    here, last = index, size - 1
    found = start
    if not 0 <= here <= last:
        return None
    for each in beside:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = parent(each, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = parent(found, each)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None


def full_trees(size: int) -> tuple[tuple[int, int], ...]:
    """Return the full trees that a tree consists of, from the left, the largest first.

    Each is named as in a way.
    """
    found: list[tuple[int, int]] = []
    last = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            last += 1 << level
            found.append((last, level))
    return tuple(found)


def completed_by(number: int) -> tuple[tuple[int, int], ...]:
    """Return the full trees that become halves of larger ones with a leaf."""
    levels = (number & -number).bit_length() - 1
    return tuple((number - (1 << level), level) for level in range(levels))


def grow(new: bytes, lefts: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the full trees that end with a leaf, smallest first: itself, and so on."""
    found = [new]
    for left in lefts:
        found.append(parent(left, found[-1]))
    return tuple(found)


def root_of(trees: Sequence[bytes]) -> bytes:
    """Return the root over full trees, which are given from the left."""
    found = trees[-1]
    for left in reversed(trees[:-1]):
        found = parent(left, found)
    return found


def way(number: int, size: int) -> Way:
    """Return which nodes stand beside the way from a leaf up to the root."""
    trees = full_trees(size)
    place = next(at for at, (last, _) in enumerate(trees) if number <= last)
    below = range(trees[place][1])
    return Way(
        within=tuple(
            ((((number - 1 >> level) ^ 1) + 1) << level, level) for level in below
        ),
        after=trees[place + 1 :],
        before=tuple(reversed(trees[:place])),
    )


def follow(way: Way, node: NodeAt) -> tuple[bytes, ...]:
    """Return the path of a way."""
    after = [node(*each) for each in way.after]
    return (
        *(node(*each) for each in way.within),
        *([root_of(after)] if after else ()),
        *(node(*each) for each in way.before),
    )


class Tree:
    """A tree while leaves are added to it: the full trees that it consists of."""

    def __init__(self, size: int, full: Sequence[bytes]) -> None:
        """Begin with a tree of so many leaves; full trees are given from the left."""
        self.size, self.full = size, list(full)

    def add(self, new: bytes) -> tuple[bytes, ...]:
        """Add a leaf and return the full trees that end with it, smallest first."""
        self.size += 1
        lefts = [self.full.pop() for _ in completed_by(self.size)]
        grown = grow(new, lefts)
        self.full.append(grown[-1])
        return grown

    def root(self) -> bytes:
        """Return the root."""
        return root_of(self.full)


def split(joined: bytes) -> tuple[bytes, ...]:
    """Return the hashes that were joined."""
    starts = range(0, len(joined), HASH_BYTES)
    return tuple(joined[start : start + HASH_BYTES] for start in starts)


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return a tree from its leaves to its root; who has no sibling goes up alone."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        level = levels[-1]
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [parent(left, right) for left, right in pairs]
        levels.append(above + level[len(above) * 2 :])
    return levels
