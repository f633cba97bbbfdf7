"""Check what a Stamgast ledger says, without Stamgast: Python 3.11 and nothing else.

    python verify.py export FILE [--key HEX]... [--heads FILE]
    python verify.py proof FILE [--key HEX]...

FILE is what `stamgast ledger export` or `GET /v1/ledger/export` wrote, or the answer of
`GET /v1/ledger/transfers/{id}/proof`. --key names a public key that you know from
elsewhere; without one, the keys in the file are believed, and shown. --heads names a
file of heads that you kept, one a line: the export has to agree with each of them.

The format is described in docs/guides/proof.md. Exit code: 0 accepted, 1 refused.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TRANSFER = (
    *("id", "customer_id", "unit", "seq", "kind", "debit", "credit", "amount"),
    *("lot_ids", "lot_amounts"),
    *("available_after", "pending_after", "held_after", "debt_after"),
    *("source_type", "source_id", "effect", "part", "fingerprint"),
    *("occurred_at", "recorded_at"),
)
NUMBERS = {
    *("seq", "amount", "part", "number", "first", "count", "seals", "transfers"),
    *(name for name in TRANSFER if name.endswith("_after")),
}
SEAL = (
    *("tenant_id", "number", "kind", "first", "count", "after", "until", "root"),
    *("previous", "sealed_at"),
)
HEAD = ("tenant_id", "seals", "transfers", "seal", "root", "signed_at", "key_id")
KEY = ("tenant_id", "id", "public_key", "created_at", "predecessor")
NOTHING = "0" * 64
FIRST = "trf_" + "0" * 32
# What a transfer leaves in its account, and with which sign the side holds it.
LEFT = {
    "customer.available": ("available_after", 1),
    "customer.pending": ("pending_after", 1),
    "customer.held": ("held_after", 1),
    "customer.debt": ("debt_after", -1),
}
# Clocks differ: what was written just before may be sealed after what came next.
TAIL_MS = 10 * 60 * 1000


class Refused(Exception):
    """What was given cannot be true, and the message says why."""


def require(truth: object, reason: str) -> None:
    """Refuse what is not so."""
    if not truth:
        raise Refused(reason)


# --- Bytes --------------------------------------------------------------------------


def netstrings(tag: str, said: Json, names: Iterable[str]) -> bytes:
    """Return the bytes that are hashed or signed: length, colon, text, comma, each."""
    texts = [tag]
    for name in names:
        value = said[name]
        kind = int if name in NUMBERS else str
        value = "" if value is None and name == "predecessor" else value
        require(type(value) is kind, f"{name} is not of its type")
        texts.append(str(value))
    encoded = (text.encode() for text in texts)
    return b"".join(b"%d:%b," % (len(each), each) for each in encoded)


def leaf(content: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162, section 2.1.1)."""
    return sha256(b"\x00" + content).digest()


def transfer_leaf(transfer: Json) -> bytes:
    """Return the leaf that a transfer is."""
    return leaf(netstrings("stamgast-transfer-1", transfer, TRANSFER))


def seal_hash(seal: Json) -> bytes:
    """Return the hash of a seal."""
    return sha256(netstrings("stamgast-seal-1", seal, SEAL)).digest()


class Tree:
    """A tree of hashes that grows: its full subtrees, the largest first."""

    def __init__(self) -> None:
        """Have no leaf."""
        self.size = 0
        self.full: list[bytes] = []

    def add(self, new: bytes) -> None:
        """Add a leaf, and join what has become of one size."""
        self.full.append(new)
        self.size += 1
        at = self.size
        while at % 2 == 0:
            right, left = self.full.pop(), self.full.pop()
            self.full.append(sha256(b"\x01" + left + right).digest())
            at //= 2

    def root(self) -> bytes:
        """Return the root."""
        found = self.full[-1]
        for left in reversed(self.full[:-1]):
            found = sha256(b"\x01" + left + found).digest()
        return found


def climb(found: bytes, index: int, size: int, path: Iterable[str]) -> bytes:
    """Return the root that a path leads to (RFC 9162, section 2.1.3.2)."""
    last = size - 1
    require(0 <= index <= last, "the place is not in the tree")
    for beside in map(bytes.fromhex, path):
        require(last > 0, "the path is too long")
        if index % 2 or index == last:
            found = sha256(b"\x01" + beside + found).digest()
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            found = sha256(b"\x01" + found + beside).digest()
        index, last = index // 2, last // 2
    require(last == 0, "the path is too short")
    return found


# --- Ed25519 (RFC 8032, section 5.1.7) ----------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point: TypeAlias = tuple[int, int, int, int]


def point(data: bytes) -> Point:
    """Return the point that 32 bytes name."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    require(len(data) == 32 and y < P, "not a point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    require((x * x - square) % P == 0 and (x or not sign), "not a point of the curve")
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P


def plus(one: Point, other: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, of: Point) -> Point:
    """Return a multiple of a point."""
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor % 2:
            found = plus(found, of)
        of, factor = plus(of, of), factor // 2
    return found


def is_signed(public_key: bytes, said: bytes, signature: bytes) -> bool:
    """Tell whether the holder of a key has signed this."""
    if len(signature) != 64:
        return False
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    key, begin = point(public_key), point(signature[:32])
    proof = int.from_bytes(signature[32:], "little")
    digest = sha512(signature[:32] + public_key + said).digest()
    sides = (
        times(proof, base),
        plus(begin, times(int.from_bytes(digest, "little"), key)),
    )
    one, other = sides
    return (
        proof < ORDER
        and (one[0] * other[2] - other[0] * one[2]) % P == 0
        and (one[1] * other[2] - other[1] * one[2]) % P == 0
    )


# --- The books ----------------------------------------------------------------------


@dataclass
class Account:
    """What a customer holds of one unit, as far as transfers came without a gap."""

    seq: int = 0
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEFT, 0))
    waiting: dict[int, Json] = field(default_factory=dict)


class Books:
    """Accounts and sides, computed from transfers."""

    def __init__(self) -> None:
        """Have none."""
        self.accounts: defaultdict[tuple[str, str], Account] = defaultdict(Account)
        self.sides: defaultdict[str, defaultdict[str, int]]
        self.sides = defaultdict(lambda: defaultdict(int))
        self.newest_ms = self.moved_ms = 0

    def add(self, transfer: Json) -> None:
        """Write a transfer, in whatever order an account's transfers come."""
        named, amount = transfer["id"], transfer["amount"]
        lots = [int(each) for each in transfer["lot_amounts"].split(",") if each]
        way = transfer["debit"], transfer["credit"]
        require(amount >= 0 and way[0] != way[1], f"{named} moves nothing")
        require(not lots or sum(lots) == amount, f"{named} is not what its lots are")
        listed = len(transfer["lot_ids"].split(",")) if transfer["lot_ids"] else 0
        require(len(lots) == listed, f"{named} has lots without an amount")
        sides = self.sides[transfer["unit"]]
        sides[way[0]] -= amount
        sides[way[1]] += amount
        made_ms = int(named[4:16], 16)
        self.newest_ms = max(self.newest_ms, made_ms)
        if "transit" in way:
            self.moved_ms = max(self.moved_ms, made_ms)
        account = self.accounts[transfer["customer_id"], transfer["unit"]]
        fresh = transfer["seq"] > account.seq and transfer["seq"] not in account.waiting
        require(fresh, f"{named} repeats number {transfer['seq']} of its account")
        account.waiting[transfer["seq"]] = transfer
        while account.seq + 1 in account.waiting:
            self.apply(account, account.waiting.pop(account.seq + 1))

    def apply(self, account: Account, transfer: Json) -> None:
        """Write the next transfer of an account, which says what it left there."""
        account.seq = transfer["seq"]
        for side, sign in ((transfer["debit"], -1), (transfer["credit"], 1)):
            if side.startswith("customer."):
                require(side in account.held, f"{side} is no side of a customer")
                account.held[side] += sign * transfer["amount"]
        for side, (name, sign) in LEFT.items():
            left = transfer[name]
            found = f"{transfer['id']} leaves {left} of {side}, not "
            require(left == sign * account.held[side], f"{found}{account.held[side]}")
            require(left >= 0, f"{transfer['id']} leaves less than nothing")

    def close(self) -> Iterator[str]:
        """Tell what the books come to, or refuse."""
        gaps = 0
        held: defaultdict[tuple[str, str], int] = defaultdict(int)
        for (customer, unit), account in self.accounts.items():
            for number, transfer in account.waiting.items():
                age = self.newest_ms - int(transfer["id"][4:16], 16)
                gap = f"{customer} has {number} {unit} transfers, of which some lack"
                require(age < TAIL_MS, gap)
                gaps += 1
            for side in LEFT:
                held[unit, side] += account.held[side]
        for unit, sides in sorted(self.sides.items()):
            on_the_way = sides["transit"] and self.newest_ms - self.moved_ms >= TAIL_MS
            require(not on_the_way, f"{sides['transit']} {unit} left and never arrived")
            require(sum(sides.values()) == 0, f"the books of {unit} do not balance")
            for side in LEFT:
                same = gaps or held[unit, side] == sides[side]
                require(same, f"accounts of {unit} differ from their transfers")
            told = (f"{side} {each:+,}" for side, each in sorted(sides.items()) if each)
            yield f"{unit}: {', '.join(told)}; together 0"
        if gaps:
            yield f"{gaps} of the newest transfers wait for one before them"


# --- Files --------------------------------------------------------------------------


@dataclass
class Keys:
    """The public keys of a tenant, each vouched for by the one before."""

    tenant_id: str
    trusted: set[str]
    known: dict[str, bytes] = field(default_factory=dict)
    newest: str | None = None

    def add(self, key: Json) -> None:
        """Learn a key."""
        require(key["tenant_id"] == self.tenant_id, "a key of another tenant")
        require(key["predecessor"] == self.newest, f"{key['id']} is out of its order")
        public = bytes.fromhex(key["public_key"])
        if self.newest is not None:
            said = netstrings("stamgast-key-1", key, KEY)
            vouched = bytes.fromhex(key["endorsement"])
            known = self.known[self.newest]
            require(is_signed(known, said, vouched), f"nobody vouches for {key['id']}")
            if known.hex() in self.trusted:
                self.trusted.add(public.hex())
        self.known[key["id"]] = public
        self.newest = key["id"]

    def check(self, head: Json) -> None:
        """Refuse a head that no key has signed, or none that is trusted."""
        public = self.known.get(head["key_id"])
        require(public is not None, f"{head['key_id']} is not among the keys")
        assert public is not None
        said = netstrings("stamgast-head-1", head, HEAD)
        signature = bytes.fromhex(head["signature"])
        require(is_signed(public, said, signature), "a head has no valid signature")
        if self.trusted:
            require(public.hex() in self.trusted, f"{public.hex()} is not trusted")


FIELDS = {
    "export": {"format", "tenant_id"},
    "key": {*KEY, "endorsement"},
    "seal": {*SEAL, "hash"},
    "transfer": set(TRANSFER),
    "head": {*HEAD, "signature"},
}


def lines(path: Path) -> Iterator[tuple[str, Json]]:
    """Give each line of a file, if it is written as it must be: in one way only."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            said = json.loads(line)
            again = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
            require(line == again.encode(), f"line {number} is not written as it must")
            kind = said.pop("line", None)
            fields = FIELDS.get(kind)
            require(
                fields == said.keys(), f"line {number} lacks a field, or has others"
            )
            yield kind, said


class Export:
    """An export while it is read."""

    def __init__(self, trusted: set[str], kept: list[Json]) -> None:
        """Know what is trusted: public keys, and heads that were kept."""
        self.trusted, self.kept = trusted, {each["seals"]: each for each in kept}
        self.keys: Keys | None = None
        self.books, self.tree = Books(), Tree()
        self.seal: Json = {"number": 0, "hash": NOTHING, "first": 1, "count": 0}
        self.until, self.last = FIRST, ""
        self.missing = self.transfers = 0
        self.leaves = Tree()
        self.head: Json | None = None

    def take(self, kind: str, said: Json) -> None:
        """Take the next line."""
        require(
            (kind == "transfer") == (self.missing > 0), f"a {kind} out of its place"
        )
        match kind:
            case "export":
                require(said["format"] == "stamgast-export-1", "another format")
                require(self.keys is None, "two exports in one file")
                self.keys = Keys(said["tenant_id"], self.trusted)
            case "key":
                require(self.tree.size == 0, "a key out of its place")
                self.ours().add(said)
            case "seal":
                self.take_seal(said)
            case "transfer":
                self.take_transfer(said)
            case _:
                self.take_head(said)

    def ours(self) -> Keys:
        """Return the keys, of which the first line says whose they are."""
        require(self.keys is not None, "the first line is lacking")
        assert self.keys is not None
        return self.keys

    def take_seal(self, seal: Json) -> None:
        """Take a seal, that must follow the one before."""
        before, named = self.seal, f"seal {seal['number']}"
        follows = seal["number"] == before["number"] + 1
        follows &= seal["first"] == before["first"] + before["count"]
        follows &= seal["previous"] == before["hash"] and seal["count"] > 0
        follows &= seal["tenant_id"] == self.ours().tenant_id
        require(follows, f"{named} does not follow the seal before")
        require(seal_hash(seal).hex() == seal["hash"], f"{named} was changed")
        if seal["kind"] == "range":
            require(seal["after"] == self.until, f"{named} leaves something out")
            self.last, self.until = seal["after"], seal["until"]
        else:
            require(seal["kind"] == "late", f"{named} is of no kind")
            self.last = FIRST
        self.seal, self.missing, self.leaves = seal, seal["count"], Tree()
        self.head = None

    def take_transfer(self, transfer: Json) -> None:
        """Take a transfer of the last seal; with its last, the root is compared."""
        named = transfer["id"]
        require(self.last < named <= self.until, f"{named} is out of its place")
        self.leaves.add(transfer_leaf(transfer))
        self.books.add(transfer)
        self.last, self.missing = named, self.missing - 1
        self.transfers += 1
        if self.missing == 0:
            here = f"the transfers of seal {self.seal['number']}"
            same = self.leaves.root().hex() == self.seal["root"]
            require(same, f"{here} are not those that were sealed")
            self.tree.add(leaf(bytes.fromhex(self.seal["hash"])))
            self.agree_with_kept()

    def take_head(self, head: Json) -> None:
        """Take a head, that must be over all seals so far."""
        require(head != self.head, "a head is there twice")
        self.ours().check(head)
        over = head["seals"], head["transfers"], head["seal"], head["root"]
        here = self.tree.size, self.transfers, self.seal["hash"]
        require(over[:3] == here and self.tree.size, "a head is not over what it says")
        require(head["root"] == self.tree.root().hex(), "a head has another root")
        require(head["tenant_id"] == self.ours().tenant_id, "a head of another tenant")
        self.head = head

    def agree_with_kept(self) -> None:
        """Refuse if a head that was kept says otherwise."""
        kept = self.kept.pop(self.tree.size, None)
        if kept is not None:
            same = kept["root"] == self.tree.root().hex()
            require(same, f"the head that you kept over {self.tree.size} differs")

    def close(self) -> Iterator[str]:
        """Tell what was found, or refuse."""
        require(self.head is not None, "the export does not end with a signed head")
        require(not self.kept, "a head that you kept is over more than this")
        assert self.head is not None
        yield f"{self.transfers:,} transfers under {self.tree.size:,} seals"
        yield f"signed {self.head['signed_at']} by {self.head['key_id']}"
        yield f"public key {self.ours().known[self.head['key_id']].hex()}" + (
            "" if self.trusted else ", which nothing but this file vouches for"
        )
        yield from self.books.close()


def check_export(path: Path, trusted: set[str], kept: list[Json]) -> Iterator[str]:
    """Check an export and tell what it comes to."""
    export = Export(trusted, kept)
    for kind, said in lines(path):
        export.take(kind, said)
    yield from export.close()


def check_proof(path: Path, trusted: set[str]) -> Iterator[str]:
    """Check the proof of one transfer; the key must be one that is known."""
    proof = json.loads(path.read_bytes())
    seal, head = proof["seal"], proof["head"]
    require(trusted, "name the public key with --key, as a proof holds none")
    found = transfer_leaf(proof["transfer"])
    index = proof["position"] - seal["first"]
    root = climb(found, index, seal["count"], proof["path"])
    require(root.hex() == seal["root"], "the transfer is not under the seal")
    require(seal_hash(seal).hex() == seal["hash"], "the seal was changed")
    start = leaf(bytes.fromhex(seal["hash"]))
    root = climb(start, seal["number"] - 1, head["seals"], proof["seal_path"])
    require(root.hex() == head["root"], "the seal is not under the head")
    require(seal["tenant_id"] == head["tenant_id"], "the head is another tenant's")
    said = netstrings("stamgast-head-1", head, HEAD)
    signature = bytes.fromhex(head["signature"])
    signed = (is_signed(bytes.fromhex(each), said, signature) for each in trusted)
    require(any(signed), "none of these keys signed the head")
    yield f"{proof['transfer']['id']} at position {proof['position']}"
    yield f"under the head over {head['seals']:,} seals, signed {head['signed_at']}"


def main(arguments: list[str]) -> int:
    """Check a file, and say what it is or why it cannot be."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("what", choices=["export", "proof"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", default=[], help="a public key, hex")
    parser.add_argument("--heads", type=Path, help="heads that you kept, one a line")
    given = parser.parse_args(arguments)
    trusted = set(given.key)
    try:
        if given.what == "proof":
            found = list(check_proof(given.file, trusted))
        else:
            text = given.heads.read_text() if given.heads else ""
            kept = [json.loads(line) for line in text.splitlines()]
            found = list(check_export(given.file, trusted, kept))
    except (Refused, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stderr.write(f"REFUSED: {error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in ["ACCEPTED", *found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
