"""Recommendations over REST."""

from api.rest.routing import get, put
from domain import recommendations

routes = (
    get("/v1/customers/{customer_id}/recommendations", recommendations.recommend),
    get("/v1/recommendations/popular", recommendations.popular),
    get("/v1/recommendations/together", recommendations.together),
    get("/v1/recommendations/session", recommendations.in_session),
    get("/v1/recommendations/unavailable", recommendations.find_unavailable),
    put("/v1/recommendations/unavailable", recommendations.put_unavailable),
    get("/v1/recommendations/models", recommendations.list_models),
)
