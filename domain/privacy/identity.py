"""The nouns of identity: a code that only who reads an address on file can answer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel.types import Instant, LongText
from domain.privacy.requests import (
    AvgRequest,
    Language,
    RequestId,
    RequestKind,
)

Code: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{6}$(?!\n)", examples=["123456"])]
EmailText: TypeAlias = Annotated[
    str, Meta(min_length=3, max_length=254, examples=["ann@example.com"])
]
VALID = timedelta(minutes=10)
TRIES_MAX = 5
# So many codes within so long to one address.
ASKED_MAX, ASKED_WITHIN = 3, timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskByEmail:
    """Ask for what is known of whoever reads an address, without any other token."""

    email: EmailText
    kind: RequestKind
    language: Language = "nl"
    wish: LongText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What is answered whether or not the address is known here.

    If it is, a code is on its way, of use until `expires_at`.
    """

    request_id: RequestId
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCode:
    """Have a code sent to the address on file of whoever asked."""

    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCode:
    """Answer the code that came by mail.

    Who changed their address within a fortnight is sent two: `earlier_code` is the one
    that came to the address before.
    """

    request_id: RequestId
    code: Code
    earlier_code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whether the code was the right one, in time and among the first five.

    A wrong answer is no error: it counts.
    """

    request_id: RequestId
    passed: bool
    request: AvgRequest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCheck:
    """Look whether somebody is known by the address that was given, and write to them.

    Nobody who asks waits for this, so nobody can tell by the time it takes.
    """

    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetChecks:
    """Forget codes that are of no more use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksForgotten:
    """How many there were."""

    done: int
