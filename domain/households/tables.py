"""Households at rest. What one has stands in the ledger, under a holder of its own."""

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from domain.households.model import HouseholdStatus, LineKind
from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
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

CHOSEN = personal(Category.PREFERENCE)
NAMED = personal(Category.PROFILE)
MOVED = personal(
    Category.TRANSACTION,
    erase=Erase.KEEP,
    basis="what the other members' balance is explained by (art. 6(1)(f))",
)

household_settings = tenant_table(
    "household_settings",
    column("units", JSONB, NOT_PERSONAL),
    column("members_max", Integer, NOT_PERSONAL),
)

households = tenant_table(
    "households",
    key("id", Id("hsh")),
    # Who says what others may; of one that is closed, who left last.
    column("owner_id", Id("cus"), pseudonym("owner_id")),
    column("status", Choice(HouseholdStatus), NOT_PERSONAL),
    column("monthly_max", BigInteger, NOT_PERSONAL, nullable=True),
    instant("created_at", NOT_PERSONAL),
    Index(None, "tenant_id", "owner_id"),
)

household_members = tenant_table(
    "household_members",
    key("id", Id("hme")),
    column("household_id", Id("hsh"), CHOSEN),
    column("customer_id", Id("cus"), pseudonym()),
    column("nickname", Text, NAMED, nullable=True),
    # Through whom they said yes: their own token, or a key of the shop.
    column("said_by", Text, NOT_PERSONAL),
    instant("joined_at", CHOSEN),
    reference("household_id", "households"),
    # Nobody is in two.
    UniqueConstraint("tenant_id", "customer_id"),
    Index(None, "tenant_id", "household_id"),
)

household_invitations = tenant_table(
    "household_invitations",
    key("id", Id("hin")),
    column("household_id", Id("hsh"), NOT_PERSONAL),
    # None once it was used or withdrawn: then it counts for the day and no more.
    column("code", Text, NOT_PERSONAL, nullable=True),
    instant("invited_at", NOT_PERSONAL),
    instant("expires_at", NOT_PERSONAL),
    reference("household_id", "households"),
    UniqueConstraint("tenant_id", "code"),
    Index(None, "tenant_id", "household_id", "id"),
)

household_lines = tenant_table(
    "household_lines",
    key("id", Id("hln")),
    column("household_id", Id("hsh"), MOVED),
    # Who did it, by the id that they had then; nobody makes something expire.
    column("customer_id", Id("cus"), pseudonym(), nullable=True),
    column("kind", Choice(LineKind), MOVED),
    column("unit", Text, MOVED),
    # What came in is positive.
    column("amount", BigInteger, MOVED),
    column("redemption_id", Id("rdm"), MOVED, nullable=True),
    instant("recorded_at", MOVED),
    reference("household_id", "households"),
    Index(None, "tenant_id", "household_id", "id"),
    Index(None, "tenant_id", "customer_id"),
)

# What a merge of two customers moved: its undoing moves back that and nothing else.
household_member_moves = tenant_table(
    "household_member_moves",
    key("merge_id", Id("mrg")),
    key("member_id", Id("hme")),
    Index(None, "tenant_id", "member_id"),
)
