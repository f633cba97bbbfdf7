"""Migrations change rows of all tenants, also if their owner is no superuser."""

import re
from pathlib import Path

import psycopg

from domain.kernel import migrating
from tests.cutting import owner

VERSIONS = Path("alembic/versions")
# At the beginning of a line, or of a statement in quotation marks.
CHANGING = re.compile(r'(^|")(UPDATE|DELETE FROM|INSERT INTO) ', re.MULTILINE)
TABLE = """
CREATE ROLE plain;
CREATE TABLE plain_rows (tenant_id uuid, seen boolean);
ALTER TABLE plain_rows OWNER TO plain;
INSERT INTO plain_rows VALUES (gen_random_uuid()), (gen_random_uuid());
"""
CHANGE = "UPDATE plain_rows SET seen = true"


def test_who_owns_tables_changes_rows_where_it_says_so_and_nowhere_else(
    database_url: str,
) -> None:
    opened = owner(database_url)

    def changed() -> int:
        return opened.execute(CHANGE).rowcount

    with opened.transaction() as passing:
        migrating.script(lambda sql: opened.execute(sql.encode()), TABLE)
        migrating.fence(lambda sql: opened.execute(sql.encode()), ["plain_rows"])
        opened.execute("SET LOCAL ROLE plain")
        assert changed() == 0
        with migrating.unfenced(lambda sql: opened.execute(sql.encode()), "plain_rows"):
            assert changed() == 2
        assert changed() == 0
        raise psycopg.Rollback(passing)


def test_migrations_that_change_rows_say_so() -> None:
    changing = [
        path.name
        for path in VERSIONS.glob("*.py")
        if CHANGING.search(text := path.read_text()) and "unfenced(" not in text
    ]
    assert changing == []
