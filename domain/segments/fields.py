"""Fields: what predicates may ask of a customer, and where it stands.

Each is a piece of SQL of which no part comes from anybody: names of attributes and
preferences, like all values, are parameters. `c` is the customer in question.
"""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field can be compared with."""

    NUMBER = "number"
    WORD = "word"
    DAY = "day"
    # Of any kind, as somebody gave it.
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a field stands, of what kind it is, and what it is called."""

    kind: FieldKind
    sql: str
    nl: str
    en: str


OWN = """(SELECT f.{name} FROM {table} f
    WHERE f.tenant_id = :tenant AND f.customer_id = c.id)"""


def _of(table: str, name: str) -> str:
    return OWN.format(table=table, name=name)


def _bought(name: str) -> str:
    # Who never bought anything bought nothing.
    return f"coalesce({_of('purchase_rollups', name)}, 0)"


def _number(sql: str, nl: str, en: str) -> Source:
    return Source(kind=FieldKind.NUMBER, sql=sql, nl=nl, en=en)


def _word(sql: str, nl: str, en: str) -> Source:
    return Source(kind=FieldKind.WORD, sql=sql, nl=nl, en=en)


def _day(sql: str, nl: str, en: str) -> Source:
    return Source(kind=FieldKind.DAY, sql=sql, nl=nl, en=en)


ROLLUPS, SCORES, TIERS = "purchase_rollups", "customer_scores", "tier_memberships"


def _chance(days: int) -> Source:
    return _number(
        _of(SCORES, f"chance_{days}"),
        f"De kans op een aankoop binnen {days} dagen",
        f"The chance of a purchase within {days} days",
    )


FIELDS: dict[str, Source] = {
    "purchases.orders": _number(_bought("orders"), "Het aantal bestellingen", "Orders"),
    "purchases.days": _number(
        _bought("days"), "Het aantal koopdagen", "Days with a purchase"
    ),
    "purchases.amount": _number(
        _bought("amount"), "Het bestede bedrag, in centen", "The amount spent, in cents"
    ),
    "purchases.first_day": _day(
        _of(ROLLUPS, "first_day"), "De eerste aankoop", "The first purchase"
    ),
    "purchases.last_day": _day(
        _of(ROLLUPS, "last_day"), "De laatste aankoop", "The last purchase"
    ),
    "scores.recency": _number(_of(SCORES, "recency"), "Recentheid", "Recency"),
    "scores.frequency": _number(_of(SCORES, "frequency"), "Frequentie", "Frequency"),
    "scores.monetary": _number(_of(SCORES, "monetary"), "Besteding", "Spending"),
    "scores.life_cycle": _word(
        _of(SCORES, "life_cycle"), "De levensfase", "The place in the life cycle"
    ),
    "scores.next_purchase": _day(
        _of(SCORES, "next_on"), "De verwachte aankoop", "The expected purchase"
    ),
    "scores.chance_7": _chance(7),
    "scores.chance_30": _chance(30),
    "scores.chance_90": _chance(90),
    "value.orders": _number(
        _of(SCORES, "expected_orders"),
        "De verwachte aankopen in een jaar",
        "The purchases expected in a year",
    ),
    "value.amount": _number(
        _of(SCORES, "expected_amount"),
        "De verwachte waarde in een jaar, in centen",
        "The value expected in a year, in cents",
    ),
    "customer.tier": _word(_of(TIERS, "tier"), "De status", "The tier"),
    "customer.locale": _word("c.locale", "De taal", "The language"),
    "customer.created_day": _day(
        "CAST(c.created_at AT TIME ZONE CAST(:zone AS text) AS date)",
        "De aanmelding",
        "The day of signing up",
    ),
}
# What others said of a customer counts only if it was said to be for profiling.
ATTRIBUTE = """(SELECT f.value FROM attributes f WHERE f.tenant_id = :tenant
    AND f.customer_id = c.id AND f.name = :{name} AND f.purpose = :{purpose})"""
PREFERENCE = """(SELECT f.value FROM preferences f WHERE f.tenant_id = :tenant
    AND f.customer_id = c.id AND f.name = :{name})"""

# What is computed of a score. No price, reward or award may depend on it.
SCORED = ("scores.", "value.")


def known(field: str) -> Source | None:
    """Return what a field is; none, if there is no such."""
    group, _, name = field.partition(".")
    match group:
        case "attributes":
            return Source(
                kind=FieldKind.JSON,
                sql=ATTRIBUTE,
                nl=f"Het kenmerk {name}",
                en=f"The attribute {name}",
            )
        case "preferences":
            return Source(
                kind=FieldKind.JSON,
                sql=PREFERENCE,
                nl=f"De voorkeur {name}",
                en=f"The preference {name}",
            )
        case _:
            return FIELDS.get(field)
