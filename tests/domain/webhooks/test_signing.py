"""Signatures are those of Standard Webhooks."""

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from domain.webhooks import signing

# The vector that the libraries of Standard Webhooks share.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_standard_is_signed_as_it_says() -> None:
    assert signing.headers(ID, AT, BODY, [SECRET]) == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_the_library_of_the_standard_takes_it_for_ours_with_either_secret() -> None:
    old, new = signing.new_secret(bytes), signing.new_secret(lambda n: b"\x01" * n)
    made = signing.headers(ID, datetime.now(UTC), BODY, [new, old])
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, made) == {"test": 2432232314}
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, made)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(BODY.replace("2", "3"), made)


def test_a_secret_is_what_receivers_expect() -> None:
    secret = signing.new_secret(bytes)
    assert secret == f"whsec_{'A' * 43}="
    assert len(b64decode(secret.removeprefix("whsec_"))) == 32
