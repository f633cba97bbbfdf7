"""Leaderboards at rest: a row for each score, which nobody else's unit touches."""

from sqlalchemy import BigInteger, Boolean, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.leaderboards.model import BoardPeriod

CHOSEN = personal(Category.PREFERENCE)
EARNED = personal(Category.BEHAVIOUR, export=Export.ACCESS)

leaderboards = tenant_table(
    "leaderboards",
    key("leaderboard", Text),
    column("names", JSONB, NOT_PERSONAL),
    column("unit", Text, NOT_PERSONAL),
    column("period", Choice(BoardPeriod), NOT_PERSONAL),
    instant("created_at", NOT_PERSONAL),
    # Whose scores were counted last when it was new, until all were.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    column("filled", Boolean, NOT_PERSONAL),
)

leaderboard_members = tenant_table(
    "leaderboard_members",
    key("customer_id", Id("cus"), pseudonym()),
    column("alias", Text, CHOSEN),
    instant("joined_at", CHOSEN),
    UniqueConstraint("tenant_id", "alias"),
)

leaderboard_scores = tenant_table(
    "leaderboard_scores",
    key("leaderboard", Text),
    key("period", Text),
    key("customer_id", Id("cus"), pseudonym()),
    column("alias", Text, CHOSEN),
    column("score", BigInteger, EARNED),
    Index(
        "leaderboard_scores_place_idx",
        *("tenant_id", "leaderboard", "period", "score", "alias"),
    ),
    Index(None, "tenant_id", "customer_id"),
)
