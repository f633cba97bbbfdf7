"""The offline verifier takes what is true, and refuses whatever else it is given."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import ledger, signing
from domain.kernel import ids
from domain.ledger import Written
from tests.domain.ledger.books import customer, earn, post
from tests.domain.proofs.notary import prove, seal_all, sign, transfer_ids
from tests.domain.proofs.offline import (
    EXAMPLE,
    VERIFIER,
    VERIFY,
    exported,
    live,
    verdict,
    verified,
)
from tests.domain.proofs.test_seal import STEP, with_ids
from tests.world import World

Lines = list[bytes]


async def honest(world: World) -> Lines:
    """Return an export of four seals, one of them late, two heads and two keys."""
    spaced = with_ids(world, step=STEP)
    await live(spaced)
    known = await transfer_ids(spaced)
    await seal_all(spaced, limit=6)
    await sign(spaced)
    await spaced.run(signing.rotate_signing_key, signing.RotateSigningKey())
    begin = int.from_bytes(ids.decode(known[1]).bytes) + 1
    await post(with_ids(world, begin), earn(customer(), 5, "late"))
    await seal_all(spaced)
    await post(spaced, earn(customer(), 5, "o9"))
    await seal_all(spaced)
    await sign(spaced)
    return await exported(spaced)


@pytest.fixture
async def lines(world: World) -> Lines:
    return await honest(world)


def kinds(lines: Lines) -> list[str]:
    return [json.loads(line)["line"] for line in lines]


def places(lines: Lines, kind: str) -> list[int]:
    return [place for place, each in enumerate(kinds(lines)) if each == kind]


def test_it_needs_nothing_but_python(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    command = [sys.executable, "-I", "-S", str(VERIFIER), "export", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "REFUSED: the export does not end with a signed head\n"


def test_it_knows_all_that_is_hashed() -> None:
    assert VERIFY["TRANSFER"] == ledger.FIELDS
    assert tuple(field.name for field in fields(Written)) == ledger.FIELDS


async def test_it_accepts_an_honest_export(lines: Lines, tmp_path: Path) -> None:
    told = verdict(tmp_path, lines)
    assert told.splitlines()[1] == "12 transfers under 4 seals"
    assert told.splitlines()[-1] == (
        "points: breakage +40, customer.available +100, issue -170, redeemed +30; "
        "together 0"
    )
    assert kinds(lines)[:3] == ["export", "key", "key"]
    assert kinds(lines)[-1] == "head"


async def test_it_refuses_any_other_byte_in_a_transfer(
    lines: Lines, tmp_path: Path
) -> None:
    place = places(lines, "transfer")[0]
    line = lines[place]
    for at in range(len(line)):
        spoilt = bytearray(line)
        spoilt[at] ^= 1 + at % 255
        told = verdict(tmp_path, [*lines[:place], bytes(spoilt), *lines[place + 1 :]])
        assert told.startswith("REFUSED"), (at, spoilt)


async def test_it_refuses_another_value_in_any_field_of_any_transfer(
    lines: Lines, tmp_path: Path
) -> None:
    for place in places(lines, "transfer"):
        said = json.loads(lines[place])
        for name in ledger.FIELDS:
            value = said[name]
            other = value + 1 if isinstance(value, int) else f"{value}x"
            spoilt = msgspec.json.encode({**said, name: other}) + b"\n"
            told = verdict(tmp_path, [*lines[:place], spoilt, *lines[place + 1 :]])
            assert told.startswith("REFUSED"), (place, name)


async def test_it_refuses_another_byte_in_a_seal_or_a_head(
    lines: Lines, tmp_path: Path
) -> None:
    for kind in ("seal", "head"):
        place = places(lines, kind)[-1]
        for at in range(0, len(lines[place]), 7):
            spoilt = bytearray(lines[place])
            spoilt[at] ^= 1
            told = verdict(
                tmp_path, [*lines[:place], bytes(spoilt), *lines[place + 1 :]]
            )
            assert told.startswith("REFUSED"), (kind, at)


def drop(lines: Lines, place: int) -> Lines:
    return [*lines[:place], *lines[place + 1 :]]


def double(lines: Lines, place: int) -> Lines:
    return [*lines[: place + 1], *lines[place:]]


def swap(lines: Lines, place: int) -> Lines:
    return [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]


def cut(lines: Lines, place: int) -> Lines:
    return lines[:place]


def insert(lines: Lines, place: int) -> Lines:
    said = json.loads(lines[places(lines, "transfer")[0]])
    made = msgspec.json.encode({**said, "id": f"trf_{'e' * 32}"}) + b"\n"
    return [*lines[:place], made, *lines[place:]]


@pytest.mark.parametrize("change", [drop, double, swap, insert])
async def test_it_refuses_lines_that_are_not_where_they_were(
    lines: Lines, tmp_path: Path, change: Callable[[Lines, int], Lines]
) -> None:
    first = lines.index(lines[1])
    for place in range(first, len(lines) - 1):
        if change is drop and kinds(lines)[place] == "head":
            continue  # One head less says nothing else; the last one is over all.
        told = verdict(tmp_path, change(lines, place))
        assert told.startswith("REFUSED"), place


async def test_it_refuses_what_does_not_end_with_its_head(
    lines: Lines, tmp_path: Path
) -> None:
    whole = [place + 1 for place in places(lines, "head")]
    for end in range(len(lines)):
        told = verdict(tmp_path, cut(lines, end))
        assert told.startswith("ACCEPTED" if end in whole else "REFUSED"), end


async def test_it_finds_what_was_cut_by_a_head_that_was_kept(
    lines: Lines, tmp_path: Path
) -> None:
    heads = [lines[place] for place in places(lines, "head")]
    kept = tmp_path / "heads"
    kept.write_bytes(b"".join(heads))
    options = ("--heads", str(kept))
    assert verdict(tmp_path, lines, *options).startswith("ACCEPTED")
    early = lines[: places(lines, "head")[0] + 1]
    assert "a head that you kept is over more" in verdict(tmp_path, early, *options)
    other = json.loads(heads[0]) | {"root": "0" * 64}
    kept.write_text(json.dumps(other))
    assert "the head that you kept over 2 differs" in verdict(tmp_path, lines, *options)


async def test_it_believes_the_keys_that_it_was_told_and_those_they_vouch_for(
    lines: Lines, neighbour: World, tmp_path: Path
) -> None:
    keys = [json.loads(lines[place]) for place in places(lines, "key")]
    for key in keys:
        shorter = lines if key is keys[0] else drop(lines, places(lines, "head")[0])
        told = verdict(tmp_path, shorter, "--key", key["public_key"])
        assert told.startswith("ACCEPTED")
    others = await honest(neighbour)
    told = verdict(tmp_path, others, "--key", keys[0]["public_key"])
    assert "is not trusted" in told


async def test_a_proof_stands_by_itself(world: World, tmp_path: Path) -> None:
    await honest(world)
    listed = await world.run(signing.list_signing_keys, signing.ListSigningKeys())
    _, key = listed.keys
    path = tmp_path / "proof.json"
    asked = ("proof", str(path), "--key", key.public_key)
    for each in await transfer_ids(world):
        proof = msgspec.json.encode(await prove(world, each))
        path.write_bytes(proof)
        assert verified(*asked).startswith("ACCEPTED")
        assert verified(*asked[:3], "0" * 64).startswith("REFUSED")
        said = json.loads(proof)
        said["transfer"]["amount"] += 1
        path.write_text(json.dumps(said))
        assert "the transfer is not under the seal" in verified(*asked)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"available_after": 1}, "leaves 1 of customer.available, not"),
        ({"amount": 31, "lot_amounts": "31"}, "of customer.available, not"),
        ({"amount": 31}, "is not what its lots are"),
        ({"lot_ids": ""}, "has lots without an amount"),
        ({"credit": "customer.available"}, "moves nothing"),
        ({"credit": "customer.pocket"}, "is no side of a customer"),
        ({"seq": 1}, "repeats number 1 of its account"),
    ],
)
async def test_whoever_may_sign_cannot_make_books_that_do_not_add_up(
    lines: Lines, change: dict[str, Any], reason: str
) -> None:
    add: Callable[[dict[str, Any]], None] = VERIFY["Books"]().add
    said = [json.loads(lines[place]) for place in places(lines, "transfer")]
    changed = [{**each, **(change if each["kind"] == "spend" else {})} for each in said]
    with pytest.raises(VERIFY["Refused"], match=reason):
        list(map(add, changed))


def transfer(seq: int, made_ms: int, **more: Any) -> dict[str, Any]:
    said = {
        "id": f"trf_{made_ms:012x}{seq:020x}",
        "customer_id": f"cus_{'1' * 32}",
        "unit": "points",
        "seq": seq,
        "debit": "issue",
        "credit": "customer.available",
        "amount": 5,
        "lot_ids": "",
        "lot_amounts": "",
        "available_after": 5 * seq,
        "pending_after": 0,
        "held_after": 0,
        "debt_after": 0,
    }
    return {**said, **more}


def test_a_gap_is_a_gap_unless_it_is_new() -> None:
    minute = 60_000
    for age, found in (
        (9 * minute, "1 of the newest transfers wait"),
        (10 * minute, None),
    ):
        books = VERIFY["Books"]()
        books.add(transfer(2, 1_000))
        other = {"customer_id": f"cus_{'2' * 32}"}
        books.add(transfer(1, 1_000 + age, **other))
        if found is None:
            with pytest.raises(VERIFY["Refused"], match="of which some lack"):
                list(books.close())
        else:
            assert list(books.close())[-1].startswith(found)


def test_what_left_arrives_unless_it_left_just_now() -> None:
    books = VERIFY["Books"]()
    away = {"debit": "customer.available", "credit": "transit", "available_after": 0}
    books.add(transfer(1, 0))
    books.add(transfer(2, 0, **away))
    assert list(books.close()) == ["points: issue -5, transit +5; together 0"]
    other = {"customer_id": f"cus_{'2' * 32}"}
    books.add(transfer(1, 600_000, **other))
    with pytest.raises(VERIFY["Refused"], match="5 points left and never arrived"):
        list(books.close())


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=99), st.data())
def test_a_signature_is_what_another_library_says(
    seed: bytes, said: bytes, data: st.DataObject
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(said)
    assert VERIFY["is_signed"](public, said, signature)
    place = data.draw(st.integers(min_value=0, max_value=511))
    number = int.from_bytes(signature) ^ 1 << place
    try:
        assert not VERIFY["is_signed"](public, said, number.to_bytes(64))
    except VERIFY["Refused"]:
        return


def test_signatures_are_those_of_the_standard() -> None:
    # RFC 8032, section 7.1, test 3.
    public = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    signature = (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    given_ = bytes.fromhex(public), bytes.fromhex("af82"), bytes.fromhex(signature)
    assert VERIFY["is_signed"](*given_)


def test_the_example_is_accepted() -> None:
    assert verified("export", str(EXAMPLE)).startswith("ACCEPTED")


def test_the_guide_writes_the_first_transfer_of_the_example_as_it_is() -> None:
    guide = (VERIFIER.parents[1] / "guides" / "proof.md").read_text()
    lines = EXAMPLE.read_bytes().splitlines()
    first = lines[places(lines, "transfer")[0]]
    said = json.loads(first)
    whole = VERIFY["netstrings"]("stamgast-transfer-1", said, VERIFY["TRANSFER"])
    assert f"\n    {first.decode()}\n" in guide
    assert f"\n    {whole.decode()}\n" in guide
    assert f"`{VERIFY['transfer_leaf'](said).hex()}`" in guide
    named = [f"`{name}`" for name in ledger.FIELDS]
    assert ", ".join(named) in " ".join(guide.split())
