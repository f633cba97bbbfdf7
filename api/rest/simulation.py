"""Simulation over REST, and its report, which is a page."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api import authentication
from api.pages import backtest
from api.rest.decoding import decode
from api.rest.routing import Endpoint, Route, caller, get, post
from domain import simulation

HEADERS = {
    "Content-Security-Policy": backtest.POLICY,
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRoute(Route):
    """Answers with a page."""

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of an answer for people to read."""
        page = {"schema": {"type": "string", "description": "A page of HTML."}}
        responses: dict[str, Any] = operation["responses"]
        success = responses["200"] | {"content": {"text/html": page}}
        return operation | {"responses": responses | {"200": success}}

    def endpoint(self, *, findable: bool) -> Endpoint:
        """Return what answers here."""
        del findable

        async def answered(request: Request) -> Response:
            principal = await caller(request)
            self.use_case.admit(principal)
            asked = await decode(request, simulation.AskReport, self.body_bytes_max)
            platform = authentication.platform(request)
            report = await platform.run(simulation.report, asked, principal)
            return HTMLResponse(backtest.page(report), headers=HEADERS)

        return answered


routes = (
    post("/v1/back-tests", simulation.start),
    get("/v1/back-tests", simulation.list_back_tests),
    get("/v1/back-tests/{back_test_id}", simulation.find),
    get("/v1/back-tests/{back_test_id}/customers", simulation.who_is_affected),
    ReportRoute(
        method="GET",
        path="/v1/back-tests/{back_test_id}/report",
        use_case=simulation.report,
        status=HTTPStatus.OK,
    ),
    post(
        "/v1/back-tests/{back_test_id}/cancellations",
        simulation.cancel,
        HTTPStatus.OK,
    ),
)
