"""Plans: an operation that is asked all the time, answered without its resolvers.

`customer(id: …) { id status { … } }` and `me { id status { … } }` need one statement.
A plan authorises as the resolvers would, reads by the hot path, and writes out of the
result what the document selects. Whatever it is not sure of, it leaves to the executor,
so that there is one meaning of a document; a test compares the two.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeAlias, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
)
from strawberry.utils.str_converters import to_snake_case

from domain import customers, status
from domain.kernel import Platform, Principal, Refusal

# From a value of a model to what a selection set shows of it.
Projection: TypeAlias = Callable[[Any], Any]

CUSTOMER = "customer"
ME = "me"
OURS = "cus_"
TYPENAME = "__typename"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlan:
    """The way to the status of one customer."""

    key: str
    # The name of the variable, or the id itself; for who asks for themselves, neither.
    variable: str | None
    literal: str | None
    own: bool
    fields: tuple[tuple[str, str], ...]
    project: Projection

    async def __call__(
        self, platform: Platform, principal: Principal, variables: Mapping[str, Any]
    ) -> ExecutionResult | None:
        """Return the answer, or None to have it executed after all."""
        customer = self.whom(principal, variables)
        if not isinstance(customer, str) or not customer.startswith(OURS):
            return None
        try:
            asked = customers.Find(customer_id=customer)
            customers.find.authorise(principal, asked)
            found = await status.read_status_now(
                platform, status.ReadStatus(customer_id=customer), principal
            )
        except Refusal:
            return None  # The executor says no as it always does.
        if found.customer_id != customer:
            return None
        return ExecutionResult({self.key: self._shown(found)}, None)

    def whom(self, principal: Principal, variables: Mapping[str, Any]) -> Any:
        """Return whose status is asked for, as far as that is said."""
        if self.own:
            return principal.customer
        return self.literal if self.variable is None else variables.get(self.variable)

    def _shown(self, found: status.LoyaltyStatus) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for key, name in self.fields:
            match name:
                case "id":
                    shown[key] = found.customer_id
                case "status":
                    shown[key] = self.project(found)
                case _:
                    shown[key] = "Customer"
        return shown


def planned(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> StatusPlan | None:
    """Return a plan for an operation, if it is of the kind that has one."""
    del schema
    if operation.operation is OperationType.MUTATION or operation.directives:
        return None
    if len(document.definitions) != 1:
        return None
    roots = _plain(operation.selection_set)
    if roots is None or len(roots) != 1:
        return None
    return _of_root(roots[0])


def _of_root(root: FieldNode) -> StatusPlan | None:
    fields = _plain(root.selection_set)
    if fields is None or root.name.value not in {CUSTOMER, ME}:
        return None
    named = {each.name.value for each in fields}
    statuses = [each for each in fields if each.name.value == "status"]
    if not named <= {"id", "status", TYPENAME} or len(statuses) != 1:
        return None
    project = _projection(statuses[0].selection_set)
    if project is None or any(each.arguments for each in fields):
        return None
    given = [argument.value for argument in root.arguments or ()]
    own = root.name.value == ME
    if len(given) != (0 if own else 1):
        return None
    value = given[0] if given else None
    if not own and not isinstance(value, VariableNode | StringValueNode):
        return None
    return StatusPlan(
        key=_key(root),
        variable=value.name.value if isinstance(value, VariableNode) else None,
        literal=value.value if isinstance(value, StringValueNode) else None,
        own=own,
        fields=tuple((_key(each), each.name.value) for each in fields),
        project=project,
    )


def _projection(selected: SelectionSetNode | None) -> Projection | None:
    """Return what writes out a value as a selection set wants it."""
    fields = _plain(selected)
    if fields is None or any(field.arguments for field in fields):
        return None
    if all(field.selection_set is None for field in fields):
        return _flat([(_key(field), field.name.value) for field in fields])
    parts: list[tuple[str, Projection]] = []
    for field in fields:
        name = field.name.value
        if name == TYPENAME:
            return None
        take = attrgetter(to_snake_case(name))
        if field.selection_set is None:
            parts.append((_key(field), take))
            continue
        inner = _projection(field.selection_set)
        if inner is None:
            return None
        parts.append((_key(field), _nested(take, inner)))
    return lambda value: {key: part(value) for key, part in parts}


def _flat(named: Sequence[tuple[str, str]]) -> Projection | None:
    """Return what writes out plain fields of a value, all in one step."""
    names = [to_snake_case(name) for _, name in named]
    if TYPENAME in {name for _, name in named}:
        return None
    keys = [key for key, _ in named]
    if len(names) == 1:
        (key,), take = keys, attrgetter(*names)
        return lambda value: {key: take(value)}
    take = attrgetter(*names)
    return lambda value: dict(zip(keys, take(value), strict=True))


def _nested(take: Projection, inner: Projection) -> Projection:
    def project(value: Any) -> Any:
        found = take(value)
        if found is None:
            return None
        if isinstance(found, tuple):
            return [inner(each) for each in cast("tuple[Any, ...]", found)]
        return inner(found)

    return project


def _plain(selected: SelectionSetNode | None) -> list[FieldNode] | None:
    """Return the fields of a selection set, if there is nothing else in it.

    Two with one key would have to be merged.
    """
    if selected is None:
        return None
    fields = [each for each in selected.selections if isinstance(each, FieldNode)]
    keys = {_key(each) for each in fields}
    plain = len(fields) == len(selected.selections) == len(keys)
    return fields if plain and not _directed(fields) else None


def _directed(fields: Iterable[FieldNode]) -> bool:
    return any(field.directives for field in fields)


def _key(field: FieldNode) -> str:
    return (field.alias or field.name).value
