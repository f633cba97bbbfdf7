"""What is known of customers and what they asked about it, in the graph."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.customers import Reference
from api.graphql.derivation import call, output, show, shows
from api.graphql.mutations import mutation
from domain import customers, privacy

call(privacy.Stock, "DataStock")
call(privacy.Part, "CertificatePart")

Restriction = output(customers.Restriction)
Erasure = output(privacy.Erasure)
Certificate = output(privacy.Certificate)
LegalHold = output(privacy.LegalHold)


@shows(privacy.AvgRequest)
class AvgRequest:
    """What somebody asks."""


@strawberry.type
class PrivacyQuery:
    """What can be asked about privacy."""

    @strawberry.field(
        description="Where something is known of a customer, and how much.",
        graphql_type=output(privacy.DataMap) | None,
    )
    async def data_map(self, info: Info, customer_id: Reference) -> Any:
        """Return all places in which there is something."""
        asked = {"customer_id": customer_id}
        return await info.context.run(privacy.find_data_map, asked)

    @strawberry.field(
        description="What a customer asked about their data, newest first.",
        graphql_type=Connection[AvgRequest],
    )
    async def privacy_requests(
        self,
        info: Info,
        customer_id: Reference,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of requests."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(privacy.list_requests, asked)
        return connection(
            page,
            lambda found: show(AvgRequest, found),
            after,
            lambda found: (found.id,),
        )

    @strawberry.field(
        description="How far an erasure is, and what is at stake.",
        graphql_type=Erasure,
    )
    async def erasure(self, info: Info, request_id: strawberry.ID) -> Any:
        """Return what an erasure takes away, or refuse."""
        return await info.context.run(privacy.find_erasure, {"request_id": request_id})

    @strawberry.field(
        description="What became of what was known of who was erased.",
        graphql_type=Certificate | None,
    )
    async def erasure_certificate(self, info: Info, request_id: strawberry.ID) -> Any:
        """Return the certificate of an erasure; none before it is certified."""
        asked = {"request_id": request_id}
        try:
            return await info.context.run(privacy.find_certificate, asked)
        except privacy.NotCertified:
            return None

    @strawberry.field(
        description="Since when a customer's data is only stored, and why, if it is.",
        graphql_type=Restriction | None,
    )
    async def restriction(self, info: Info, customer_id: Reference) -> Any:
        """Return the restriction; none if data may be used."""
        asked = {"customer_id": customer_id}
        try:
            return await info.context.run(privacy.find_restriction, asked)
        except privacy.NotRestricted:
            return None

    @strawberry.field(
        description="What keeps or kept a customer from being erased, newest first.",
        graphql_type=list[LegalHold],
    )
    async def legal_holds(self, info: Info, customer_id: Reference) -> Any:
        """Return the holds."""
        asked = {"customer_id": customer_id}
        told = await info.context.run(privacy.list_legal_holds, asked)
        return told.legal_holds


@strawberry.type
class PrivacyMutation:
    """What can be asked, and done about it."""

    request_privacy = mutation("RequestPrivacy", privacy.ask, AvgRequest)
    verify_request = mutation("VerifyRequest", privacy.verify, AvgRequest)
    cancel_request = mutation("CancelRequest", privacy.cancel, AvgRequest)
    cancel_own_request = mutation("CancelOwnRequest", privacy.cancel_own, AvgRequest)
    waive = mutation("Waive", privacy.waive, Erasure)
    restrict = mutation("Restrict", privacy.restrict, Restriction)
    lift_restriction = mutation(
        "LiftRestriction", privacy.lift_restriction, Restriction
    )
    set_legal_hold = mutation("SetLegalHold", privacy.set_legal_hold, LegalHold)
    release_legal_hold = mutation(
        "ReleaseLegalHold", privacy.release_legal_hold, LegalHold
    )
