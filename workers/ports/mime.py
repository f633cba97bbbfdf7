"""Mails as they travel (RFC 5322, RFC 2045): built directly, as `email` takes a ms.

Whatever is not ASCII is an encoded word in headers (RFC 2047) and base64 in bodies.
"""

from base64 import b64encode
from collections.abc import Iterator
from email.utils import format_datetime

from domain.messages import Parcel
from workers.ports.dkim import Header, Signer

# So many bytes of UTF-8 are 60 of base64: an encoded word has 75 characters at most.
WORD_BYTES_MAX = 45
LINE_MAX = 76
# Nothing that is base64 has this in it.
BOUNDARY = "=_stamgast"


def mail(parcel: Parcel, sender: str, signer: Signer | None) -> bytes:
    """Return a message as a mail; the same again has the same Message-ID."""
    domain = sender.rpartition("@")[2]
    content = parcel.content
    headers: list[Header] = [
        ("From", f"{phrase(parcel.sender)} <{sender}>"),
        ("To", content.to),
        ("Subject", words(content.subject)),
        ("Date", format_datetime(parcel.written_at)),
        ("Message-ID", f"<{parcel.message_id}@{domain}>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{BOUNDARY}"'),
        ("Auto-Submitted", "auto-generated"),
    ]
    if parcel.unsubscribe is not None:
        headers += [
            ("List-Unsubscribe", f"<{parcel.unsubscribe}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    body = b"".join(_body(parcel))
    if signer is not None:
        headers.insert(0, signer.header(headers, body))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode() + b"\r\n" + body


def phrase(name: str) -> str:
    """Return a name in front of an address."""
    if name.isascii():
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return words(name)


def words(text: str) -> str:
    """Return a text as it stands in a header: as it is, or in encoded words."""
    if text.isascii() and len(text) < LINE_MAX:
        return text
    return "\r\n ".join(
        f"=?utf-8?b?{b64encode(each.encode()).decode()}?=" for each in _chunks(text)
    )


def _chunks(text: str) -> Iterator[str]:
    """Return a text in parts, none of which breaks a character."""
    chunk, size = "", 0
    for each in text:
        more = len(each.encode())
        if size + more > WORD_BYTES_MAX:
            yield chunk
            chunk, size = "", 0
        chunk, size = chunk + each, size + more
    yield chunk


def _body(parcel: Parcel) -> Iterator[bytes]:
    for kind, text in (
        ("plain", parcel.content.text),
        ("html", parcel.content.html),
    ):
        yield (
            f"--{BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
            f"Content-Language: {parcel.language}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n"
        ).encode()
        yield _lines(text.encode())
    yield f"--{BOUNDARY}--\r\n".encode()


def _lines(raw: bytes) -> bytes:
    """Return base64 in lines; `base64.encodebytes` takes four times as long."""
    whole = b64encode(raw)
    lines = [whole[at : at + LINE_MAX] for at in range(0, len(whole), LINE_MAX)]
    return b"\r\n".join((*lines, b""))
