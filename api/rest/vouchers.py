"""Vouchers over REST. A code stands in a body, where no log repeats it."""

from http import HTTPStatus

from api.rest.routing import get, post
from domain import vouchers

routes = (
    post("/v1/voucher-pools", vouchers.create_pool),
    get("/v1/voucher-pools", vouchers.list_pools),
    post("/v1/voucher-pools/{pool}/vouchers", vouchers.issue_vouchers),
    post("/v1/voucher-pools/{pool}/codes", vouchers.import_codes, HTTPStatus.OK),
    post("/v1/vouchers/validations", vouchers.validate_voucher, HTTPStatus.OK),
    post("/v1/vouchers/reservations", vouchers.reserve_voucher, HTTPStatus.OK),
    post("/v1/vouchers/releases", vouchers.release_voucher, HTTPStatus.OK),
    post("/v1/vouchers/uses", vouchers.use_voucher, HTTPStatus.OK),
    get("/v1/vouchers/{voucher_id}", vouchers.find_voucher),
    post("/v1/vouchers/{voucher_id}/voiding", vouchers.void_voucher, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/vouchers", vouchers.vouchers_of_customer),
)
