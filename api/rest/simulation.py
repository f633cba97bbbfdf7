"""Simulation over REST."""

from http import HTTPStatus

from api.rest.routing import get, post
from domain import simulation

routes = (
    post("/v1/back-tests", simulation.start),
    get("/v1/back-tests", simulation.list_back_tests),
    get("/v1/back-tests/{back_test_id}", simulation.find),
    get("/v1/back-tests/{back_test_id}/customers", simulation.who_is_affected),
    post(
        "/v1/back-tests/{back_test_id}/cancellations",
        simulation.cancel,
        HTTPStatus.OK,
    ),
)
