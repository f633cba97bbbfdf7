"""Parity: what is written over GraphQL is written over REST by the same use case."""

from typing import Any

from strawberry.types.base import StrawberryObjectDefinition

from api.graphql.schema import Mutation
from api.rest.routes import ROUTES
from domain.kernel import UseCase


def mutations() -> dict[str, UseCase[Any, Any]]:
    definition: StrawberryObjectDefinition = vars(Mutation)["__strawberry_definition__"]
    return {each.python_name: each.metadata["use_case"] for each in definition.fields}


def test_each_mutation_is_a_use_case_that_a_route_calls_too() -> None:
    routed = {id(route.use_case) for route in ROUTES}
    assert len(mutations()) >= 9
    for name, use_case in mutations().items():
        assert id(use_case) in routed, name
