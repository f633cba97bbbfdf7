"""Mutations: a line each, as REST's routes are.

The input follows from the command and the problems from the refusals of the use case. A
refusal that a client can act upon is a member of the result; others are errors.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.directive import DirectiveLocation, DirectiveValue
from strawberry.types.nodes import SelectedField

from api.graphql import derivation
from api.graphql.context import Info
from domain.kernel import (
    FieldError,
    InFlight,
    KeyReused,
    Kind,
    Malformed,
    Refusal,
    UseCase,
)

AS_DATA = (Kind.INVALID, Kind.CONFLICT, Kind.PRECONDITION)
# As REST has it, where the key comes in a header.
KEY = re.compile(r"[\x21-\x7e]{1,200}")
OF_ALL = (Malformed, KeyReused, InFlight)


@strawberry.directive(
    locations=[DirectiveLocation.FIELD],
    description="Do this once, however often it is sent with this key; for 30 days.",
)
def idempotent(value: DirectiveValue[Any], key: str) -> Any:
    """Mark a mutation; the mutation itself reads the key."""
    del key
    return value


def mutation(
    name: str,
    use_case: UseCase[Any, Any],
    into: Any,
    shown: Callable[[Any], Any] | None = None,
) -> Any:
    """Make the mutation of a use case that writes, and show its result as a type."""
    present = shown or partial(derivation.show, into)
    assert not use_case.read_only, use_case.name
    refusals = [each for each in use_case.refusals if each.kind in AS_DATA]
    as_data: tuple[type[Refusal], ...] = tuple(dict.fromkeys([*OF_ALL, *refusals]))
    result = into
    for each in as_data:
        result |= derivation.problem(each)

    async def resolve(info: Info, given: Any) -> Any:
        asked = derivation.plain(given)
        try:
            return present(await info.context.run_once(use_case, asked, _key(info)))
        except as_data as refusal:
            return derivation.told(refusal)

    leads_to = f"What `{name[0].lower()}{name[1:]}` leads to, or why it does not."
    resolve.__annotations__ = {
        "info": Info,
        "given": Annotated[
            derivation.entry(use_case.command_type, f"{name}Input"),
            strawberry.argument(name="input"),
        ],
        "return": Annotated[
            result, strawberry.union(f"{name}Result", description=leads_to)
        ],
    }
    metadata = {"use_case": use_case}
    return strawberry.mutation(resolve, description=use_case.summary, metadata=metadata)


def _key(info: Info) -> str | None:
    (selected,) = info.selected_fields
    assert isinstance(selected, SelectedField)
    found: dict[str, Any] | None = selected.directives.get("idempotent")
    if found is None:
        return None
    if not KEY.fullmatch(found["key"]):
        told = "Expected 1 to 200 visible letters."
        raise Malformed((FieldError(pointer="/@idempotent/key", detail=told),))
    return found["key"]
