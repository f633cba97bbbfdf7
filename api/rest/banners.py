"""Banners over REST."""

from api.rest.routing import delete, get, put
from domain import banners

routes = (
    get("/v1/banners", banners.list_all),
    put("/v1/banners/{banner}", banners.put),
    get("/v1/banners/{banner}", banners.find),
    delete("/v1/banners/{banner}", banners.remove),
    get("/v1/banner-slots/{slot}", banners.of_visitors),
    get("/v1/customers/{customer_id}/banner-slots/{slot}", banners.of_customer),
)
