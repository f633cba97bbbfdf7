"""The tree as the tests of its shape read it."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from domain.kernel import Refusal, UseCase

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "demo", "domain", "local", "workers")
SOURCES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]

KERNEL = "kernel"
FEATURES: tuple[ModuleType, ...] = tuple(
    importlib.import_module(f"domain.{path.parent.name}")
    for path in sorted((ROOT / "domain").glob("*/__init__.py"))
    if path.parent.name != KERNEL
)


def named(path: object) -> str:
    """Return how a test of a file is called."""
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else str(path)


def use_cases() -> list[UseCase[Any, Any]]:
    """Return everything that can be asked of the domain."""
    found: dict[str, UseCase[Any, Any]] = {
        value.name: value
        for feature in FEATURES
        for value in vars(feature).values()
        if isinstance(value, UseCase)
    }
    return [found[name] for name in sorted(found)]


def refusals() -> list[type[Refusal]]:
    """Return every refusal of the domain and its transports."""
    return sorted(set(_below(Refusal)), key=lambda refusal: refusal.__qualname__)


def _below(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in refusal.__subclasses__():
        if not each.__module__.startswith("tests."):
            yield each
        yield from _below(each)
