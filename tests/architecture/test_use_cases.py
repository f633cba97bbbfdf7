"""Promises about what can be asked, and about every way of saying no."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, cast, get_args

import msgspec
import pytest

from api.rest import problems
from api.rest.routes import ROUTES
from domain import tenants
from domain.kernel import SYSTEM, Kind, Refusal, UseCase
from domain.kernel.validation import hints
from tests.architecture.tree import ROOT, SOURCES, named, refusals, use_cases

SCOPES = {*tenants.SCOPES, SYSTEM}
OFFERING = ("api", "workers", "local", "demo")
# What the shop names, as it likes.
FOREIGN = {"external_id", "product_id", "visitor_id"}
OURS = re.compile(r"[a-z]{3}_\[0-9a-f\]\{32\}")


def name_of(value: object) -> str:
    return value.name if isinstance(value, UseCase) else str(value)


def test_every_use_case_is_offered_to_somebody() -> None:
    outside = "".join(
        path.read_text()
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] in OFFERING
    )
    routed = {route.use_case.name for route in ROUTES}
    orphans = [
        each.name
        for each in use_cases()
        if each.name not in routed and not re.search(rf"\b{each.name}\b", outside)
    ]
    assert orphans == []


@pytest.mark.parametrize("use_case", use_cases(), ids=name_of)
def test_a_use_case_says_what_it_is(use_case: UseCase[Any, Any]) -> None:
    assert use_case.scope in SCOPES
    assert use_case.summary.endswith("."), use_case.summary
    assert len(set(use_case.refusals)) == len(use_case.refusals)
    if use_case.subject is not None:
        assert use_case.subject in hints(use_case.command_type)


def inside(kind: Any) -> Iterator[Any]:
    """Return a type, what it is made of and how that is annotated."""
    yield kind
    for each in (*get_args(kind), *getattr(kind, "__metadata__", ())):
        yield from inside(each)


def ids_in(asked: type[Any]) -> Iterator[tuple[str, Any]]:
    """Return the fields that name a thing, of a command and of what is in it."""
    for name, kind in hints(asked).items():
        if name.endswith(("_id", "_ids")):
            yield name, kind
        for each in inside(kind):
            if is_dataclass(each):
                yield from ids_in(cast("type[Any]", each))


def patterns(kind: Any) -> list[str]:
    found = (each for each in inside(kind) if isinstance(each, msgspec.Meta))
    return [each.pattern or "" for each in found]


@pytest.mark.parametrize("use_case", use_cases(), ids=name_of)
def test_ids_of_ours_are_of_their_kind(use_case: UseCase[Any, Any]) -> None:
    """Or what has another prefix would reach the database."""
    for name, kind in ids_in(use_case.command_type):
        if name.removesuffix("s") not in FOREIGN:
            assert any(map(OURS.search, patterns(kind))), name


@pytest.mark.parametrize("refusal", refusals(), ids=lambda each: each.__qualname__)
def test_a_refusal_says_what_it_is(refusal: type[Refusal]) -> None:
    assert 400 <= problems.status(refusal) < 500 or refusal.kind is Kind.CRASHED
    assert refusal.__doc__, refusal
    assert refusal.title().endswith("."), refusal.title()
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code())
    assert refusal.code() in problems.catalogue()


def test_refusals_that_share_a_code_share_its_meaning() -> None:
    known: dict[str, type[Refusal]] = {}
    for refusal in refusals():
        first = known.setdefault(refusal.code(), refusal)
        assert problems.status(first) is problems.status(refusal), refusal


def test_every_refusal_is_declared_by_some_use_case_or_transport() -> None:
    declared = {refusal for each in use_cases() for refusal in each.refusals}
    sources = {path: path.read_text() for path in SOURCES}
    forgotten = [
        refusal.__qualname__
        for refusal in refusals()
        if refusal not in declared
        and refusal.__module__.startswith("domain.")
        and not refusal.__module__.startswith("domain.kernel")
        and not any(f"raise {refusal.__name__}" in text for text in sources.values())
    ]
    assert forgotten == []


def test_routes_are_in_nobodys_way() -> None:
    addresses = [(route.method, route.path) for route in ROUTES]
    assert len(addresses) == len(set(addresses))
    for route in ROUTES:
        assert route.path.startswith("/v1/"), route.path
        assert re.fullmatch(r"(/(\{[a-z_]+\}|[a-z0-9-]+))+", route.path), route.path
        assert set(route.fields) <= set(hints(route.use_case.command_type)), route


def test_sources_are_read() -> None:
    assert "api/rest/routing.py" in {named(path) for path in SOURCES}
