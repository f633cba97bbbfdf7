"""What customers do besides buying, in the graph."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry

from api.graphql import nodes
from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import show, shows
from api.graphql.earning import OfEventEarning
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from domain import events

if TYPE_CHECKING:
    from api.graphql.customers import Customer

Doer: TypeAlias = Annotated["Customer", strawberry.lazy("api.graphql.customers")]


@shows(events.Behaviour)
class Event(OfEventEarning, Node):
    """Something that somebody did, and the edge that leads on from it."""

    id: strawberry.ID
    customer_id: strawberry.Private[str | None]

    @strawberry.field(description="Who did it, if that is known.")
    async def customer(self, info: Info) -> Doer | None:
        """Return the customer."""
        if self.customer_id is None:
            return None
        return await nodes.found(info, self.customer_id)


@shows(events.EventType)
class EventType:
    """A type of events that a tenant has named."""


@finds("evt")
async def by_id(info: Info, event_id: str) -> Event | None:
    """Return an event, if there is one."""
    try:
        found = await info.context.run(events.find, {"event_id": event_id})
    except events.EventNotFound:
        return None
    return show(Event, found)


@strawberry.type
class EventQuery:
    """What can be asked about events."""

    @strawberry.field(
        description="What a customer did, newest first; of one type, or of any.",
        graphql_type=Connection[Event],
    )
    async def events(
        self,
        info: Info,
        customer_id: strawberry.ID,
        type: str | None = None,  # noqa: A002
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of events."""
        asked = {"customer_id": customer_id, "type": type}
        page = await info.context.run(
            events.of_customer, {**asked, "limit": first, "after": after}
        )
        return connection(
            page,
            lambda found: show(Event, found),
            after,
            lambda found: (found.occurred_at, found.id),
        )

    @strawberry.field(description="The types of events that the tenant has named.")
    async def event_types(self, info: Info) -> list[EventType]:
        """Return the types."""
        found = await info.context.run(events.list_types, {})
        return [show(EventType, each) for each in found]


@strawberry.type
class EventMutation:
    """What can be done about events."""

    record_event = mutation("RecordEvent", events.record, Event)
    remove_event = mutation("RemoveEvent", events.remove, Event)
    put_event_type = mutation("PutEventType", events.put_type, EventType)
