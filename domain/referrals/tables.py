"""Referrals at rest.

Rows keep the ids that people had when they came; who was merged with whom is asked when
a referral is judged, so that a merge and its undoing move nothing here.
"""

from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.referrals.model import ReferralStatus

# The other one is told nothing of it: what somebody did as a friend is theirs.
FRIENDS = personal(Category.BEHAVIOUR, subject="friend_id", export=Export.ACCESS)

referral_settings = tenant_table(
    "referral_settings",
    column("window_days", Integer, NOT_PERSONAL),
    column("keep_days", Integer, NOT_PERSONAL),
    column("amount_min", BigInteger, NOT_PERSONAL),
    column("friends_max", Integer, NOT_PERSONAL),
    column("friends_days", Integer, NOT_PERSONAL),
    column("link", Text, NOT_PERSONAL, nullable=True),
)

referral_codes = tenant_table(
    "referral_codes",
    key("customer_id", Id("cus"), pseudonym()),
    column("code", Text, personal(Category.IDENTITY)),
    UniqueConstraint("tenant_id", "code"),
)

referrals = tenant_table(
    "referrals",
    key("id", Id("rfl")),
    column("referrer_id", Id("cus"), pseudonym("referrer_id")),
    column("friend_id", Id("cus"), pseudonym("friend_id")),
    column("status", Choice(ReferralStatus), FRIENDS),
    column("reasons", JSONB, FRIENDS),
    instant("attributed_at", FRIENDS),
    instant("until", FRIENDS),
    column("keep_days", Integer, NOT_PERSONAL),
    column("amount_min", BigInteger, NOT_PERSONAL),
    column("order_id", Id("ord"), FRIENDS, nullable=True),
    # When there is something to decide.
    instant("due_at", FRIENDS, nullable=True),
    # When it first counted.
    instant("kept_at", FRIENDS, nullable=True),
    UniqueConstraint("tenant_id", "friend_id"),
    Index(None, "tenant_id", "referrer_id", "id"),
    Index(
        "referrals_due_idx",
        "tenant_id",
        "due_at",
        postgresql_where=sql("due_at IS NOT NULL"),
    ),
)

# What a customer paid with, as a keyed digest that only tells whether two are the same.
referral_prints = tenant_table(
    "referral_prints",
    key("customer_id", Id("cus"), pseudonym()),
    key("print", LargeBinary, personal(Category.TECHNICAL, export=Export.NO)),
)
