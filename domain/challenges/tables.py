"""Challenges, and how far customers are with them, at rest.

What may change of a customer is one row, so that whoever holds its lock holds all of
it: what they chose, and what follows from what they did.
"""

from sqlalchemy import Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import NOT_PERSONAL, Category, Export, personal, pseudonym
from domain.kernel.tables import Id, column, instant, key, tenant_table

CHOSEN = personal(Category.PREFERENCE)
INFERRED = personal(Category.BEHAVIOUR, export=Export.ACCESS)

challenges = tenant_table(
    "challenges",
    key("id", Id("chg")),
    column("challenge", Text, NOT_PERSONAL),
    column("version", Integer, NOT_PERSONAL),
    column("names", JSONB, NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("valid_from", NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
    instant("retired_at", NOT_PERSONAL, nullable=True),
    # Who was looked at last because of it, until all were.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("applied_at", NOT_PERSONAL, nullable=True),
    UniqueConstraint("tenant_id", "challenge", "version"),
)

challenge_members = tenant_table(
    "challenge_members",
    key("customer_id", Id("cus"), pseudonym()),
    column("joined", JSONB, CHOSEN),
    column("standings", JSONB, INFERRED),
    instant("evaluated_at", NOT_PERSONAL, nullable=True),
    # Since when something may count that nobody has looked at.
    instant("due_at", NOT_PERSONAL, nullable=True),
    Index(
        "challenge_members_due_idx",
        "tenant_id",
        "due_at",
        postgresql_where=sql("due_at IS NOT NULL"),
    ),
)
