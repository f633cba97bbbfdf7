"""Breaks of the REST contract: what a caller of an operation can do no longer."""

from collections.abc import Iterator
from typing import Any

from local.breaks.schemas import Comparison, Json, Way

SUCCESS = ("2", "3")


def rest_breaks(old: Json, new: Json) -> list[str]:
    """Return what an OpenAPI document promised and the newer one does not."""
    compared = Comparison(old=old, new=new)
    return sorted(set(_operations(old, new, compared)))


def _operations(old: Json, new: Json, compared: Comparison) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            at = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                yield f"{at}: gone"
                continue
            if before.get("operationId") != after.get("operationId"):
                yield f"{at}: called {after.get('operationId')}"
            yield from _asked(before, after, at)
            yield from _parameters(before, after, at, compared)
            yield from _body(before, after, at, compared)
            yield from _answers(before, after, at, compared)


def _asked(before: Json, after: Json, at: str) -> Iterator[str]:
    """Tell of callers who may ask no longer."""
    for grant in before.get("security", ()):
        if grant not in after.get("security", ()):
            (who, scopes), *_ = grant.items()
            yield f"{at}: not for a {who} with {', '.join(scopes) or 'no scope'}"


def _parameters(
    before: Json, after: Json, at: str, compared: Comparison
) -> Iterator[str]:
    had = {_named(each): each for each in compared.of_old(before["parameters"])}
    has = {_named(each): each for each in compared.of_new(after["parameters"])}
    for name, given in has.items():
        if given.get("required") and not had.get(name, {}).get("required"):
            yield f"{at}: needs {name}"
    for name, given in had.items():
        if name not in has:
            yield f"{at}: {name}: gone"
        else:
            schemas = given["schema"], has[name]["schema"]
            yield from compared.differ(*schemas, Way.IN, f"{at}: {name}")


def _body(before: Json, after: Json, at: str, compared: Comparison) -> Iterator[str]:
    had, has = before.get("requestBody"), after.get("requestBody")
    if had is None or has is None:
        if had is not None:
            yield f"{at}: body: gone"
        elif has is not None and has.get("required"):
            yield f"{at}: needs a body"
        return
    if has.get("required") and not had.get("required"):
        yield f"{at}: needs a body"
    yield from _content(had, has, Way.IN, f"{at}: body", compared)


def _answers(before: Json, after: Json, at: str, compared: Comparison) -> Iterator[str]:
    for status, had in before["responses"].items():
        if status.startswith(SUCCESS):
            has = after["responses"].get(status)
            if has is None:
                yield f"{at}: {status}: gone"
            else:
                yield from _content(had, has, Way.OUT, f"{at}: {status}", compared)


def _content(
    had: Json, has: Json, way: Way, at: str, compared: Comparison
) -> Iterator[str]:
    for kind, told in had.get("content", {}).items():
        found = has.get("content", {}).get(kind)
        if found is None:
            yield f"{at}: {kind}: gone"
        elif "schema" in told and "schema" in found:
            yield from compared.differ(told["schema"], found["schema"], way, at)


def _named(parameter: Any) -> str:
    return f"{parameter['in']} {parameter['name']}"
