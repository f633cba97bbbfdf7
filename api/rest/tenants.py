"""Tenants, their programmes and who may ask, over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, patch, post
from domain import customers, tenants

routes = (
    get("/v1/tenant", tenants.find),
    get("/v1/programme", tenants.find_programme),
    patch("/v1/programme", tenants.update_programme),
    post("/v1/programme/units", tenants.add_unit, HTTPStatus.OK),
    get("/v1/keys", tenants.list_keys),
    post("/v1/keys", tenants.create_key),
    get("/v1/keys/{key_id}", tenants.find_key),
    delete("/v1/keys/{key_id}", tenants.revoke_key),
    post("/v1/keys/{key_id}/rotations", tenants.rotate_key),
    post("/v1/customers/{customer_id}/tokens", customers.mint_token),
    delete("/v1/tokens/{token_id}", tenants.revoke_token),
    get("/v1/audit", tenants.list_audit),
)
