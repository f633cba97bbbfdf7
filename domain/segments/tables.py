"""Segments, and who was in which of them from when until when."""

from sqlalchemy import Boolean, DateTime, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import NOT_PERSONAL, Category, Export, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.segments.model import SegmentStatus

# We say who is in a segment, not they.
INFERRED = personal(Category.BEHAVIOUR, export=Export.ACCESS)

segments = tenant_table(
    "segments",
    key("segment", Text),
    column("names", JSONB, NOT_PERSONAL),
    column("predicate", JSONB, NOT_PERSONAL),
    column("status", Choice(SegmentStatus), NOT_PERSONAL),
    column("uses_scores", Boolean, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
    # Who was told last to be looked at since then, until all were.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("applied_at", NOT_PERSONAL, nullable=True),
)

segment_stays = tenant_table(
    "segment_stays",
    key("customer_id", Id("cus"), pseudonym()),
    key("segment", Text, INFERRED),
    key("since", DateTime(timezone=True), INFERRED),
    instant("until", INFERRED, nullable=True),
    Index(
        "segment_stays_members_idx",
        "tenant_id",
        "segment",
        "customer_id",
        unique=True,
        postgresql_where=sql("until IS NULL"),
    ),
)
