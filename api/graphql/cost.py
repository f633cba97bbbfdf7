"""Cost: how many objects an answer may hold, and how many it did hold.

Scalars are free, and so is what only leads on to objects; a mutation costs ten times an
object. What is asked per page is multiplied by the size of the page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    IntValueNode,
    NameNode,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

MUTATION = 10
INTROSPECTION = 100
# How many there are in a list whose size nobody asks for.
LIST_ASSUMED = 10

PAGE_SIZE = "first"
FREE = ("Connection", "Edge", "PageInfo")


@dataclass(frozen=True, slots=True)
class Variable:
    """A size that a variable gives, and the size if it does not."""

    name: str
    otherwise: int


Size: TypeAlias = int | Variable
Defaults: TypeAlias = Mapping[str, int]
# From what was answered to what it cost.
Counted: TypeAlias = Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an answer whose value is an object, or a list of `times` objects."""

    key: str
    weight: int
    times: Size
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation asks for."""

    parts: tuple[Part, ...]
    pages: tuple[Size, ...]

    def requested(self, variables: Mapping[str, Any]) -> int:
        """Return the most that the operation can cost, with these variables."""
        return sum(_requested(part, variables) for part in self.parts)

    @property
    def varies(self) -> bool:
        """Tell whether variables say how much is asked for."""
        return any(isinstance(size, Variable) for size in self.pages)

    def page_max(self, variables: Mapping[str, Any]) -> int:
        """Return the size of the largest page that is asked for."""
        return max((_number(size, variables) for size in self.pages), default=0)


def counter(parts: Iterable[Part], weight: int = 0) -> Counted:
    """Return what counts the cost of an object, or of a list of them, with its parts.

    It is made once for a document, as answers are counted thousands of times.
    """
    below = [(part.key, counter(part.parts, part.weight)) for part in parts]

    def count(value: Any) -> int:
        if isinstance(value, list):
            values = cast("list[Any]", value)
            if below:
                return sum([count(each) for each in values if each is not None])
            return weight * (len(values) - values.count(None))
        total = weight
        for key, counted in below:
            inner = value.get(key)
            if inner is not None:
                total += counted(inner)
        return total

    return count


def holds(definition: GraphQLField | None) -> GraphQLCompositeType | None:
    """Return the type of the objects that a field holds, if it holds any."""
    if definition is None:
        return None
    named = cast("GraphQLNamedType", get_named_type(_type(definition)))
    return named if is_composite_type(named) else None


def weight(definition: GraphQLField | None) -> int:
    """Return what one value of a field costs."""
    if definition is None:
        return 0
    named = holds(definition)
    return int(named is not None and not named.name.endswith(FREE))


def defaults(operation: OperationDefinitionNode) -> Defaults:
    """Return the numbers that variables are if they are not given."""
    return {
        each.variable.name.value: int(each.default_value.value)
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, IntValueNode)
    }


def page_size(
    definition: GraphQLField | None, node: FieldNode, of_variables: Defaults
) -> Size | None:
    """Return the size of the page that a field asks for, if it can be asked for one."""
    declared = definition and definition.args.get(PAGE_SIZE)
    default = declared and _default(declared)
    for argument in node.arguments or ():
        if argument.name.value == PAGE_SIZE:
            match argument.value:
                case IntValueNode(value=digits):
                    return int(digits)
                case VariableNode(name=NameNode(value=name)):
                    otherwise = LIST_ASSUMED if default is None else default
                    return Variable(name, of_variables.get(name, otherwise))
                case _:
                    return None  # Validation says that it is no number.
    return default


def times(
    definition: GraphQLField | None, own: Size | None, outer: Size | None
) -> Size:
    """Return how many values a field has: a page of its own, or of what holds it."""
    if not is_list(definition):
        return 1
    if own is not None:
        return own
    return LIST_ASSUMED if outer is None else outer


def _default(argument: GraphQLArgument) -> int | None:
    """Return the default size of a page, in whichever way the library holds it."""
    declared = argument.default
    found: Any = argument.default_value
    if declared is not None:
        found = declared.value
        if isinstance(declared.literal, IntValueNode):
            found = int(declared.literal.value)
    return found if isinstance(found, int) else None


def _type(definition: GraphQLField) -> Any:
    # The library does not say what a list is a list of, which makes for unknown types.
    return cast("Any", definition).type


def is_list(definition: GraphQLField | None) -> bool:
    """Tell whether a field holds a list."""
    return definition is not None and str(_type(definition)).startswith("[")


def _requested(part: Part, variables: Mapping[str, Any]) -> int:
    each = part.weight + sum(_requested(below, variables) for below in part.parts)
    return each * _number(part.times, variables)


def _number(size: Size, variables: Mapping[str, Any]) -> int:
    if isinstance(size, int):
        return size
    given = variables.get(size.name)
    # What is no number is refused when variables are coerced.
    return max(given, 0) if isinstance(given, int) else size.otherwise
