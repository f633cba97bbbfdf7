"""Who is to be helped by a person, and who was."""

from sqlalchemy import BigInteger, Index, Text, text

from domain.kernel.personal import Category, Export, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.messages.help import HelpState

HELPED = personal(Category.BEHAVIOUR, export=Export.ACCESS, keep="P2Y")

help_requests = tenant_table(
    "help_requests",
    key("id", Id("hlp")),
    column("customer_id", Id("cus"), pseudonym()),
    column("journey", Text, HELPED),
    column("upon", Text, HELPED),
    column("state", Choice(HelpState), HELPED),
    instant("opened_at", HELPED),
    instant("closed_at", HELPED, nullable=True),
    column("goodwill", BigInteger, HELPED, nullable=True),
    # Of somebody once at a time.
    Index(
        "help_requests_open_idx",
        "tenant_id",
        "customer_id",
        unique=True,
        postgresql_where=text("state = 'open'"),
    ),
)
