"""Campaigns, and what was decided of whom."""

from sqlalchemy import Index, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB

from domain.holdouts.model import Arm
from domain.kernel.personal import NOT_PERSONAL, Category, Export, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table

INFERRED = personal(Category.BEHAVIOUR, export=Export.ACCESS)

holdout_campaigns = tenant_table(
    "holdout_campaigns",
    key("campaign", Text),
    column("control_percent", Integer, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

holdout_decisions = tenant_table(
    "holdout_decisions",
    key("customer_id", Id("cus"), pseudonym()),
    key("campaign", Text, INFERRED),
    column("arm", Choice(Arm), INFERRED),
    instant("decided_at", INFERRED),
    Index(None, "tenant_id", "campaign", "decided_at"),
)

# For whom a campaign is worth it; nothing in it is about anybody by themselves.
targetings = tenant_table(
    "targetings",
    key("campaign", Text),
    column("days", Integer, NOT_PERSONAL),
    column("tenths", Integer, NOT_PERSONAL),
    instant("asked_at", NOT_PERSONAL),
    instant("learnt_at", NOT_PERSONAL, nullable=True),
    column("customers", Integer, NOT_PERSONAL),
    # What its order is worth for those it was not learnt of, and the order itself.
    column("judged", JSONB, NOT_PERSONAL, nullable=True),
    column("learner", JSONB, NOT_PERSONAL, nullable=True),
)
