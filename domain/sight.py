"""What whoever infers may see: nothing of who somebody is, by grants of PostgreSQL.

Which columns those are is read off the annotations whenever a database is brought up to
date, so that what is new is seen only if its annotation lets it be.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import ModuleType
from typing import Any

from sqlalchemy import Column, Connection, Table

from domain.kernel.database import Role
from domain.kernel.personal import Category, Personal, pseudonym
from domain.kernel.tables import PRIVACY, metadata
from domain.tables import (
    catalogue,
    consent,
    customers,
    events,
    holdouts,
    orders,
    recommendations,
    scoring,
    tenants,
)


def tables_of(module: ModuleType) -> list[Table]:
    """Return the tables that a feature has in the database."""
    found: list[Any] = [each for each in vars(module).values() if _is_table(each)]
    return found


def _is_table(value: object) -> bool:
    return isinstance(value, Table) and value.metadata is metadata


WHO = {Category.IDENTITY, Category.CONTACT, Category.PROFILE, Category.PREFERENCE}
# What is read to infer something: what was sold, done and bought.
READ = (
    *tables_of(catalogue),
    *tables_of(events),
    *tables_of(orders),
    customers.customers,
    customers.restrictions,
    tenants.programmes,
    tenants.programme_units,
)
# By this it is known who may be looked at: what they agreed to, in all its columns.
GATE = (
    consent.purposes,
    consent.notices,
    consent.consent_events,
    consent.consent_states,
)
INFERRED = tuple(
    chain.from_iterable(map(tables_of, (holdouts, recommendations, scoring)))
)

# What there is by now, what the application may do with it, and what was granted.
THERE = """
SELECT c.oid::regclass::text AS name, ARRAY(
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns, ARRAY(
    SELECT each FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) AS each
    WHERE has_table_privilege('stamgast_app', c.oid, each)) AS may, ARRAY(
    SELECT privilege_type FROM aclexplode(relacl) WHERE grantee = r.oid
    UNION ALL SELECT privilege_type || ' ' || attname
    FROM pg_attribute CROSS JOIN LATERAL aclexplode(attacl)
    WHERE attrelid = c.oid AND grantee = r.oid) AS granted
FROM pg_class AS c JOIN pg_roles AS r ON rolname = 'stamgast_inferring'
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(relowner, 'USAGE')
"""
# Which columns the role may read of all there are, whoever let it.
SEEN = """
SELECT c.oid::regclass::text, attname::text FROM pg_class AS c
JOIN pg_attribute ON attrelid = c.oid
WHERE relkind IN ('r', 'p', 'v', 'm') AND attnum > 0 AND NOT attisdropped
    AND relnamespace IN ('public'::regnamespace, 'vault'::regnamespace)
    AND has_column_privilege('stamgast_inferring', c.oid, attnum, 'SELECT')
"""


@dataclass(frozen=True, slots=True)
class There:
    """A table: its columns, what the application may do with it, and who infers."""

    name: str
    columns: list[str]
    may: list[str]
    granted: list[str]


def tells_who(column: Column[object]) -> bool:
    """Tell whether a column says who somebody is, and not only that it is they."""
    said = column.info.get(PRIVACY)
    return (
        isinstance(said, Personal)
        and said.category in WHO
        and said != pseudonym(said.subject)
    )


@cache
def visible() -> frozenset[tuple[str, str]]:
    """Return the columns that whoever infers may read: each with its table."""
    seen = [each for table in (*READ, *INFERRED) for each in table.columns]
    told = [each for each in seen if not tells_who(each)]
    told += [each for table in GATE for each in table.columns]
    return frozenset((each.table.name, each.name) for each in told)


def grant(connection: Connection) -> None:
    """Let whoever infers see what they may see of a database, and nothing else.

    What is as it is to be is left alone, so that to look again changes nothing.
    """
    there = [There(**row) for row in connection.exec_driver_sql(THERE).mappings()]
    for each in granted(there):
        connection.exec_driver_sql(each)


def granted(there: Collection[There]) -> Iterator[str]:
    """Yield what grants it, of the tables and columns that are there by now."""
    own = {each.name for each in INFERRED}
    for table in there:
        name, may = table.name, table.may if table.name in own else []
        seen = [each for each in sorted(table.columns) if (name, each) in visible()]
        if {*may, *(f"SELECT {each}" for each in seen)} == set(table.granted):
            continue
        yield f"REVOKE ALL ON {name} FROM {Role.INFERRING}"
        if seen:
            yield f"GRANT SELECT ({', '.join(seen)}) ON {name} TO {Role.INFERRING}"
        if may:
            yield f"GRANT {', '.join(may)} ON {name} TO {Role.INFERRING}"
