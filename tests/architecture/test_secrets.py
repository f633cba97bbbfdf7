"""What must match a secret is compared in a time that does not tell how far it did."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, SOURCES, named

SECRET = re.compile(r"(^|_)(secret|signature|digest|mac|hmac|hash|password|pepper)s?$")


def word(node: ast.expr) -> str:
    """Return how a thing is called, unless PostgreSQL compares it, by an index."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Attribute(attr="c")):
            return ""
        case ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
        case _:
            return ""


def compared(text: str) -> Iterator[str]:
    """Give the comparisons of a source that stop at the first letter that differs."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and any(
            isinstance(each, ast.Eq | ast.NotEq) for each in node.ops
        ):
            parts = (node.left, *node.comparators)
            if any(SECRET.search(word(each)) for each in parts):
                yield ast.unparse(node)


def found(path: Path) -> list[str]:
    return [f"{named(path)}: {each}" for each in compared(path.read_text())]


def test_what_stops_early_is_found() -> None:
    text = "if signature == right or it.secret != x or t.c.digest == digest(x): 1"
    assert len(list(compared(text))) == 3
    assert list(compared("a == b; hmac.compare_digest(a, b); t.c.digest == d")) == []


def test_no_secret_is_compared_letter_by_letter() -> None:
    # What proves the ledger is published.
    published = ROOT / "domain" / "proofs"
    ours = [path for path in SOURCES if not path.is_relative_to(published)]
    assert [line for path in ours for line in found(path)] == []
