"""Mails that tell of mails: one came back (RFC 3464), or was complained of (RFC 5965).

Both have the original, or its headers, as their last part: by its `Message-ID` it is
known which message is meant, and by nothing else.
"""

import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from typing import Any, TypeAlias

from domain.messages.suppression import MessageReport

Mail: TypeAlias = "Message[str, str]"

NAMED = re.compile(r"<(msg_[0-9a-f]{32})@[^<>\s]+>")
QUOTED = frozenset({"text/rfc822-headers", "message/rfc822-headers"})
# What has more is nested more deeply than any server nests it.
PARTS_MAX = 40
# There is nobody by that address (RFC 3463, 3.2).
NOBODY = "5.1."


def report(mail: str) -> tuple[str, MessageReport] | None:
    """Return which message a mail tells of, and what; None if it tells of none."""
    if mail.lower().count("content-type:") > PARTS_MAX:
        return None
    parts = list(_read(mail).walk())
    named = _named(parts)
    said = _said(parts)
    return None if named is None or said is None else (named, said)


def _named(parts: list[Mail]) -> str | None:
    """Return the id of the message that is quoted, of which the last word counts."""
    for part in reversed(parts):
        original = _text(part) if part.get_content_type() in QUOTED else ""
        for header in (part.get("message-id", ""), original):
            found = NAMED.search(header)
            if found is not None:
                return found[1]
    return None


def _said(parts: list[Mail]) -> MessageReport | None:
    for part in parts:
        match part.get_content_type():
            case "message/delivery-status":
                return _delivery(part)
            case "message/feedback-report":
                told = _fields(part)
                abuse = any(each.get("feedback-type", "") == "abuse" for each in told)
                return MessageReport.COMPLAINED if abuse else None
            case _:
                pass
    return None


def _delivery(part: Mail) -> MessageReport | None:
    """Return what a server says of its one recipient, if that is for good."""
    for each in _fields(part):
        status = each.get("status", "").strip()
        match each.get("action", "").strip().lower():
            case "failed" if status.startswith(NOBODY):
                return MessageReport.BOUNCED
            case "failed":
                return MessageReport.RETURNED
            case "delivered":
                return MessageReport.DELIVERED
            case _:
                pass
    return None


def _fields(part: Mail) -> Iterator[Mail]:
    """Return the groups of fields of a report, however it was parsed."""
    payload: Any = part.get_payload()
    groups: list[Mail] = payload if part.is_multipart() else [_read(_text(part))]
    for each in groups:
        yield each
        inner = each.get_payload()
        if isinstance(inner, str) and inner.strip():
            yield _read(inner)


def _read(text: str) -> Mail:
    return message_from_string(text)


def _text(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
