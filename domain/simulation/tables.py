"""Back-tests, at rest."""

from sqlalchemy import BigInteger, Text
from sqlalchemy.dialects.postgresql import JSONB

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
from domain.simulation.model import State

guess = personal(Category.TRANSACTION, export=Export.ACCESS, erase=Erase.DELETE)

back_tests = tenant_table(
    "back_tests",
    key("id", Id("bkt")),
    column("name", Text, NOT_PERSONAL),
    column("state", Choice(State), NOT_PERSONAL),
    # What is tried: all rules as they were when it began, and by what they are judged.
    column("trial", JSONB, NOT_PERSONAL),
    instant("since", NOT_PERSONAL),
    instant("until", NOT_PERSONAL),
    column("orders_total", BigInteger, NOT_PERSONAL),
    # Counters of all customers together.
    column("progress", JSONB, NOT_PERSONAL),
    # After which customer to go on; nobody's as soon as it has ended.
    column(
        "after_customer_id", Id("cus"), pseudonym("after_customer_id"), nullable=True
    ),
    instant("started_at", NOT_PERSONAL),
    instant("ended_at", NOT_PERSONAL, nullable=True),
)

# Who gains or loses most, as far as the back-test is.
back_test_customers = tenant_table(
    "back_test_customers",
    key("back_test_id", Id("bkt")),
    key("unit", Text),
    key("customer_id", Id("cus"), pseudonym()),
    column("draft", BigInteger, guess),
    column("live", BigInteger, guess),
    reference("back_test_id", "back_tests"),
)
