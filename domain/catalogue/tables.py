"""Products; nothing here is about a person."""

from sqlalchemy import ARRAY, BigInteger, Text, UniqueConstraint

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import Id, column, instant, key, tenant_table

products = tenant_table(
    "products",
    key("id", Id("prd")),
    column("source", Text, NOT_PERSONAL),
    column("external_id", Text, NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("category", ARRAY(Text), NOT_PERSONAL),
    column("brand", Text, NOT_PERSONAL, nullable=True),
    column("version", BigInteger, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
    UniqueConstraint("tenant_id", "source", "external_id"),
)
