"""Rollups of purchases, the scores that follow from them, and the models by which."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.scoring.model import LifeCycle, NextBasis

# What we made of what customers did: for who asks what is known, not to take along.
INFERRED = personal(Category.BEHAVIOUR, export=Export.ACCESS)

# Kept with each order. Whoever holds this row holds all that is inferred of a customer.
purchase_rollups = tenant_table(
    "purchase_rollups",
    key("customer_id", Id("cus"), pseudonym()),
    column("orders", Integer, INFERRED),
    # Days of the programme's zone on which something was bought and kept.
    column("days", Integer, INFERRED),
    column("first_day", Date, INFERRED, nullable=True),
    column("last_day", Date, INFERRED, nullable=True),
    # In the programme's currency: all of it, that of the first day, and the sum of the
    # squares of what each day came to.
    column("amount", BigInteger, INFERRED),
    column("first_amount", BigInteger, INFERRED),
    column("squares", Numeric, INFERRED),
    # Days between days: the sum of squares of all, and the latest, newest first.
    column("gap_squares", BigInteger, INFERRED),
    column("last_gaps", ARRAY(Integer), INFERRED),
    # Since when it waits to be scored.
    instant("changed_at", NOT_PERSONAL, nullable=True),
    Index(
        "purchase_rollups_changed_idx",
        "tenant_id",
        "changed_at",
        postgresql_where=sql("changed_at IS NOT NULL"),
    ),
)

scoring_settings = tenant_table(
    "scoring_settings",
    key("name", Text),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

scoring_models = tenant_table(
    "scoring_models",
    key("number", Integer),
    instant("as_of", NOT_PERSONAL),
    column("purpose", Text, NOT_PERSONAL),
    column("customers", Integer, NOT_PERSONAL),
    column("fitted", JSONB, NOT_PERSONAL),
    # Who had their turn last, until all had theirs.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("done_at", NOT_PERSONAL, nullable=True),
)

customer_scores = tenant_table(
    "customer_scores",
    key("customer_id", Id("cus"), pseudonym()),
    column("model", Integer, INFERRED),
    instant("as_of", INFERRED),
    column("purpose", Text, INFERRED),
    column("recency", SmallInteger, INFERRED),
    column("frequency", SmallInteger, INFERRED),
    column("monetary", SmallInteger, INFERRED),
    column("life_cycle", Choice(LifeCycle), INFERRED),
    column("next_basis", Choice(NextBasis), INFERRED),
    column("next_earliest", Date, INFERRED, nullable=True),
    column("next_on", Date, INFERRED, nullable=True),
    column("next_latest", Date, INFERRED, nullable=True),
    # Of buying something within so many days.
    column("chance_7", Float, INFERRED, nullable=True),
    column("chance_30", Float, INFERRED, nullable=True),
    column("chance_90", Float, INFERRED, nullable=True),
    column("expected_orders", Float, INFERRED, nullable=True),
    column("expected_amount", BigInteger, INFERRED, nullable=True),
    column("amount_low", BigInteger, INFERRED, nullable=True),
    column("amount_high", BigInteger, INFERRED, nullable=True),
    # What says in both languages how it came about.
    column("why", JSONB, INFERRED),
    CheckConstraint("recency BETWEEN 1 AND 5 AND frequency BETWEEN 1 AND 5", "grades"),
    Index(None, "tenant_id", "life_cycle", "customer_id"),
    Index(None, "tenant_id", "recency", "frequency"),
)
