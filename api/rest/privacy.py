"""Privacy over REST, and the one answer that a link fetches instead of a key."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api import authentication, limits
from api.rest.routing import get, post, put
from domain import privacy


async def fetched(request: Request) -> Response:
    """Send an answer to who holds its link; to look at the link is not to fetch."""
    if request.method == "HEAD":
        raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"})
    token: str = request.path_params["token"]
    principal = privacy.holder(token)
    await limits.spend(request, principal)
    answer = await authentication.platform(request).perform(
        lambda unit: privacy.fetch(unit, token), principal
    )
    name = f"{answer.request_id}.zip"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(
        answer.content, HTTPStatus.OK, headers, media_type="application/zip"
    )


EXPORT = "/v1/privacy/exports/{token}"
OWN = "/v1/customers/{customer_id}/privacy-requests/{request_id}"

routes = (
    get("/v1/privacy/register", privacy.read_register),
    get("/v1/customers/{customer_id}/data-map", privacy.find_data_map),
    post("/v1/privacy/requests", privacy.ask),
    get("/v1/privacy/requests/{request_id}", privacy.find_request),
    get("/v1/privacy/requests/{request_id}/events", privacy.history),
    post("/v1/privacy/requests/{request_id}/verify", privacy.verify, HTTPStatus.OK),
    post("/v1/privacy/requests/by-email", privacy.ask_by_email, HTTPStatus.ACCEPTED),
    post("/v1/privacy/requests/{request_id}/code", privacy.send_code, HTTPStatus.OK),
    post(
        "/v1/privacy/requests/{request_id}/answer", privacy.answer_code, HTTPStatus.OK
    ),
    post("/v1/privacy/requests/{request_id}/extend", privacy.extend, HTTPStatus.OK),
    post("/v1/privacy/requests/{request_id}/reject", privacy.reject, HTTPStatus.OK),
    post("/v1/privacy/requests/{request_id}/close", privacy.close, HTTPStatus.OK),
    post("/v1/privacy/requests/{request_id}/cancel", privacy.cancel, HTTPStatus.OK),
    post("/v1/privacy/requests/{request_id}/link", privacy.link, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/privacy-requests", privacy.list_requests),
    get("/v1/privacy/requests/{request_id}/erasure", privacy.find_erasure),
    post("/v1/privacy/requests/{request_id}/waive", privacy.waive, HTTPStatus.OK),
    get("/v1/privacy/requests/{request_id}/certificate", privacy.find_certificate),
    post("/v1/customers/{customer_id}/restriction", privacy.restrict),
    get("/v1/customers/{customer_id}/restriction", privacy.find_restriction),
    post(
        "/v1/customers/{customer_id}/restriction/lift",
        privacy.lift_restriction,
        HTTPStatus.OK,
    ),
    post("/v1/customers/{customer_id}/legal-holds", privacy.set_legal_hold),
    get("/v1/customers/{customer_id}/legal-holds", privacy.list_legal_holds),
    post(
        "/v1/privacy/legal-holds/{legal_hold_id}/release",
        privacy.release_legal_hold,
        HTTPStatus.OK,
    ),
    get(OWN, privacy.find_own),
    put("/v1/privacy/shopify", privacy.put_shopify),
    get(f"{OWN}/events", privacy.own_history),
    post(f"{OWN}/link", privacy.link_own, HTTPStatus.OK),
    post(f"{OWN}/cancel", privacy.cancel_own, HTTPStatus.OK),
    get(f"{OWN}/erasure", privacy.find_own_erasure),
    post(f"{OWN}/erasure/waive", privacy.waive_own, HTTPStatus.OK),
    post(f"{OWN}/erasure/leave", privacy.leave_own, HTTPStatus.OK),
)
