"""Simulation over REST, and its report, which is a page."""

from http import HTTPStatus

from starlette.responses import HTMLResponse, Response

from api.pages import backtest
from api.rest.media import Reading, get_as
from api.rest.routing import get, post
from domain import simulation
from domain.simulation import AskReport, Report


def _page(read: Reading[AskReport, Report]) -> Response:
    """Return a report for people to read."""
    headers = {"Content-Security-Policy": backtest.POLICY}
    return HTMLResponse(backtest.page(read.told), headers=headers)


routes = (
    post("/v1/back-tests", simulation.start, HTTPStatus.ACCEPTED),
    get("/v1/back-tests", simulation.list_back_tests),
    get("/v1/back-tests/{back_test_id}", simulation.find),
    get("/v1/back-tests/{back_test_id}/customers", simulation.who_is_affected),
    get_as(
        "text/html",
        {"type": "string", "description": "A page of HTML."},
        "/v1/back-tests/{back_test_id}/report",
        simulation.report,
        _page,
    ),
    post(
        "/v1/back-tests/{back_test_id}/cancellations",
        simulation.cancel,
        HTTPStatus.OK,
    ),
)
