"""Compilation: from a predicate to the condition of one statement.

What comes from a predicate becomes a parameter with a name of ours, never text. Each
leaf is true or false and never unknown, so that `not` means what it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    literal_column,
    not_,
    or_,
    text,
)

from domain.consent import Gate
from domain.kernel.tables import Id
from domain.scoring import PROFILING
from domain.segments import fields
from domain.segments.fields import FieldKind
from domain.segments.predicate import (
    Agrees,
    AllOf,
    AnyOf,
    Bought,
    Completed,
    Did,
    InSegment,
    Leaf,
    Not,
    Number,
    OneOf,
    Predicate,
    Since,
)

TRUE: ColumnElement[bool] = literal_column("true", Boolean)
CUSTOMER: ColumnElement[Any] = literal_column("c.id", Id("cus"))
CATEGORIES = """
    AND (l.category = ANY(CAST(:{names} AS text[])) OR EXISTS (
        SELECT 1 FROM products p WHERE p.tenant_id = :tenant
            AND p.external_id = l.product_id
            AND p.category && CAST(:{names} AS text[])
    ))
"""
LINES = """
    AND EXISTS (
        SELECT 1 FROM order_lines l WHERE l.tenant_id = :tenant AND l.order_id = o.id
            AND l.returned_quantity < l.quantity {those}
    )
"""
ORDERS = """(
    SELECT count(*) FROM orders o WHERE o.tenant_id = :tenant AND o.customer_id = c.id
        AND o.status = 'recorded' AND o.amount > o.returned_amount {those}
)"""
EVENTS = """(
    SELECT count(*) FROM events e WHERE e.tenant_id = :tenant AND e.customer_id = c.id
        AND e.type = :{event} {those}
)"""
# What was finished without naming a step is all of a challenge.
FINISHES = """(
    SELECT count(*) FROM challenge_members m
    CROSS JOIN LATERAL jsonb_array_elements(
        m.standings #> ARRAY[CAST(:{challenge} AS text), 'finishes']
    ) AS finish(value)
    WHERE m.tenant_id = :tenant AND m.customer_id = c.id
        AND finish.value ->> 0 IS NULL {those}
)"""
AMONG = """EXISTS (
    SELECT 1 FROM jsonb_path_query({json}, '$[*]') AS said(value)
    WHERE said.value #>> '{{}}' = ANY(CAST(:{words} AS text[]))
)"""
NUMERIC = """(
    SELECT CASE WHEN jsonb_typeof(said.value) = 'number'
        THEN CAST(said.value AS numeric) END
    FROM (SELECT {json} AS value) said
)"""
RECENT = " AND {day} > CAST(:today AS date) - CAST(:{days} AS integer)"
LOCAL = "CAST({at} AT TIME ZONE CAST(:zone AS text) AS date)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a predicate is judged by besides the customer: the day, and other things."""

    today: date
    zone: str
    gates: Mapping[str, Gate]
    segments: Mapping[str, Predicate]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns predicates into conditions of one statement, and keeps its parameters."""

    given: Surroundings
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        """Have what any piece of SQL may name."""
        self.values.update(today=self.given.today, zone=self.given.zone)

    def condition(self, predicate: Predicate) -> ColumnElement[bool]:
        """Return the condition that a predicate is."""
        match predicate:
            case AllOf(of=parts):
                return and_(*map(self.condition, parts))
            case AnyOf(of=parts):
                return or_(*map(self.condition, parts))
            case Not(of=inner):
                return not_(self.condition(inner))
            case _:
                return self.leaf(predicate)

    def anybody(self) -> ColumnElement[bool]:
        """Return the condition that holds for everybody who may be asked about."""
        return TRUE

    def leaf(self, leaf: Leaf) -> ColumnElement[bool]:
        """Return the condition that a leaf is."""
        match leaf:
            case Agrees(purpose=purpose):
                return self.given.gates[purpose].admits(CUSTOMER)
            case InSegment(segment=segment):
                return self.condition(self.given.segments[segment])
            case OneOf():
                return self._told(self._one_of(leaf))
            case _:
                return self._told(self._within(self._measured(leaf), leaf))

    def _measured(self, leaf: Number | Since | Bought | Did | Completed) -> str:
        """Return the number that a leaf has bounds for."""
        match leaf:
            case Number(field=name):
                return self._number(name)
            case Since(field=name):
                return f"(CAST(:today AS date) - {fields.FIELDS[name].sql})"
            case Bought():
                return self._orders(leaf)
            case Did():
                return self._events(leaf)
            case Completed():
                return self._finishes(leaf)

    def _told(self, sql: str) -> ColumnElement[bool]:
        # Text by itself is no expression to SQLAlchemy; as a part of one it is.
        return and_(TRUE, text(f"coalesce({sql}, false)"))

    def _name(self, value: Any) -> str:
        name = f"said_{len(self.values)}"
        self.values[name] = value
        return name

    def _json(self, name: str) -> str:
        source = fields.known(name)
        assert source is not None
        places = {"name": self._name(name.partition(".")[2])}
        if "{purpose}" in source.sql:
            places["purpose"] = self._name(PROFILING)
        return source.sql.format(**places)

    def _one_of(self, leaf: OneOf) -> str:
        source = fields.known(leaf.field)
        assert source is not None
        words = self._name([_word(each) for each in leaf.values])
        if source.kind is FieldKind.JSON:
            return AMONG.format(json=self._json(leaf.field), words=words)
        return f"{source.sql} = ANY(CAST(:{words} AS text[]))"

    def _number(self, name: str) -> str:
        source = fields.known(name)
        assert source is not None
        if source.kind is not FieldKind.JSON:
            return source.sql
        return NUMERIC.format(json=self._json(name))

    def _within(self, sql: str, leaf: Number | Since | Bought | Did | Completed) -> str:
        parts = [
            f"{sql} {sign} CAST(:{self._name(bound)} AS bigint)"
            for sign, bound in ((">=", leaf.at_least), ("<=", leaf.at_most))
            if bound is not None
        ]
        return " AND ".join(parts) if parts else f"{sql} IS NOT NULL"

    def _orders(self, leaf: Bought) -> str:
        those, lines = "", ""
        if leaf.products:
            products = self._name(list(leaf.products))
            lines += f" AND l.product_id = ANY(CAST(:{products} AS text[]))"
        if leaf.categories:
            lines += CATEGORIES.format(names=self._name(list(leaf.categories)))
        if lines:
            those += LINES.format(those=lines)
        if leaf.within_days is not None:
            day = LOCAL.format(at="o.occurred_at")
            those += RECENT.format(day=day, days=self._name(leaf.within_days))
        return ORDERS.format(those=those)

    def _events(self, leaf: Did) -> str:
        those = ""
        if leaf.within_days is not None:
            day = LOCAL.format(at="e.occurred_at")
            those = RECENT.format(day=day, days=self._name(leaf.within_days))
        return EVENTS.format(event=self._name(leaf.event), those=those)

    def _finishes(self, leaf: Completed) -> str:
        those = ""
        if leaf.within_days is not None:
            day = LOCAL.format(at="CAST(finish.value ->> 2 AS timestamptz)")
            those = RECENT.format(day=day, days=self._name(leaf.within_days))
        return FINISHES.format(challenge=self._name(leaf.challenge), those=those)


def _word(value: str | bool | int) -> str:  # noqa: FBT001
    """Return a value as PostgreSQL writes one of JSON as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
