"""The ways in which webhooks say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class EndpointNotFound(Refusal):
    """There is no such endpoint."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class EndpointChanged(Refusal):
    """The endpoint has changed since it was read."""

    kind = Kind.PRECONDITION
    version: int


@dataclass(eq=False)
class EndpointDisabled(Refusal):
    """The endpoint is disabled; enable it first."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class TooManyEndpoints(Refusal):
    """There are as many endpoints as a tenant may have."""

    kind = Kind.CONFLICT
    endpoints_max: int


@dataclass(eq=False)
class AddressNotAllowed(Refusal):
    """News is not sent to such an address.

    It must be `https`, name no user and no fragment, and lead to a public host. A
    sandbox may name `localhost`, which is reached only where a developer allows it.
    """

    kind = Kind.INVALID
    reason: str


@dataclass(eq=False)
class EventUnknown(Refusal):
    """There are no such events; `/v1/webhooks/event-types` lists all."""

    kind = Kind.INVALID
    events: tuple[str, ...]


@dataclass(eq=False)
class DeliveryNotFound(Refusal):
    """The endpoint was never sent this."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TooMuchToReplay(Refusal):
    """More happened in this span than is replayed at once; name a shorter one."""

    kind = Kind.INVALID
    deliveries_max: int
