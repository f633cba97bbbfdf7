"""Status over REST."""

from api.rest.routing import get, put
from domain import status

routes = (
    get(
        "/v1/customers/{customer_id}/status",
        status.read_status,
        now=status.read_status_now,
    ),
    get("/v1/thresholds", status.read_thresholds),
    put("/v1/thresholds", status.set_thresholds),
)
