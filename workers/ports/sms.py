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
from domain.messages import SMS_NOBODY, SMS_STOPPED, Parcel
from workers.ports.http import Answer, Poster
from workers.ports.provider import Asked, Heard, by_status, said

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
    # Where it is told what became of them, if anybody can come there.
    callbacks_url: str | None = None

    @classmethod
    def of(cls, url: str, sender: str, public_url: str = "") -> Self:
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
            callbacks_url=f"{public_url}/callbacks/sms"
            if public_url.startswith("https://")
            else None,
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
        if self.callbacks_url is not None and parcel.called is not None:
            form["StatusCallback"] = f"{self.callbacks_url}/{parcel.called}"
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
            unknown=code in SMS_NOBODY,
            stopped=code == SMS_STOPPED,
        )
