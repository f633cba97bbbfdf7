"""Holdouts over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import holdouts

routes = (
    get("/v1/holdouts", holdouts.list_campaigns),
    put("/v1/holdouts/{campaign}", holdouts.put_campaign),
    post("/v1/holdouts/{campaign}/decisions", holdouts.decide, HTTPStatus.OK),
    get("/v1/holdouts/{campaign}/uplift", holdouts.uplift),
    get("/v1/holdouts/{campaign}/targeting", holdouts.find_targeting),
    put("/v1/holdouts/{campaign}/targeting", holdouts.ask_targeting),
    delete("/v1/holdouts/{campaign}/targeting", holdouts.drop_targeting),
    get("/v1/holdouts/{campaign}/targets", holdouts.targets),
)
