"""Journeys in versions, and who is how far on which."""

from sqlalchemy import Index, Integer, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import NOT_PERSONAL, Category, Export, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.messages.journey import JourneyState, RunState

WALKED = personal(Category.BEHAVIOUR, export=Export.ACCESS, keep="P2Y")

journeys = tenant_table(
    "journeys",
    key("journey", Text),
    key("version", Integer),
    column("state", Choice(JourneyState), NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

journey_runs = tenant_table(
    "journey_runs",
    key("id", Id("jrn")),
    column("journey", Text, WALKED),
    column("version", Integer, WALKED),
    column("customer_id", Id("cus"), pseudonym()),
    column("entry_key", Text, WALKED),
    column("state", Choice(RunState), WALKED),
    column("step", SmallInteger, WALKED),
    column("subject", JSONB, WALKED),
    instant("entered_at", WALKED),
    instant("due_at", WALKED, nullable=True),
    instant("ended_at", WALKED, nullable=True),
    column("cause", Text, WALKED, nullable=True),
    UniqueConstraint("tenant_id", "journey", "customer_id", "entry_key"),
    Index(
        "journey_runs_due_at_idx",
        "tenant_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(None, "tenant_id", "customer_id"),
)

# How far the look at everybody is, which is taken once a day.
journey_rounds = tenant_table(
    "journey_rounds",
    key("name", Text),
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("begun_at", NOT_PERSONAL),
    instant("ended_at", NOT_PERSONAL, nullable=True),
)
