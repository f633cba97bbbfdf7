"""Push: messages over Firebase Cloud Messaging, HTTP v1, to one device of a customer.

Who sends proves to be who they are by a token that Google's token service gives for an
assertion signed by the service account's key (RFC 7523)
(https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import msgspec
from joserfc import jwt
from joserfc.jwk import RSAKey

from domain.kernel.platform import utc_now
from domain.mails import Outcome
from domain.messages import Parcel
from workers.ports.guard import ForbiddenAddressError
from workers.ports.http import Answer, Poster, UnreachableError
from workers.ports.post import ProviderDownError
from workers.ports.provider import Asked, Heard, by_status, said

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
SEND = "https://fcm.googleapis.com"
LASTS_S = 3_600
# A token is of use for as long at least when a message sets out.
SPARE_S = 120
# The app is gone from that device.
GONE = "UNREGISTERED"
# 403 and 401: its app is of another project, or Apple does not know us; others may.
OF_DEVICE = frozenset({"SENDER_ID_MISMATCH", "THIRD_PARTY_AUTH_ERROR"})


class Account(msgspec.Struct, frozen=True):
    """A service account, as Google's console gives it as a file."""

    project_id: str
    client_email: str
    private_key: str
    token_uri: str


class Granted(msgspec.Struct, frozen=True):
    """A token, and for how many seconds it is of use."""

    access_token: str = ""
    expires_in: int = 0


class Detail(msgspec.Struct, frozen=True, rename="camel"):
    """What went wrong, in a word."""

    error_code: str = ""


class Error(msgspec.Struct, frozen=True):
    """What went wrong."""

    details: tuple[Detail, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """Why nothing was sent."""

    error: Error = Error()


@dataclass(slots=True)
class Pass:
    """The token that is in use, and until when."""

    token: str = ""
    until: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Push:
    """A project from which push messages are sent."""

    account: Account
    key: RSAKey
    url: str = SEND
    clock: Callable[[], datetime] = utc_now
    held: Pass = field(default_factory=Pass)

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read the file of a service account."""
        account = msgspec.json.decode(path.read_bytes(), type=Account)
        return cls(account=account, key=RSAKey.import_key(account.private_key))

    async def ready(self, poster: Poster) -> None:
        """Have a token, or raise `ProviderDownError`."""
        now = self.clock().timestamp()
        if now + SPARE_S < self.held.until:
            return
        form = urlencode({"grant_type": GRANT, "assertion": self._assertion(int(now))})
        headers = {"content-type": "application/x-www-form-urlencoded"}
        try:
            answer = await poster.post(self.account.token_uri, headers, form.encode())
        except (TimeoutError, UnreachableError, ForbiddenAddressError) as error:
            raise ProviderDownError(type(error).__name__) from error
        granted = said(answer, Granted)
        if answer.status != HTTPStatus.OK or not granted.access_token:
            raise ProviderDownError(f"token {answer.status}")
        self.held.token = granted.access_token
        self.held.until = now + granted.expires_in

    def asked(self, parcel: Parcel) -> Asked:
        """Return the request that sends a message to a device."""
        message = {
            "token": parcel.content.to,
            "notification": {
                "title": parcel.content.subject,
                "body": parcel.content.text.strip(),
            },
            "data": {
                "message_id": parcel.message_id,
                "unsubscribe": parcel.unsubscribe or "",
            },
            # The same again takes the place of the first.
            "android": {"collapse_key": parcel.message_id},
            "apns": {"headers": {"apns-collapse-id": parcel.message_id}},
        }
        return Asked(
            url=f"{self.url}/v1/projects/{self.account.project_id}/messages:send",
            headers={
                "authorization": f"Bearer {self.held.token}",
                "content-type": "application/json",
            },
            body=msgspec.json.encode({"message": message}),
        )

    def heard(self, answer: Answer) -> Heard:
        """Return what an answer means."""
        codes = [each.error_code for each in said(answer, Refusal).error.details]
        code = next(filter(None, codes), str(answer.status))
        if code in OF_DEVICE:
            return Heard(reply=code, outcome=Outcome.LATER, lets_in=True)
        return Heard(reply=code, outcome=by_status(answer.status), unknown=code == GONE)

    def _assertion(self, now: int) -> str:
        claims = {
            "iss": self.account.client_email,
            "scope": SCOPE,
            "aud": self.account.token_uri,
            "iat": now,
            "exp": now + LASTS_S,
        }
        return jwt.encode({"alg": "RS256"}, claims, self.key)
