"""Scores over REST."""

from api.rest.routing import get, put
from domain import scoring

routes = (
    get("/v1/customers/{customer_id}/scores", scoring.find_scores),
    get("/v1/scoring/heat-map", scoring.heat_map),
    get("/v1/scoring/models", scoring.list_models),
    get("/v1/scoring/settings", scoring.find_settings),
    put("/v1/scoring/settings", scoring.put_settings),
)
