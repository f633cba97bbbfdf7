"""Exporting: all that is under the newest head, as lines that anybody can check.

One line of JSON for each thing: what this is, the keys, then each seal with the
transfers under it, and each head behind the last seal that it is over. A part of it is
read in a unit of its own; nothing of it can change meanwhile.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from domain import ledger, signing
from domain.kernel import Unit, reads
from domain.kernel.types import Count
from domain.proofs import store
from domain.proofs.model import Head, NotYetSigned, Seal, SealKind
from domain.signing import SigningKey

FORMAT = "stamgast-export-1"
SEALS_MAX = 500
TRANSFERS_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSome:
    """Ask for the next part of an export: after so many seals, up to so many."""

    after: Count = 0
    until: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Lines of an export, and after how many seals of how many the rest follows."""

    lines: tuple[bytes, ...]
    transfers: int
    done: int
    until: int


@reads("ledger:read", refusals=(NotYetSigned,))
async def export(unit: Unit, command: ExportSome) -> Exported:
    """Export transfers with their seals, and heads, as lines of JSON."""
    until = command.until
    if until is None:
        head = await store.newest_head(unit)
        if head is None:
            raise NotYetSigned
        until = head.seals
    parts = await _next(unit, command.after, until)
    lines = [] if command.after else await _beginning(unit)
    done = parts[-1].number if parts else until
    heads = await store.heads_after(unit, command.after, done)
    transfers = await _under(unit, parts)
    for part in parts:
        lines.append(_line("seal", part))
        lines.extend(_line("transfer", each) for each in transfers[part.number])
        lines.extend(_line("head", each) for each in heads if each.seals == part.number)
    count = sum(part.count for part in parts)
    return Exported(lines=tuple(lines), transfers=count, done=done, until=until)


async def _next(unit: Unit, after: int, until: int) -> tuple[Seal, ...]:
    """Return the seals of the next part, with a bounded number of transfers."""
    found: list[Seal] = []
    count = 0
    for each in await store.seals_after(unit, after, SEALS_MAX):
        count += each.count
        if each.number > until or (found and count > TRANSFERS_MAX):
            break
        found.append(each)
    return tuple(found)


async def _under(
    unit: Unit, parts: Sequence[Seal]
) -> dict[int, tuple[ledger.Written, ...]]:
    """Return the transfers under each seal; what lies side by side is read at once."""
    found: dict[int, tuple[ledger.Written, ...]] = {}
    ranges = [each for each in parts if each.kind is SealKind.RANGE]
    if ranges:
        within = ledger.Range(after=ranges[0].after, until=ranges[-1].until)
        late = await store.late_between(unit, within.after, within.until)
        there = [each async for each in ledger.every_written(unit, within)]
        left = deque(each for each in there if each.id not in late)
        for each in ranges:
            inside: list[ledger.Written] = []
            while left and left[0].id <= each.until:
                inside.append(left.popleft())
            found[each.number] = await _sealed(unit, each, inside)
    for each in parts:
        if each.kind is SealKind.LATE:
            named = await store.late_in(unit, each.number)
            found[each.number] = await ledger.written_of(unit, named)
    return found


async def _sealed(
    unit: Unit, seal: Seal, inside: Sequence[ledger.Written]
) -> tuple[ledger.Written, ...]:
    """Return those of a range that its seal is over; who came late has none yet.

    What was changed since is told as it is now, for whoever checks to find.
    """
    if len(inside) <= seal.count:
        return tuple(inside)
    leaves = set(await store.leaves(unit, seal.number))
    within = ledger.Range(after=seal.after, until=seal.until)
    strange = {
        each.id
        async for each in ledger.every_digest(unit, within)
        if each.digest not in leaves
    }
    return tuple(each for each in inside if each.id not in strange)


async def _beginning(unit: Unit) -> list[bytes]:
    begin = {"line": "export", "format": FORMAT, "tenant_id": store.tenant_of(unit)}
    keys = await signing.every_key(unit)
    return [msgspec.json.encode(begin) + b"\n", *(_key(each) for each in keys)]


def _key(key: SigningKey) -> bytes:
    told: dict[str, Any] = msgspec.to_builtins(key)
    del told["retired_at"]
    return msgspec.json.encode({"line": "key", **told}) + b"\n"


def _line(kind: str, said: Seal | Head | ledger.Written) -> bytes:
    return b'{"line":"%b",%b\n' % (kind.encode(), msgspec.json.encode(said)[1:])
