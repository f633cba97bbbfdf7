"""The table of trusted documents."""

from sqlalchemy import Index, Text

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import column, instant, key, tenant_table

trusted_documents = tenant_table(
    "trusted_documents",
    key("app", Text),
    key("id", Text),
    column("text", Text, NOT_PERSONAL),
    instant("uploaded_at", NOT_PERSONAL),
    Index("trusted_documents_id_idx", "tenant_id", "id"),
)
