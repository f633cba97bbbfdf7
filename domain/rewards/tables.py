"""Rewards, at rest. The count of a reward changes in its row, and nowhere else."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

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
from domain.rewards.model import RewardStatus
from domain.rewards.redemption import RedemptionStatus

KEPT = "what the ledger's entries are explained by (art. 6(1)(b))"

figure = personal(Category.TRANSACTION, erase=Erase.KEEP, basis=KEPT)

rewards = tenant_table(
    "rewards",
    key("id", Id("rwd")),
    column("reward", Text, NOT_PERSONAL),
    # The version that customers can have; none is 0.
    column("current", Integer, NOT_PERSONAL),
    column("taken", BigInteger, NOT_PERSONAL),
    column("spent", BigInteger, NOT_PERSONAL),
    UniqueConstraint("tenant_id", "reward"),
    CheckConstraint("taken >= 0 AND spent >= 0", "counts"),
)

reward_versions = tenant_table(
    "reward_versions",
    key("reward_id", Id("rwd")),
    key("version", Integer),
    column("status", Choice(RewardStatus), NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("description", Text, NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
    instant("published_at", NOT_PERSONAL, nullable=True),
    instant("retired_at", NOT_PERSONAL, nullable=True),
    reference("reward_id", "rewards"),
)

redemptions = tenant_table(
    "redemptions",
    key("id", Id("rdm"), pseudonym()),
    column("customer_id", Id("cus"), pseudonym()),
    column("reward_id", Id("rwd"), figure),
    column("version", Integer, figure),
    column("status", Choice(RedemptionStatus), figure),
    column("quantity", Integer, figure),
    column("unit", Text, figure),
    column("price", BigInteger, figure),
    column("money", BigInteger, figure),
    column("cost", BigInteger, NOT_PERSONAL),
    column("refunded", BigInteger, figure),
    column("hold_id", Id("hld"), figure, nullable=True),
    # Whose account it is paid of, if not the customer's own: a household's.
    column("payer_id", Id("cus"), figure, nullable=True),
    column(
        "cart", Text, personal(Category.TRANSACTION, erase=Erase.NULL), nullable=True
    ),
    column("order_id", Id("ord"), figure, nullable=True),
    column("voucher_id", Id("vch"), figure, nullable=True),
    # What it was given for, if nobody asked for it: for each reason once.
    column("source", Text, figure, nullable=True),
    instant("reserved_at", figure),
    instant("expires_at", figure),
    instant("confirmed_at", figure, nullable=True),
    reference("reward_id", "rewards"),
    CheckConstraint("refunded BETWEEN 0 AND price", "refunded"),
    UniqueConstraint("tenant_id", "source"),
    Index(None, "tenant_id", "customer_id", "id"),
    Index(
        "redemptions_reserved_idx",
        "tenant_id",
        "expires_at",
        postgresql_where=sql("status = 'reserved'"),
    ),
    Index(
        "redemptions_order_idx",
        "tenant_id",
        "order_id",
        postgresql_where=sql("order_id IS NOT NULL"),
    ),
)

# What a merge of two customers moved: its undoing moves back that and nothing else.
redemption_moves = tenant_table(
    "redemption_moves",
    key("merge_id", Id("mrg")),
    key("redemption_id", Id("rdm")),
    ForeignKeyConstraint(
        ["tenant_id", "redemption_id"], ["redemptions.tenant_id", "redemptions.id"]
    ),
)
