"""Every table of every feature, for migrations and tests to look at."""

from domain.accounting import tables as accounting
from domain.banners import tables as banners
from domain.catalogue import tables as catalogue
from domain.challenges import tables as challenges
from domain.community import tables as community
from domain.consent import tables as consent
from domain.customers import tables as customers
from domain.documents import tables as documents
from domain.draws import tables as draws
from domain.earning import tables as earning
from domain.events import tables as events
from domain.fairness import tables as fairness
from domain.holdouts import tables as holdouts
from domain.households import tables as households
from domain.imports import tables as imports
from domain.kernel import audit, idempotency, keyring, keys, outbox
from domain.kernel.tables import metadata
from domain.leaderboards import tables as leaderboards
from domain.ledger import tables as ledger
from domain.levels import tables as levels
from domain.mails import tables as mails
from domain.messages import help_tables as helps
from domain.messages import journey_tables as journeys
from domain.messages import push_tables as browsers
from domain.messages import tables as messages
from domain.orders import tables as orders
from domain.privacy import check_tables as identity
from domain.privacy import erasure_tables
from domain.privacy import partner_tables as partners
from domain.privacy import redaction_tables as redactions
from domain.privacy import tables as privacy
from domain.proofs import tables as proofs
from domain.recommendations import tables as recommendations
from domain.referrals import tables as referrals
from domain.rewards import tables as rewards
from domain.scoring import tables as scoring
from domain.segments import tables as segments
from domain.signing import tables as signing
from domain.simulation import tables as simulation
from domain.status import tables as status
from domain.tenants import tables as tenants
from domain.tiers import tables as tiers
from domain.vouchers import tables as vouchers
from domain.webhooks import tables as webhooks

__all__ = [
    "accounting",
    "audit",
    "banners",
    "browsers",
    "catalogue",
    "challenges",
    "community",
    "consent",
    "customers",
    "documents",
    "draws",
    "earning",
    "erasure_tables",
    "events",
    "fairness",
    "helps",
    "holdouts",
    "households",
    "idempotency",
    "identity",
    "imports",
    "journeys",
    "keyring",
    "keys",
    "leaderboards",
    "ledger",
    "levels",
    "mails",
    "messages",
    "metadata",
    "orders",
    "outbox",
    "partners",
    "privacy",
    "proofs",
    "recommendations",
    "redactions",
    "referrals",
    "rewards",
    "scoring",
    "segments",
    "signing",
    "simulation",
    "status",
    "tenants",
    "tiers",
    "vouchers",
    "webhooks",
]
