"""Privacy over REST."""

from api.rest.routing import get
from domain import privacy

routes = (
    get("/v1/privacy/register", privacy.read_register),
    get("/v1/customers/{customer_id}/data-map", privacy.find_data_map),
)
