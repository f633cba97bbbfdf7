"""Recommendations over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import recommendations

routes = (
    get("/v1/customers/{customer_id}/recommendations", recommendations.recommend),
    get("/v1/recommendations/popular", recommendations.popular),
    get("/v1/recommendations/together", recommendations.together),
    get("/v1/recommendations/viewed", recommendations.viewed_also_bought),
    get("/v1/recommendations/session", recommendations.in_session),
    get("/v1/recommendations/unavailable", recommendations.find_unavailable),
    put("/v1/recommendations/unavailable", recommendations.put_unavailable),
    get("/v1/recommendations/offers", recommendations.find_offers),
    put("/v1/recommendations/offers", recommendations.put_offers),
    get("/v1/recommendations/feedback", recommendations.find_feedback),
    post(
        "/v1/customers/{customer_id}/recommendations/feedback",
        recommendations.give_feedback,
        HTTPStatus.OK,
    ),
    get("/v1/recommendations/models", recommendations.list_models),
    put("/v1/recommendations/models/kept", recommendations.keep_model),
    delete("/v1/recommendations/models/kept", recommendations.release_model),
)
