"""What was found when it was looked at; nothing in it is about anybody."""

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import column, instant, key, tenant_table

fairness_audits = tenant_table(
    "fairness_audits",
    key("name", Text),
    instant("as_of", NOT_PERSONAL),
    column("report", JSONB, NOT_PERSONAL),
)
