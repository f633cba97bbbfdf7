"""Challenges, and how far customers are with them, at rest.

What may change of a customer is one row, so that whoever holds its lock holds all of
it: what they chose, and what follows from what they did.
"""

from sqlalchemy import BigInteger, Boolean, Index, Integer, Text, UniqueConstraint
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

# What all came to together others share in, also when one of them is erased.
TOGETHER = personal(
    Category.BEHAVIOUR,
    export=Export.ACCESS,
    erase=Erase.KEEP,
    basis="a part of what all did together, under a pseudonym (art. 6(1)(b))",
)
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
    # When something counts that is recorded ahead of its time.
    instant("due_at", NOT_PERSONAL, nullable=True),
    Index(
        "challenge_members_due_idx",
        "tenant_id",
        "due_at",
        postgresql_where=sql("due_at IS NOT NULL"),
    ),
)

# Who is to be looked at, from when on. Each mark is a row of its own: whoever makes one
# waits for nobody, and nobody waits for them.
challenge_marks = tenant_table(
    "challenge_marks",
    key("id", Id("chm")),
    column("customer_id", Id("cus"), pseudonym()),
    instant("due_at", NOT_PERSONAL),
    Index(None, "tenant_id", "due_at"),
    Index(None, "tenant_id", "customer_id"),
)

# What each contributed to a goal, and how much of that is in the total already.
challenge_contributions = tenant_table(
    "challenge_contributions",
    key("challenge", Text),
    key("customer_id", Id("cus"), pseudonym()),
    column("amount", BigInteger, TOGETHER),
    column("folded", BigInteger, TOGETHER),
    Index(
        "challenge_contributions_unfolded_idx",
        "tenant_id",
        "challenge",
        "customer_id",
        postgresql_where=sql("amount <> folded"),
    ),
    # What came back and is in the total yet, which is taken off whenever it is shown.
    Index(
        "challenge_contributions_less_idx",
        "tenant_id",
        "challenge",
        postgresql_where=sql("amount < folded"),
    ),
)

# What all contributed as far as it is folded, and when which milestone was reached.
challenge_totals = tenant_table(
    "challenge_totals",
    key("challenge", Text),
    column("total", BigInteger, NOT_PERSONAL),
    column("reached", JSONB, NOT_PERSONAL),
    # Whether those who have a share are to be told, and who was last.
    column("sharing", Boolean, NOT_PERSONAL),
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
)
