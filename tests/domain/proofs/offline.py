"""The offline verifier, called as a function, and exports for it to read."""

import runpy
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from domain import proofs
from tests.architecture.tree import ROOT
from tests.domain.ledger.books import DAY, at, clawback, customer, earn, post, spend
from tests.world import NOON, TOMORROW, World

VERIFIER = ROOT / "docs" / "verifier" / "verify.py"
EXAMPLE = VERIFIER.with_name("example.ndjson")
VERIFY: dict[str, Any] = runpy.run_path(str(VERIFIER))


async def exported(world: World) -> list[bytes]:
    """Return the lines of an export."""
    lines: list[bytes] = []
    asked = proofs.ExportSome()
    while True:
        part = await world.run(proofs.export, asked)
        lines += part.lines
        if part.done == part.until:
            return lines
        asked = proofs.ExportSome(after=part.done, until=part.until)


def verdict(folder: Path, lines: Iterable[bytes], *options: str) -> str:
    """Return what the verifier says of an export."""
    path = folder / "export.ndjson"
    path.write_bytes(b"".join(lines))
    return verified("export", str(path), *options)


def verified(*arguments: str) -> str:
    """Return what the verifier says, of which the exit code says the same."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(out):
        code = VERIFY["main"](list(arguments))
    told = out.getvalue()
    assert told.startswith("REFUSED" if code else "ACCEPTED"), told
    assert sys.stdout is not out
    return told


async def live(world: World) -> None:
    """Have customers do everything that moves value."""
    ann, bob = customer(), customer()
    await post(
        world,
        earn(ann, 100, "o1", expires_at=NOON + 30 * DAY),
        earn(ann, 40, 'o"2\\ é:,/', available_at=TOMORROW, expires_at=NOON + 3 * DAY),
        earn(bob, 70, "o3"),
    )
    await post(world, spend(ann, 30))
    later = at(world, NOON + 4 * DAY)
    await post(later, clawback(ann, 100))
    await post(later, earn(ann, 50, "o4"))
