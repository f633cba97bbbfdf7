"""Promises about what is committed: nothing of one machine, no link to nowhere."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, named

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]
TEXTS = [path for path in TRACKED if path.suffix not in {".png", ".woff2", ".parquet"}]
GUIDES = [path for path in TRACKED if path.suffix == ".md"]

# Where somebody's files are, or where somebody's packages come from.
OF_A_MACHINE = re.compile(
    r"(?i)/(home|Users)/\w+|/root/|/work/\w+|--(extra-)?index-url|\bartifactory\b"
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_nothing_is_of_one_machine(path: Path) -> None:
    if path == Path(__file__) or not path.is_file():
        return
    found = OF_A_MACHINE.search(path.read_text(errors="replace"))
    assert found is None, found


@pytest.mark.parametrize("path", GUIDES, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    missing = [
        target
        for target, _ in LINK.findall(path.read_text())
        if not (path.parent / target).exists()
    ]
    assert missing == []


def test_decisions_are_numbered_without_a_gap() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == sorted(set(numbers))
    for path in decisions:
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in path.read_text(), path.name
