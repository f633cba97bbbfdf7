"""Trusted documents over REST."""

from api.rest.routing import get, put
from domain import documents

routes = (
    put("/v1/apps/{app}/documents", documents.upload),
    get("/v1/apps/{app}/documents", documents.listed),
)
