"""Draws at rest. A list of tickets outlives who is in it, or nobody could check it."""

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.draws.model import DrawStatus
from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import (
    Choice,
    Id,
    column,
    instant,
    key,
    reference,
    tenant_table,
)

TAKEN = personal(
    Category.BEHAVIOUR,
    export=Export.ACCESS,
    erase=Erase.KEEP,
    basis="a draw that others took part in can be checked (art. 6(1)(f))",
)

draws = tenant_table(
    "draws",
    key("id", Id("drw")),
    column("names", JSONB, NOT_PERSONAL),
    column("unit", Text, NOT_PERSONAL),
    column("prizes", JSONB, NOT_PERSONAL),
    instant("closes_at", NOT_PERSONAL),
    column("status", Choice(DrawStatus), NOT_PERSONAL),
    column("commitment", Text, NOT_PERSONAL),
    # Wrapped; nobody reads it before it is published.
    column("sealed", LargeBinary, NOT_PERSONAL),
    column("seed", Text, NOT_PERSONAL, nullable=True),
    column("tickets", BigInteger, NOT_PERSONAL),
    column("entrants", Integer, NOT_PERSONAL),
    column("list_hash", Text, NOT_PERSONAL, nullable=True),
    instant("drawn_at", NOT_PERSONAL, nullable=True),
    # Whose tickets were collected last.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    Index(
        "draws_waiting_idx",
        *("tenant_id", "unit"),
        unique=True,
        postgresql_where=sql("status IN ('open', 'closed')"),
    ),
)

draw_entries = tenant_table(
    "draw_entries",
    key("draw_id", Id("drw")),
    key("customer_id", Id("cus"), pseudonym()),
    column("code", Text, TAKEN),
    column("tickets", BigInteger, TAKEN),
    # Of who won: which place, and by which ticket.
    column("place", Integer, TAKEN, nullable=True),
    column("ticket", BigInteger, TAKEN, nullable=True),
    reference("draw_id", "draws"),
    UniqueConstraint("tenant_id", "draw_id", "code"),
)
