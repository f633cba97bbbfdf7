"""Trees: every leaf of every tree has a path, and nothing else has."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from domain.proofs import rules
from domain.signing import netstrings

SIZES = st.integers(min_value=1, max_value=200)


def leaves_of(size: int) -> list[bytes]:
    return [rules.leaf(b"%d" % number) for number in range(size)]


def defined(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 9162 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = defined(leaves[:half]), defined(leaves[half:])
    return sha256(b"\x01" + left + right).digest()


def test_the_trees_of_the_standards_own_vectors() -> None:
    # Certificate Transparency's own test data: merkle_tree_test.cc.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs.append("606162636465666768696a6b6c6d6e6f")
    leaves = [rules.leaf(bytes.fromhex(each)) for each in inputs]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    assert {size: rules.root(leaves[:size]).hex() for size in roots} == roots


@given(SIZES)
def test_the_root_is_that_of_the_standard(size: int) -> None:
    assert rules.root(leaves_of(size)) == defined(leaves_of(size))


@given(st.data(), SIZES)
def test_every_leaf_leads_to_the_root(data: st.DataObject, size: int) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    path = rules.path(leaves, index)
    assert rules.climb(leaves[index], index, size, path) == rules.root(leaves)


@given(st.data(), SIZES)
def test_a_changed_bit_leads_elsewhere(data: st.DataObject, size: int) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    path = rules.path(leaves, index)
    hashes = [leaves[index], *path]
    place = data.draw(st.integers(min_value=0, max_value=len(hashes) - 1))
    bit = data.draw(st.integers(min_value=0, max_value=255))
    changed = int.from_bytes(hashes[place]) ^ 1 << bit
    hashes[place] = changed.to_bytes(32)
    found = rules.climb(hashes[0], index, size, hashes[1:])
    assert found != rules.root(leaves)


@given(st.data(), SIZES)
def test_a_path_leads_from_no_other_place(data: st.DataObject, size: int) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    other = data.draw(st.integers(min_value=-1, max_value=size))
    path = rules.path(leaves, index)
    found = rules.climb(leaves[index], other, size, path)
    assert (found == rules.root(leaves)) is (other == index)
    longer = rules.climb(leaves[index], index, size, [*path, path[-1] if path else b""])
    assert longer is None


@given(st.data(), SIZES)
def test_a_tree_that_grew_leaf_by_leaf_gives_the_same_paths(
    data: st.DataObject, size: int
) -> None:
    leaves = leaves_of(size)
    rows: dict[int, tuple[bytes, ...]] = {}
    for number, leaf in enumerate(leaves, start=1):
        lefts = [rows[last][level] for last, level in rules.completed_by(number)]
        rows[number] = rules.grow(leaf, lefts)
    whole = [rows[last][level] for last, level in rules.full_trees(size)]
    assert rules.root_of(whole) == rules.root(leaves)
    number = data.draw(st.integers(min_value=1, max_value=size))
    path = rules.follow(rules.way(number, size), lambda last, level: rows[last][level])
    assert path == rules.path(leaves, number - 1)


@given(st.lists(st.text(), max_size=5), st.lists(st.text(), max_size=5))
def test_no_two_lists_of_fields_are_written_alike(
    some: list[str], others: list[str]
) -> None:
    assert (netstrings(*some) == netstrings(*others)) is (some == others)
