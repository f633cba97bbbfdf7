"""Thresholds, at rest."""

from sqlalchemy import BigInteger, CheckConstraint, Text

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import column, key, tenant_table

thresholds = tenant_table(
    "thresholds",
    key("unit", Text),
    key("amount", BigInteger),
    column("name", Text, NOT_PERSONAL),
    column("name_nl", Text, NOT_PERSONAL, nullable=True),
    CheckConstraint("amount > 0", "amount"),
)
