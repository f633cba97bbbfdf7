"""Limits: how large a document may be, and what answering it may cost.

All is counted on the parsed document before it is validated, as validation is itself
what a hostile document aims at: it compares fields of one name in pairs.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    is_composite_type,
)

from api.graphql import cost
from api.graphql.cost import Cost, Counted, Defaults, Part, Size
from api.graphql.problems import refused

BODY_BYTES_MAX = 100_000
SOURCE_CHARACTERS_MAX = 20_000
TOKENS_MAX = 1_000
COMMENTS_MAX = 200
VARIABLE_ERRORS_MAX = 10
PAGE_MAX = 100
COST_MAX = 2_000

DEPTH_MAX = 12
INTROSPECTION_DEPTH_MAX = 16
# Each counts what execution would meet, with every fragment in its place.
MOST = {
    "operations": 10,
    "selections": 400,
    "aliases": 15,
    "directives": 20,
    "root_fields": 10,
    # Of the fields that answer to one name, the square of how many they are: how often
    # validation compares two of them.
    "comparisons": 2_500,
}

Parent: TypeAlias = GraphQLCompositeType | None
Fields: TypeAlias = dict[str, list[tuple[GraphQLField | None, FieldNode]]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What an operation asks for, apart from its variables.

    `actual` returns what an answer did cost; `fixed` is what is requested if no
    variable says how much.
    """

    cost: Cost
    introspects: bool
    actual: Counted
    fixed: int | None = None

    def hold(self, variables: Mapping[str, Any]) -> int:
        """Return the requested cost, or refuse a page or a sum that is too large."""
        if self.fixed is not None:
            return self.fixed
        _hold("page_size", self.cost.page_max(variables), PAGE_MAX)
        requested = self.cost.requested(variables)
        _hold("cost", requested, COST_MAX)
        return requested


@dataclass(frozen=True, slots=True)
class Measured:
    """What the operations of a document ask for.

    `unknown` is how many fields they ask of types that have none of that name.
    """

    operations: Mapping[str | None, Measure]
    unknown: int


def measure(schema: GraphQLSchema, document: DocumentNode) -> Measured:
    """Measure the operations of a document, or refuse what no honest client asks."""
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    walk = _Walk(schema, fragments)
    measures = {
        each.name.value if each.name else None: walk.operation(each)
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
    }
    for name in fragments.keys() - walk.used:
        raise refused("document_invalid", f"Fragment '{name}' is never used.")
    return Measured(measures, walk.unknown)


@dataclass(slots=True)
class _Walk:
    """Follows a document as its execution would, and counts."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    counted: Counter[str] = field(default_factory=Counter[str])
    used: set[str] = field(default_factory=set[str])
    within: list[str] = field(default_factory=list[str])
    pages: list[Size] = field(default_factory=list[Size])
    defaults: Defaults = field(default_factory=dict[str, int])
    introspects: bool = False
    unknown: int = 0

    def operation(self, operation: OperationDefinitionNode) -> Measure:
        """Measure one operation; what it counts adds to what others counted."""
        self.pages, self.introspects = [], False
        self.defaults = cost.defaults(operation)
        self._count("operations", 1)
        self._count("directives", len(operation.directives or ()))
        root = self.schema.get_root_type(operation.operation)
        fields = self._collect([(root, operation.selection_set)])
        self._count("root_fields", len(fields))
        mutation = operation.operation is OperationType.MUTATION
        base = cost.MUTATION if mutation else 0
        parts = tuple(
            self._part(key, same, 1, None, base) for key, same in fields.items()
        )
        asked = Cost(parts, tuple(self.pages))
        measured = Measure(asked, self.introspects, cost.counter(parts))
        requested = asked.requested({})
        if asked.varies or asked.page_max({}) > PAGE_MAX or requested > COST_MAX:
            return measured
        return replace(measured, fixed=requested)

    def _part(
        self,
        key: str,
        same: list[tuple[GraphQLField | None, FieldNode]],
        depth: int,
        outer: Size | None,
        base: int = 0,
    ) -> Part:
        definition, node = same[0]
        introspection = node.name.value in {"__schema", "__type"}
        self.introspects |= introspection
        _hold(
            "depth", depth, INTROSPECTION_DEPTH_MAX if self.introspects else DEPTH_MAX
        )
        own = cost.page_size(definition, node, self.defaults)
        if own is not None:
            self.pages.append(own)
        # The size of a page is that of the lists right below, unless it is one itself.
        inner = None if cost.is_list(definition) else own
        parts = tuple(
            self._part(name, below, depth + 1, inner)
            for name, below in self._below(same).items()
        )
        if introspection:
            return Part(key, cost.INTROSPECTION, 1, ())
        return Part(
            key,
            base + cost.weight(definition),
            cost.times(definition, own, outer),
            tuple(part for part in parts if part.weight or part.parts),
        )

    def _below(self, same: list[tuple[GraphQLField | None, FieldNode]]) -> Fields:
        return self._collect(
            [
                (cost.holds(definition), selected)
                for definition, node in same
                if (selected := node.selection_set) is not None
            ]
        )

    def _collect(self, sets: list[tuple[Parent, SelectionSetNode]]) -> Fields:
        """Gather the fields of selections that become one object."""
        fields: Fields = {}
        for parent, selected in sets:
            self._gather(parent, selected, fields)
        self._count("comparisons", sum(len(same) ** 2 - 1 for same in fields.values()))
        return fields

    def _gather(
        self, parent: Parent, selected: SelectionSetNode, fields: Fields
    ) -> None:
        for node in selected.selections:
            self._count("selections", 1)
            if node.directives:
                self._count("directives", len(node.directives))
            match node:
                case FieldNode():
                    self._field(parent, node, fields)
                case InlineFragmentNode():
                    on = node.type_condition
                    kind = _composite(on and self.schema.get_type(on.name.value))
                    self._gather(kind or parent, node.selection_set, fields)
                case FragmentSpreadNode():
                    self._spread(node.name.value, fields)
                case _:
                    raise AssertionError(node)

    def _field(self, parent: Parent, node: FieldNode, fields: Fields) -> None:
        if node.alias is not None:
            self._count("aliases", 1)
        definition = parent and self.schema.get_field(parent, node.name.value)
        self.unknown += definition is None
        key = (node.alias or node.name).value
        fields.setdefault(key, []).append((definition, node))

    def _spread(self, name: str, fields: Fields) -> None:
        if name in self.within:
            told = f"Cannot spread fragment '{name}' within itself."
            raise refused("document_invalid", told)
        fragment = self.fragments.get(name)
        if fragment is None:
            return  # Validation says so.
        self.used.add(name)
        self.within.append(name)
        kind = self.schema.get_type(fragment.type_condition.name.value)
        self._gather(_composite(kind), fragment.selection_set, fields)
        self.within.pop()

    def _count(self, what: str, more: int) -> None:
        counted = self.counted[what] = self.counted[what] + more
        if counted > MOST[what]:
            _hold(what, counted, MOST[what])


def _composite(kind: GraphQLNamedType | None) -> Parent:
    return kind if is_composite_type(kind) else None


def _hold(what: str, found: int, most: int) -> None:
    if found > most:
        words = what.replace("_", " ")
        told = f"The document's {words} of {found} exceeds the limit of {most}."
        raise refused("document_too_large", told, limit=what, most=most, found=found)
