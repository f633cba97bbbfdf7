"""Which addresses may be sent to: those that everybody can reach, and no others.

What leads into our own network would let whoever names an address have us ask what
only we can reach (OWASP: server side request forgery). A name is looked at when an
endpoint is made, and what it leads to each time that something is sent.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from domain.tenants import TenantKind
from domain.webhooks.refusals import AddressNotAllowed

LABEL_MAX = 63
NAME_MAX = 253
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Names that lead nowhere outside a network of one's own (RFC 6761, 6762 and 8375).
INWARD = ("localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp")
# Public by their numbers, and yet a cloud's own: Azure's wire server.
OF_CLOUDS = (IPv4Network("168.63.129.16/32"),)
# IPv6 that leads to any IPv4: NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380).
TRANSLATED = tuple(
    map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that everybody can reach."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return _is_public_v4(found.ipv4_mapped)
        return (
            found.is_global
            and not found.is_multicast
            and not found.is_site_local
            and not any(found in each for each in TRANSLATED)
        )
    return _is_public_v4(found)


def is_loopback(address: str) -> bool:
    """Tell whether an IP address is that of this machine alone."""
    return ip_address(address.partition("%")[0]).is_loopback


def refuse_unfit(url: str, kind: TenantKind) -> None:
    """Refuse an address to which nothing is sent, as far as its words tell."""
    parts = _parts(url)
    host = (parts.hostname or "").rstrip(".")
    if kind == TenantKind.SANDBOX and host in LOOPBACK:
        return
    if parts.scheme != "https":
        raise AddressNotAllowed("It must begin with https.")
    if not _is_outward(host):
        raise AddressNotAllowed("Its host is not a public one.")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressNotAllowed("It is no address.") from error
    if not parts.hostname or port == 0:
        raise AddressNotAllowed("It is no address.")
    if parts.username is not None or parts.password is not None:
        raise AddressNotAllowed("It names a user; signatures say who we are.")
    if parts.fragment:
        raise AddressNotAllowed("It has a fragment, which nobody would be sent.")
    return parts


def _is_outward(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        labels = host.split(".")
    # What ends in a number is meant for an address, however it is written.
    numeric = labels[-1].isdigit() or labels[-1].startswith("0x")
    named = len(labels) > 1 and not numeric and _is_name(labels)
    return named and not any(host == f"{x}" or host.endswith(f".{x}") for x in INWARD)


def _is_name(labels: Sequence[str]) -> bool:
    """Tell whether labels make a name as long as names may be (RFC 1035)."""
    longest = max(map(len, labels))
    return all(labels) and longest <= LABEL_MAX and len(".".join(labels)) <= NAME_MAX


def _is_public_v4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in each for each in OF_CLOUDS)
    )
