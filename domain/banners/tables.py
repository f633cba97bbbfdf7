"""Banners at rest; nothing here is about a person."""

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import column, instant, key, tenant_table

banners = tenant_table(
    "banners",
    key("banner", Text),
    column("slot", Text, NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)
