"""How a shop's community goes: who looks at what first, how much, and what counts."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.community.model import ContributionKind

Kinds: TypeAlias = Annotated[tuple[ContributionKind, ...], Meta(max_length=5)]
BarredWord: TypeAlias = Annotated[str, Meta(pattern=r"^[^\s\u0000]{2,60}$(?!\n)")]
HostName: TypeAlias = Annotated[
    str, Meta(pattern=r"^([a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}$(?!\n)")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunitySettings:
    """How a shop's community goes.

    `held_kinds` wait for a moderator, and so does what has a barred word, contact
    details or a link to a host that is not allowed. `counted_daily` is how many
    contributions of a customer count a day for rules and challenges; `reports_max`, how
    many people report something until it waits for a moderator.
    """

    held_kinds: Kinds = ()
    barred_words: Annotated[tuple[BarredWord, ...], Meta(max_length=1_000)] = ()
    allowed_hosts: Annotated[tuple[HostName, ...], Meta(max_length=100)] = ()
    hourly_max: Annotated[int, Meta(ge=1, le=1_000)] = 10
    daily_max: Annotated[int, Meta(ge=1, le=10_000)] = 50
    reports_daily_max: Annotated[int, Meta(ge=1, le=1_000)] = 20
    reports_max: Annotated[int, Meta(ge=1, le=1_000)] = 3
    counted_daily: Annotated[int, Meta(ge=0, le=100)] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCommunitySettings:
    """Ask how the shop's community goes."""
