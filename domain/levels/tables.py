"""Levels at rest, and on which one customers were last."""

from sqlalchemy import Integer, Text
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Id, column, instant, key, tenant_table

level_versions = tenant_table(
    "level_versions",
    key("version", Integer),
    column("unit", Text, NOT_PERSONAL),
    column("levels", JSONB, NOT_PERSONAL),
    instant("valid_from", NOT_PERSONAL),
    # Who was looked at last because of it, until all were.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("applied_at", NOT_PERSONAL, nullable=True),
)

customer_levels = tenant_table(
    "customer_levels",
    key("customer_id", Id("cus"), pseudonym()),
    column("level", Integer, personal(Category.BEHAVIOUR, export=Export.ACCESS)),
)
