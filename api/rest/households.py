"""Households over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import households

OURS = "/v1/customers/{customer_id}/household"

routes = (
    get("/v1/household-settings", households.find_settings),
    put("/v1/household-settings", households.put_settings),
    get("/v1/households", households.list_all),
    get("/v1/households/{household_id}", households.see),
    post(OURS, households.create),
    get(OURS, households.find),
    delete(OURS, households.leave),
    put(f"{OURS}/nickname", households.rename),
    put(f"{OURS}/limit", households.limit),
    post(f"{OURS}/invitations", households.invite),
    get(f"{OURS}/invitations", households.list_invitations),
    delete(f"{OURS}/invitations/{{invitation_id}}", households.withdraw_invitation),
    post(f"{OURS}/membership", households.join, HTTPStatus.OK),
    delete(f"{OURS}/members/{{member_id}}", households.remove),
    post(f"{OURS}/contributions", households.contribute),
    post(f"{OURS}/withdrawals", households.take_out),
    get(f"{OURS}/lines", households.list_lines),
)
