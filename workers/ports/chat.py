"""Chat: messages over the WhatsApp Cloud API.

A business may begin a conversation by a template that Meta approved, and by nothing
else: it has one variable, which is what we say. Without one, plain text is sent, which
arrives within a day after its reader wrote
(https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages).
"""

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from domain.mails import Outcome
from domain.messages import CHAT_NOBODY, CHAT_STOPPED, Parcel
from workers.ports.http import Answer, Poster
from workers.ports.provider import Asked, Heard, by_status, said

# 130429, 131048, 131056, 80007: too many; 131000, 131016: nothing works there; 4: both.
LATER = frozenset({4, 80_007, 130_429, 131_000, 131_016, 131_048, 131_056})
# A variable has no line breaks or tabs, and no more than four spaces in a row.
BREAKS = re.compile(r"\s*\n\s*|\s{2,}|\t")


@dataclass(frozen=True, slots=True)
class Error:
    """What went wrong, by its number."""

    code: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was sent."""

    error: Error = Error()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Chat:
    """A business from which messages are sent, and by which template, if by one."""

    url: str
    token: str
    template: str | None

    async def ready(self, poster: Poster) -> None:
        """Need nothing but what each request says."""

    def asked(self, parcel: Parcel) -> Asked:
        """Return the request that sends a message."""
        message: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": parcel.content.to.removeprefix("+"),
            # It comes back with what is told of the message later.
            "biz_opaque_callback_data": parcel.called or parcel.message_id,
            **self._said(parcel),
        }
        return Asked(
            url=self.url,
            headers={
                "authorization": f"Bearer {self.token}",
                "content-type": "application/json",
                "idempotency-key": parcel.message_id,
            },
            body=msgspec.json.encode(message),
        )

    def heard(self, answer: Answer) -> Heard:
        """Return what an answer means."""
        code = said(answer, Refusal).error.code
        outcome = Outcome.LATER if code in LATER else by_status(answer.status)
        return Heard(
            reply=str(code or answer.status),
            outcome=outcome,
            unknown=code in CHAT_NOBODY,
            stopped=code == CHAT_STOPPED,
        )

    def _said(self, parcel: Parcel) -> dict[str, Any]:
        text = parcel.content.text.strip()
        if self.template is None:
            return {"type": "text", "text": {"preview_url": False, "body": text}}
        variable = {"type": "text", "text": BREAKS.sub(" ", text)}
        return {
            "type": "template",
            "template": {
                "name": self.template,
                "language": {"code": parcel.language},
                "components": [{"type": "body", "parameters": [variable]}],
            },
        }
