"""The API reference: one page of HTML, made of the OpenAPI document when we start."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from api.pages import family
from api.pages.markup import Markup, element, inline, joined, prose
from api.pages.schemas import Json, field, fields, kind, resolved

METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation, and where it is."""

    method: str
    path: str
    said: Json

    @property
    def anchor(self) -> str:
        """Return the name by which links lead here."""
        return cast("str", self.said["operationId"])

    @property
    def group(self) -> str:
        """Return the feature that it belongs to."""
        tags: list[str] = self.said.get("tags", [])
        return tags[0] if tags else self.anchor.partition(".")[0]


def page(document: Json) -> str:
    """Return the reference of an API."""
    groups: defaultdict[str, list[Operation]] = defaultdict(list)
    for operation in _operations(document):
        groups[operation.group].append(operation)
    info = document["info"]
    components = document.get("components", {}).get("schemas", {})
    content = element(
        "div",
        element("nav", _contents(groups), class_="contents", aria_label="Operations"),
        family.content(
            element("h1", f"{info['title']} API"),
            prose(info.get("description", "")),
            *(_group(*each, components) for each in groups.items()),
            look="",
        ),
        class_="columns",
    )
    return family.written(
        family.Page(
            title=f"{info['title']}: API reference",
            content=content,
            head=family.for_developers("/reference"),
            styles=("reference.css",),
            look="reference",
        )
    )


def _operations(document: Json) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                said = _spelled_out(item[method], document["components"])
                yield Operation(method=method.upper(), path=path, said=said)


def _spelled_out(said: Json, components: Json) -> Json:
    """Return an operation in which what is said once for many is said again."""

    def spelled(part: Json) -> Json:
        _, _, kind, name = part.get("$ref", "///").split("/")
        found: Json = components[kind][name] if name else part
        return found

    responses = {number: spelled(each) for number, each in said["responses"].items()}
    parameters = [spelled(each) for each in said.get("parameters", ())]
    return {**said, "parameters": parameters, "responses": responses}


def _contents(groups: Mapping[str, list[Operation]]) -> Markup:
    document = element("p", element("a", "openapi.json", href="/openapi.json"))
    lists = (
        element(
            "details",
            element("summary", name.replace("_", " ")),
            element("ul", *(element("li", _link(each)) for each in operations)),
            open="",
        )
        for name, operations in groups.items()
    )
    return joined((document, *lists))


def _link(operation: Operation) -> Markup:
    words = operation.said.get("summary", operation.path).rstrip(".")
    method = _method(operation)
    return element("a", method, " ", inline(words), href=f"#{operation.anchor}")


def _method(operation: Operation) -> Markup:
    name = operation.method
    return element("span", name, class_=f"method {name.lower()}")


def _group(name: str, operations: list[Operation], components: Json) -> Markup:
    shown = (_operation(each, components) for each in operations)
    title = element("h2", name.replace("_", " ").capitalize(), id=f"of-{name}")
    return element("section", title, *shown, aria_labelledby=f"of-{name}")


def _operation(operation: Operation, components: Json) -> Markup:
    said = operation.said
    link = element("a", "#", href=f"#{operation.anchor}", aria_label="Link to this")
    return element(
        "article",
        element("h3", inline(said.get("summary", "").rstrip(".")), " ", link),
        element("p", _method(operation), " ", _path(operation.path), class_="address"),
        prose(said.get("description", "")),
        _parameters(said, components),
        _body(said, components),
        _responses(said, components),
        id=operation.anchor,
    )


def _path(path: str) -> Markup:
    """Return a path that may be broken at its slashes."""
    steps = path.split("/")
    breakable = Markup("/<wbr>")
    pieces = (piece for step in steps for piece in (step, breakable))
    return element("code", *tuple(pieces)[:-1])


def _parameters(said: Json, components: Json) -> Markup:
    parts: list[Markup] = []
    for place in ("path", "query", "header"):
        items = [
            field(
                each["name"],
                {"description": each.get("description", ""), **each.get("schema", {})},
                components,
                required=each.get("required", False),
            )
            for each in said.get("parameters", ())
            if each["in"] == place
        ]
        if items:
            parts += [
                element("h4", f"In the {place}"),
                element("ul", *items, class_="fields"),
            ]
    return joined(parts)


def _body(said: Json, components: Json) -> Markup:
    parts: list[Markup] = []
    for media_type, content in said.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        parts += [
            element("h4", "Body ", element("small", media_type)),
            fields(schema, components)
            if resolved(schema, components).get("properties")
            else element("p", kind(schema, components)),
            *_example(content),
        ]
    return joined(parts)


def _example(content: Json) -> Iterator[Markup]:
    if "example" in content:
        shown = json.dumps(content["example"], indent=2, ensure_ascii=False)
        yield element("details", element("summary", "Example"), element("pre", shown))


def _responses(said: Json, components: Json) -> Markup:
    shown = (
        _response(status, response, components)
        for status, response in sorted(said["responses"].items())
    )
    return joined((element("h4", "Answers"), *shown))


def _response(status: str, response: Json, components: Json) -> Markup:
    told = response.get("description", "").splitlines() or [""]
    words = (element("p", inline(line)) for line in told[1:] if line)
    inside: list[Markup] = []
    for media_type, content in response.get("content", {}).items():
        schema = content.get("schema", {})
        named = f"{kind(schema, components)}, {media_type}"
        inside.append(element("p", named, class_="kind"))
        if schema and not status.startswith(("4", "5")):
            inside.append(_content(schema, components))
    class_ = f"answer s{status[0]}"
    first = element("b", status), " ", inline(told[0])
    if not inside:
        return element("div", element("p", *first), *words, class_=class_)
    summary = element("summary", *first)
    return element("details", summary, *words, *inside, class_=class_)


def _content(schema: Json, components: Json) -> Markup:
    whole = resolved(schema, components)
    if whole.get("type") == "array":
        whole = resolved(whole.get("items", {}), components)
    if whole.get("properties"):
        return fields(whole, components)
    return element("pre", json.dumps(cast("Any", whole), indent=2))
