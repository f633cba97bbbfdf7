"""Versions of the API, by the day on which each began to differ from the one before.

What is added is no other version: who does not know it lets it pass. A version is begun
when something is taken away or means something else; it is named here, what differs is
written down in docs/decisions, and those before it are served as they were.
"""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel.errors import Kind, Refusal

FIRST = "2026-11-22"
# All that are served, the newest last.
VERSIONS = (FIRST,)
NEWEST = VERSIONS[-1]

ApiVersion: TypeAlias = Annotated[
    str, Meta(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$(?!\n)", examples=[FIRST])
]


@dataclass(eq=False)
class VersionNotServed(Refusal):
    """There is no such version of the API, or it is not served any more.

    `served` names those that are, the newest last. Without `Stamgast-Version` a request
    is of the version to which its key is pinned.
    """

    kind = Kind.INVALID
    api_version: str
    served: tuple[str, ...]


def check_version(version: str) -> str:
    """Return a version that is served, or refuse it."""
    if version not in VERSIONS:
        raise VersionNotServed(version[:32], VERSIONS)
    return version
