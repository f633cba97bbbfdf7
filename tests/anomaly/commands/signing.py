"""Commands of signing."""

from collections.abc import Mapping

from domain import signing
from tests.anomaly.shop import Prepared, always

COMMANDS: Mapping[str, Prepared] = {
    "signing.rotate_signing_key": always(signing.RotateSigningKey()),
}
