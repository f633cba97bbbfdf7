"""The OpenAPI document says what is so, and says nothing that is not allowed."""

import json
import re
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from api.contract import document
from api.rest import problems
from api.rest.decoding import WITHOUT_BODY
from api.rest.examples import example
from api.rest.operations import refusals
from api.rest.routes import ROUTES
from api.rest.routing import Route
from domain.kernel.validation import command

Json = dict[str, Any]

DOCUMENT = document()
REGISTRY = {"components": DOCUMENT["components"]}


def operation(route: Route) -> Json:
    found: Json = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


def named(value: object) -> str:
    return value.use_case.name if isinstance(value, Route) else str(value)


def conforms(value: Any, schema: Json) -> None:
    # The document is the root to which references are relative.
    validator: Any = jsonschema.Draft202012Validator({**REGISTRY, **schema})
    validator.validate(value)


def test_the_document_is_openapi() -> None:
    validate(DOCUMENT)


def test_operations_have_names_of_their_own() -> None:
    names = [operation(route)["operationId"] for route in ROUTES]
    assert sorted(names) == sorted(set(names))


DESCRIBED_BY_TYPES = [
    route for route in ROUTES if type(route).describe is Route.describe
]


@pytest.mark.parametrize("route", DESCRIBED_BY_TYPES, ids=named)
def test_examples_are_what_they_are_examples_of(route: Route) -> None:
    given: Json = {}
    for parameter in operation(route)["parameters"]:
        if "example" in parameter:
            conforms(parameter["example"], parameter["schema"])
            given[parameter["name"]] = parameter["example"]
    if "requestBody" in operation(route):
        content = operation(route)["requestBody"]["content"]["application/json"]
        conforms(content["example"], content["schema"])
        given |= content["example"]
    if "version" in command_fields(route) and "version" not in given:
        given["version"] = 1
    strict = route.method not in WITHOUT_BODY
    assert command(given, route.use_case.command_type, strict=strict)


def command_fields(route: Route) -> set[str]:
    return set(route.use_case.command_type.__dataclass_fields__)


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_refusal_is_documented(route: Route) -> None:
    responses = operation(route)["responses"]
    documented = json.dumps([resolved(each) for each in responses.values()])
    for refusal in refusals(route):
        assert str(problems.status(refusal).value) in responses
        assert f"`{refusal.code()}`: " in documented, refusal


def resolved(response: Json) -> Json:
    name = response.get("$ref", "").rpartition("/")[2]
    found: Json = DOCUMENT["components"]["responses"][name] if name else response
    return found


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_every_schema_allows_something(name: str) -> None:
    schema = {"$ref": f"#/components/schemas/{name}"}
    conforms(example(schema, DOCUMENT["components"]["schemas"]), schema)


def test_every_reference_leads_somewhere_and_everything_is_referred_to() -> None:
    told = json.dumps(DOCUMENT)
    referred = set(re.findall(r'"#/components/(\w+/[^"]+)"', told))
    kinds = ("schemas", "responses", "parameters", "headers")
    there = {
        f"{kind}/{name}" for kind in kinds for name in DOCUMENT["components"][kind]
    }
    assert referred <= there
    assert {each for each in there - referred if each.startswith("responses/")} == set()


def test_no_pattern_is_of_python_alone() -> None:
    assert "(?!" not in json.dumps(DOCUMENT)
