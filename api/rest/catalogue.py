"""The catalogue over REST."""

from api.rest.routing import get, put
from domain import catalogue

routes = (
    get("/v1/products", catalogue.list_products),
    get("/v1/products/{product_id}", catalogue.find),
    put("/v1/products/{source}/{external_id}", catalogue.put),
)
