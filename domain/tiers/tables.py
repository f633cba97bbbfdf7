"""Tier programmes and memberships, at rest.

A membership is one row that holds all of it that may change: the steps by which the
customer came to the tier, and the facts that nobody else knows (what was set by hand,
what a merge brought). So whoever holds the lock of that row holds all of it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Id, column, instant, key, tenant_table

INFERRED = personal(Category.BEHAVIOUR, export=Export.ACCESS, erase=Erase.DELETE)

tier_programmes = tenant_table(
    "tier_programmes",
    key("id", Id("tpr")),
    column("number", Integer, NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    column("time_zone", Text, NOT_PERSONAL),
    column("currency", Text, NOT_PERSONAL),
    instant("valid_from", NOT_PERSONAL, nullable=True),
    instant("valid_until", NOT_PERSONAL, nullable=True),
    instant("recorded_at", NOT_PERSONAL),
    UniqueConstraint("tenant_id", "number"),
    CheckConstraint("valid_until IS NULL OR valid_from IS NOT NULL", "validity"),
)

tier_memberships = tenant_table(
    "tier_memberships",
    key("customer_id", Id("cus"), pseudonym()),
    column("tier", Text, INFERRED, nullable=True),
    instant("since", INFERRED, nullable=True),
    instant("valid_until", INFERRED, nullable=True),
    column("counted", BigInteger, INFERRED),
    # How the customer came to the tier, and what was set by hand or by a merge.
    column("life", JSONB, INFERRED),
    # What the status shows of it.
    column("shown", JSONB, INFERRED, nullable=True),
    # The end of which cycle the customer was told to be at risk of.
    instant("warned_of", INFERRED, nullable=True),
    instant("evaluated_at", NOT_PERSONAL, nullable=True),
    instant("due_at", NOT_PERSONAL, nullable=True),
    Index(
        "tier_memberships_due_idx",
        "tenant_id",
        "due_at",
        postgresql_where=sql("due_at IS NOT NULL"),
    ),
)

tier_changes = tenant_table(
    "tier_changes",
    key("id", Id("tch")),
    column("customer_id", Id("cus"), pseudonym()),
    instant("at", INFERRED),
    instant("recorded_at", INFERRED),
    column("tier", Text, INFERRED, nullable=True),
    column("previous", Text, INFERRED, nullable=True),
    column("cause", Text, INFERRED),
    column("undone", Boolean, INFERRED),
    column("counted", BigInteger, INFERRED),
    column("needed", BigInteger, INFERRED),
    column("programme_id", Text, NOT_PERSONAL),
    Index(None, "tenant_id", "customer_id", "id"),
)

# A version that is to be applied to everybody, and how far that has come.
tier_rounds = tenant_table(
    "tier_rounds",
    key("programme_id", Id("tpr")),
    instant("due_at", NOT_PERSONAL),
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("done_at", NOT_PERSONAL, nullable=True),
)
