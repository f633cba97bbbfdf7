"""Segments in the graph: which there are, and in which a customer is."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import segments

STAYS: Lookup[str, segments.Stays] = Lookup(
    use_case=segments.of_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)

Segment = output(segments.Segment)


@strawberry.type
class OfSegments:
    """The edge that leads from a customer to the segments they are in."""

    id: strawberry.ID

    @strawberry.field(
        description="The segments that the customer is in, by name.",
        graphql_type=list[output(segments.Stay)],
    )
    async def segments(self, info: Info) -> Any:
        """Return in which segments the customer is, and since when."""
        found = await info.context.loaders.one(STAYS, self.id)
        return [] if found is None else list(found.segments)


@strawberry.type
class SegmentQuery:
    """What can be asked about segments."""

    @strawberry.field(description="All segments, by name.", graphql_type=list[Segment])
    async def segments(self, info: Info) -> Any:
        """Return all segments, retired ones too."""
        return (await info.context.run(segments.list_segments, {})).segments


@strawberry.type
class SegmentMutation:
    """What can be done with segments."""

    put_segment = mutation("PutSegment", segments.put, Segment)
    retire_segment = mutation("RetireSegment", segments.retire, Segment)
