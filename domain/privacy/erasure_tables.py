"""Erasures: how far each is, what became of each place, and what holds them up."""

from sqlalchemy import BigInteger, Boolean, Index, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from domain.kernel.personal import NOT_PERSONAL, Category, Erase, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.privacy.certificate import Treatment

PROOF = personal(
    Category.TECHNICAL,
    erase=Erase.KEEP,
    basis="that a customer was erased must be demonstrable (art. 5(2))",
    keep="P5Y",
)
OF_ERASURE = personal(
    Category.TECHNICAL,
    subject="request_id>privacy_requests.customer_id",
    erase=Erase.KEEP,
    basis="that a customer was erased must be demonstrable (art. 5(2))",
    keep="P5Y",
)
HELD = personal(
    Category.TECHNICAL,
    erase=Erase.KEEP,
    basis="why a customer was not erased must be demonstrable (art. 5(2))",
    keep="P5Y",
)

erasures = tenant_table(
    "erasures",
    key("request_id", Id("avr")),
    column("customer_id", Id("cus"), pseudonym()),
    column("donate_to", Id("pot"), PROOF, nullable=True),
    column("waived_cooling_off", Boolean, PROOF),
    column("waived_export", Boolean, PROOF),
    # When the time to think it over ends; when it is tried next.
    instant("cooled_at", PROOF, nullable=True),
    instant("erase_at", PROOF, nullable=True),
    instant("destroyed_at", PROOF, nullable=True),
    column("steps_done", SmallInteger, NOT_PERSONAL),
    instant("certified_at", PROOF, nullable=True),
    column("certificate", JSONB(none_as_null=True), PROOF, nullable=True),
    Index(
        "erasures_erase_at_idx",
        "tenant_id",
        "erase_at",
        postgresql_where=text("erase_at IS NOT NULL"),
    ),
    Index(
        "erasures_under_way_idx",
        "tenant_id",
        "steps_done",
        "request_id",
        postgresql_where=text("destroyed_at IS NOT NULL AND certified_at IS NULL"),
    ),
    Index(None, "tenant_id", "customer_id"),
)

erasure_parts = tenant_table(
    "erasure_parts",
    key("request_id", Id("avr")),
    key("step", SmallInteger),
    column("place", Text, OF_ERASURE),
    column("treatment", Choice(Treatment), OF_ERASURE),
    column("rows", BigInteger, OF_ERASURE),
    # SHA-256 of what was sealed; none of it can be opened any more.
    column("digests", ARRAY(LargeBinary), OF_ERASURE),
)

legal_holds = tenant_table(
    "legal_holds",
    key("id", Id("lgh")),
    column("customer_id", Id("cus"), pseudonym()),
    column("basis", Text, HELD),
    instant("until", HELD),
    column("author", Text, NOT_PERSONAL),
    instant("recorded_at", HELD),
    instant("released_at", HELD, nullable=True),
    Index(None, "tenant_id", "customer_id"),
)
