"""Referrals over REST."""

from http import HTTPStatus

from api.rest.routing import get, post, put
from domain import referrals

OURS = "/v1/customers/{customer_id}"

routes = (
    get("/v1/referral-settings", referrals.read_settings),
    put("/v1/referral-settings", referrals.set_settings),
    put(f"{OURS}/referral-code", referrals.give_code),
    put(f"{OURS}/referrer", referrals.attribute),
    get(f"{OURS}/referrer", referrals.find_referrer),
    get(f"{OURS}/referrals", referrals.of_customer),
    post(f"{OURS}/payment-fingerprints", referrals.add_payment_print, HTTPStatus.OK),
    get("/v1/referrals/{referral_id}", referrals.find),
)
