"""Documents: parsed, measured and validated once, and then only executed.

A request has either the text of a document or the name of a trusted one.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from graphql import (
    ASTValidationRule,
    DocumentNode,
    ExecutionResult,
    FieldsOnCorrectTypeRule,
    GraphQLError,
    GraphQLSchema,
    KnownTypeNamesRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)

from api.graphql import limits
from api.graphql.limits import Measure
from api.graphql.problems import RequestRefused, refused
from domain import documents
from domain.kernel import Platform, Principal, TenantId, system
from domain.kernel.validation import command

Rule: TypeAlias = type[ASTValidationRule]
K = TypeVar("K")
V = TypeVar("V")

# A document that is prepared takes some hundred bytes for each of its characters.
KEPT_CHARACTERS_MAX = 300_000
VALIDATION_ERRORS_MAX = 5


class Plan(Protocol):
    """A way to answer an operation without executing it field by field."""

    async def __call__(
        self, platform: Platform, principal: Principal, variables: Mapping[str, Any]
    ) -> ExecutionResult | None:
        """Return what the operation leads to, or None to have it executed after all."""
        ...

    def whom(self, principal: Principal, variables: Mapping[str, Any]) -> Any:
        """Return whom what was answered is about."""
        ...


Planner = Callable[[GraphQLSchema, DocumentNode, OperationDefinitionNode], Plan | None]


def unplanned(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> None:
    """Have every operation executed field by field."""
    del schema, document, operation


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document, and all that is known of it before it runs."""

    kind: OperationType
    measure: Measure
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be executed."""

    node: DocumentNode
    operations: Mapping[str | None, Operation]

    def operation(self, name: str | None) -> Operation:
        """Return the operation of a name, or the only one, or refuse."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        found = self.operations.get(name)
        if found is None:
            told = "Name one of the operations of the document."
            raise refused("operation_not_found", told)
        return found


@dataclass(slots=True)
class Kept(Generic[K, V]):
    """What was used last, up to a size; values that are lost can be had again."""

    size_max: int
    values: OrderedDict[K, tuple[V, int]] = field(
        default_factory=OrderedDict[K, tuple[V, int]]
    )
    size: int = 0

    def get(self, key: K) -> V | None:
        """Return a value, and keep it longer."""
        found = self.values.get(key)
        if found is None:
            return None
        self.values.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value, and let go of what was not used for longest."""
        self.drop(key)
        self.values[key] = value, size
        self.size += size
        while self.size > self.size_max:
            self.drop(next(iter(self.values)))

    def drop(self, key: K) -> None:
        """Let go of a value."""
        _, size = self.values.pop(key, (None, 0))
        self.size -= size


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents that this process knows.

    What developers write is kept apart, or it would drive out what apps ask all day.
    """

    schema: GraphQLSchema
    planner: Planner = unplanned
    # What every tenant trusts, as it is ours, by its name.
    bundled: Mapping[str, str] = field(default_factory=dict[str, str])
    prepared: Kept[str, Document | RequestRefused] = field(
        default_factory=lambda: Kept(KEPT_CHARACTERS_MAX)
    )
    written: Kept[str, Document | RequestRefused] = field(
        default_factory=lambda: Kept(KEPT_CHARACTERS_MAX)
    )
    trusted: Kept[tuple[TenantId, str], str] = field(
        default_factory=lambda: Kept(KEPT_CHARACTERS_MAX)
    )

    def prepare(self, text: str, *, suggest: bool) -> Document:
        """Return the document of a text, or refuse it; with hints for who writes it."""
        kept = self.written if suggest else self.prepared
        known = kept.get(text)
        if known is None:
            known = self._prepared(text, suggest=suggest)
            kept.put(text, known, len(text))
        if isinstance(known, RequestRefused):
            # A new one, as a traceback grows each time that the same one is raised.
            raise RequestRefused(known.errors)
        return known

    async def find(self, platform: Platform, principal: Principal, name: str) -> str:
        """Return the text of a trusted document of the caller's tenant, or refuse."""
        key = principal.tenant, name
        text = self.bundled.get(name) or self.trusted.get(key)
        if text is None:
            given = command({"id": name}, documents.find.command_type)
            found = await platform.run(documents.find, given, system(principal.tenant))
            text = found.text
            self.trusted.put(key, text, len(text))
        return text

    def _prepared(self, text: str, *, suggest: bool) -> Document | RequestRefused:
        if len(text) > limits.SOURCE_CHARACTERS_MAX:
            told = f"The document exceeds {limits.SOURCE_CHARACTERS_MAX} characters."
            return refused("document_too_large", told)
        try:
            node = parse(
                text,
                max_tokens=limits.TOKENS_MAX,
                max_comments=limits.COMMENTS_MAX,
                allow_empty_selection_sets=False,
            )
            measured = limits.measure(self.schema, node)
        except GraphQLError as error:
            return RequestRefused((error,))
        except RequestRefused as refusal:
            return refusal
        for rules in _turns(measured.unknown):
            errors = validate(
                self.schema,
                node,
                rules,
                max_errors=VALIDATION_ERRORS_MAX,
                hide_suggestions=not suggest,
            )
            if errors:
                return RequestRefused(tuple(errors))
        return Document(node, dict(self._operations(node, measured.operations)))

    def _operations(
        self, node: DocumentNode, measures: Mapping[str | None, Measure]
    ) -> Iterator[tuple[str | None, Operation]]:
        for each in node.definitions:
            if isinstance(each, OperationDefinitionNode):
                name = each.name.value if each.name else None
                plan = self.planner(self.schema, node, each)
                yield name, Operation(each.operation, measures[name], plan)


def _turns(unknown: int) -> Iterator[Collection[Rule]]:
    """Give by which rules a document is looked at, one turn after another.

    Of more unknown fields than are told of, no rule that compares fields has to know.
    """
    if unknown > VALIDATION_ERRORS_MAX:
        yield FieldsOnCorrectTypeRule, KnownTypeNamesRule
    yield specified_rules
