"""Promises about the shape of the code, kept by reading the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import grimp
import pytest
from sqlalchemy import ClauseElement, Table

from tests.architecture.tree import FEATURES, PACKAGES, ROOT, SOURCES, named, refusals

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
MEDIAN_LINES_MAX = 100

# Where the parts of the domain are put together.
COMPOSING = {"domain.tables", "domain.reactions", "domain.composition"}


def feature(module: str) -> str | None:
    """`domain.orders.store` belongs to `orders`; the kernel belongs to all."""
    top, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    features = {each.__name__.rpartition(".")[2] for each in FEATURES}
    return name if top == "domain" and name in features else None


def test_features_are_entered_by_the_front_door() -> None:
    graph = grimp.build_graph(*PACKAGES)
    trespasses = [
        f"{importer} -> {imported}"
        for imported in graph.modules
        if feature(imported) and imported.count(".") > 1
        for importer in graph.find_modules_that_directly_import(imported)
        if importer not in COMPOSING and feature(importer) != feature(imported)
    ]
    assert trespasses == []


def test_no_table_and_no_statement_leaves_by_the_front_door() -> None:
    leaving = [
        f"{each.__name__}.{name}"
        for each in FEATURES
        for name, value in vars(each).items()
        if isinstance(value, Table | ClauseElement)
    ]
    assert leaving == []


def test_front_doors_say_what_they_offer_in_order() -> None:
    for each in FEATURES:
        offered: list[str] = each.__all__
        assert {"__doc__"} & set(vars(each)), each
        assert all(hasattr(each, name) for name in offered), each
        assert len(offered) == len(set(offered)), each


def test_only_the_kernel_touches_a_transaction() -> None:
    word = re.compile(r"\.(commit|rollback|connection|driver_connection)\b")
    homes = [ROOT / "domain", ROOT / "api", ROOT / "workers"]
    outside = [
        path
        for path in SOURCES
        if any(home in path.parents for home in homes) and path.parent.name != "kernel"
    ]
    touching = [named(path) for path in outside if word.search(path.read_text())]
    executing = [
        named(path)
        for path in outside
        if ".transaction." in path.read_text() and "store" not in path.name
    ]
    assert (touching, executing) == ([], [])


def test_features_catch_nothing_but_values_and_refusals() -> None:
    # Else a unit could go on, and commit nothing, after the database has said no.
    caught = [
        f"{named(path)}: {name}"
        for each in FEATURES
        for path in Path(str(each.__file__)).parent.rglob("*.py")
        for name in names_caught(path)
        if name not in HARMLESS.union(refusal.__name__ for refusal in refusals())
    ]
    assert caught == []


# What parsing a value says no with; no statement is on its way then.
HARMLESS = {
    "Refusal",
    *("ValueError", "KeyError", "ValidationError", "JoseError"),
    *("ZoneInfoNotFoundError", "EmailNotValidError", "NumberParseException"),
    "InvalidSignature",
    # What rendering a template says no with.
    *("LiquidError", "RecursionError", "ArithmeticError", "TextFailed"),
    # And compiling a layout, where the compiler of MJML says OSError.
    *("ParseError", "OSError", "InlineError"),
}


def names_caught(path: Path) -> Iterator[str]:
    source = path.read_text()
    if "suppress(" in source:
        yield "suppress"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for each in types:
                yield "" if each is None else ast.unparse(each).rpartition(".")[2]


def test_everything_is_caught_in_few_places() -> None:
    # At the top of a process, and where one of many may fail without the others.
    places = {
        named(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) == "Exception")
    }
    assert places <= {"api/observation.py", "workers/queue.py"}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_nothing_is_long(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= FILE_LINES_MAX
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for function in functions:
        assert function.end_lineno is not None
        lines = function.end_lineno - function.lineno
        assert lines <= FUNCTION_LINES_MAX, function.name


def test_most_files_are_short() -> None:
    sizes = [len(path.read_text().splitlines()) for path in SOURCES]
    assert median(sizes) <= MEDIAN_LINES_MAX


def test_nobody_is_called_by_what_says_nothing() -> None:
    # The graph's PageInfo is Relay's name.
    word = re.compile(
        r"\nclass (?!PageInfo)\w*(Manager|Helper|Utils?|Base|Data|Info)\b"
    )
    assert [named(path) for path in SOURCES if word.search(path.read_text())] == []


def test_nothing_is_left_to_be_done_later() -> None:
    word = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [named(path) for path in SOURCES if word.search(path.read_text())] == []


def test_migrations_are_no_package() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
