"""JSON Schemas of commands, results and problems, under names that do not move."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar, cast

import msgspec

from api.rest import problems
from domain.kernel import Refusal, UseCase
from domain.kernel.validation import hints

Json: TypeAlias = dict[str, Any]

T = TypeVar("T")

REFERENCE = "#/components/schemas/"
# Python lets `$` stand before a last newline, and this takes that back; in the dialect
# of JSON Schema (ECMA 262) there is nothing to take back.
ONLY_IN_PYTHON = r"(?!\n)"
PAGE = re.compile(r"Page_(\w+)_$")


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of everything that a document speaks of."""

    components: dict[str, Json] = field(default_factory=dict[str, Json])

    def commands(self, use_cases: Iterable[UseCase[Any, Any]]) -> dict[str, Json]:
        """Return the schema of each use case's command; keep what they are made of."""
        distinct = {use_case.name: use_case for use_case in use_cases}
        types = [use_case.command_type for use_case in distinct.values()]
        roots, parts = _of(types)
        names = [root["$ref"].removeprefix(REFERENCE) for root in roots]
        commands = {
            name: _closed(parts[of]) for name, of in zip(distinct, names, strict=True)
        }
        rest = {name: part for name, part in parts.items() if name not in names}
        self._keep({name: _closed(part) for name, part in rest.items()}, "Input")
        return {name: _renamed(of, rest, "Input") for name, of in commands.items()}

    def results(self, use_cases: Iterable[UseCase[Any, Any]]) -> dict[str, Json]:
        """Return a reference to the schema of each use case's result; keep those."""
        distinct = {use_case.name: use_case for use_case in use_cases}
        types = [use_case.result_type for use_case in distinct.values()]
        roots, parts = _of(types)
        self._keep(parts, "")
        renamed = [_renamed(root, parts, "") for root in roots]
        return dict(zip(distinct, renamed, strict=True))

    def problem(self, refusal: type[Refusal]) -> Json:
        """Return a reference to the schema of a refusal; keep it."""
        code = refusal.code()
        name = "".join(map(str.capitalize, code.split("_"))) + "Problem"
        fields = problems.details(refusal)
        schemas, parts = _of([hints(refusal)[each] for each in fields])
        self._keep(parts, "")
        said: Json = {
            "type": {"const": f"/problems/{code}"},
            "title": {"type": "string"},
            "status": {"const": problems.status(refusal).value},
        }
        details = (_renamed(each, parts, "") for each in schemas)
        said |= dict(zip(fields, details, strict=True))
        schema = {
            "title": name,
            "description": refusal.title(),
            "type": "object",
            "properties": said,
            "required": list(said),
        }
        # Two refusals may share a code, so that a caller cannot tell them apart; what
        # one of them does not say is not required of either.
        known = self.components.get(name, schema)
        self.components[name] = schema | {
            "properties": known["properties"] | said,
            "required": [each for each in said if each in known["required"]],
        }
        return {"$ref": REFERENCE + name}

    def _keep(self, parts: Mapping[str, Json], suffix: str) -> None:
        for name, part in parts.items():
            ours = _name(name, part, suffix)
            schema = _renamed(part, parts, suffix) | {"title": ours}
            # Two things of one name would each take the name of the other in turn.
            assert self.components.setdefault(ours, schema) == schema, ours


def _of(types: Iterable[Any]) -> tuple[tuple[Json, ...], dict[str, Json]]:
    roots, parts = msgspec.json.schema_components(
        tuple(types), ref_template=REFERENCE + "{name}"
    )
    return tuple(map(_plain, roots)), _plain(parts)


def _plain(node: T) -> T:
    """Return a schema as others read it."""
    match node:
        case dict():
            found = cast("dict[str, Any]", node)
            return cast("T", {name: _plain(each) for name, each in found.items()})
        case list() | tuple():
            return cast("T", [_plain(each) for each in cast("list[Any]", node)])
        case str():
            return cast("T", node.removesuffix(ONLY_IN_PYTHON))
        case _:
            return node


def _closed(schema: Json) -> Json:
    """Return the schema of something of which unknown fields are refused."""
    is_object = "properties" in schema
    return {**schema, "additionalProperties": False} if is_object else schema


def _name(name: str, schema: Json, suffix: str) -> str:
    """Return the name of a part; what goes in is another thing than what comes out."""
    page = PAGE.match(name)
    if page is not None:
        return f"{page[1]}Page"
    return name + suffix if "properties" in schema else name


def _renamed(node: Any, parts: Mapping[str, Json], suffix: str) -> Any:
    if isinstance(node, list):
        return [_renamed(each, parts, suffix) for each in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    found = cast("Json", node)
    renamed = {name: _renamed(each, parts, suffix) for name, each in found.items()}
    if isinstance(found.get("$ref"), str):
        part = found["$ref"].removeprefix(REFERENCE)
        renamed["$ref"] = REFERENCE + _name(part, parts[part], suffix)
    return renamed
