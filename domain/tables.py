"""Every table of every feature, for migrations and tests to look at."""

from domain.kernel import audit, idempotency, keyring, keys, outbox
from domain.kernel.tables import metadata

__all__ = ["audit", "idempotency", "keyring", "keys", "metadata", "outbox"]
