"""SMS: messages over the API that Twilio has, as do others after it.

A form is posted to `…/Accounts/{sid}/Messages.json` with the user and password of the
account; an error is a number in the answer's `code`
(https://www.twilio.com/docs/messaging/api/message-resource).
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

from domain.mails import Outcome
from domain.messages import Parcel
from workers.ports.http import Answer, Poster
from workers.ports.provider import Asked, Heard, by_status, said

# 21211: no number; 21614: none that takes SMS; 30005: nobody has it; 30006: a landline.
NOBODY = frozenset({21211, 21614, 30005, 30006})
# Who reads it answered STOP.
STOPPED = 21610
# Too many waits for this number yet.
FULL = 21611


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was sent."""

    code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sms:
    """An account from which SMS are sent, by a number or by a name."""

    url: str
    authorization: str
    sender: str

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """Read a URL that names the account's user and password."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.username:
            raise ValueError("SMS_URL must be https://user:password@….")
        user, password = unquote(parts.username), unquote(parts.password or "")
        place = parts.netloc.rpartition("@")[2]
        return cls(
            url=urlunsplit((parts.scheme, place, parts.path, parts.query, "")),
            authorization=f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}",
            sender=sender,
        )

    async def ready(self, poster: Poster) -> None:
        """Need nothing but what each request says."""

    def asked(self, parcel: Parcel) -> Asked:
        """Return the request that sends an SMS."""
        form = {
            "To": parcel.content.to,
            "From": self.sender,
            "Body": parcel.content.text.strip(),
        }
        return Asked(
            url=self.url,
            headers={
                "authorization": self.authorization,
                "content-type": "application/x-www-form-urlencoded",
                "idempotency-key": parcel.message_id,
            },
            body=urlencode(form).encode(),
        )

    def heard(self, answer: Answer) -> Heard:
        """Return what an answer means."""
        code = said(answer, Refusal).code
        return Heard(
            reply=str(code or answer.status),
            outcome=Outcome.LATER if code == FULL else by_status(answer.status),
            unknown=code in NOBODY,
            stopped=code == STOPPED,
        )
