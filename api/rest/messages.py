"""Messages over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import messages

MESSAGES = "/v1/messages"
TEMPLATE = "/v1/templates/{template}"
MESSAGE = f"{MESSAGES}/{{message_id}}"
JOURNEYS = "/v1/journeys"
JOURNEY = f"{JOURNEYS}/{{journey}}"
HELPS = "/v1/help-requests"
HELP = f"{HELPS}/{{help_id}}"
SUPPRESSIONS = "/v1/message-suppressions"
BROWSERS = "/v1/customers/{customer_id}/push-browsers"

routes = (
    get(MESSAGES, messages.list_messages),
    post(MESSAGES, messages.send_message),
    get(MESSAGE, messages.find_message),
    post(f"{MESSAGE}/cancellation", messages.cancel_message, HTTPStatus.OK),
    post(f"{MESSAGE}/reports", messages.report_message),
    get("/v1/message-settings", messages.find_message_settings),
    put("/v1/message-settings", messages.put_message_settings),
    get("/v1/templates", messages.list_templates),
    get(TEMPLATE, messages.find_template),
    put(TEMPLATE, messages.put_template),
    post(f"{TEMPLATE}/approval", messages.approve_template, HTTPStatus.OK),
    post(f"{TEMPLATE}/previews", messages.preview_template, HTTPStatus.OK),
    post(f"{TEMPLATE}/retirement", messages.retire_template, HTTPStatus.OK),
    get(JOURNEYS, messages.list_journeys),
    post(f"{JOURNEYS}/shipped", messages.ship_journeys),
    get(JOURNEY, messages.find_journey),
    put(JOURNEY, messages.put_journey),
    get(f"{JOURNEY}/funnel", messages.ask_funnel),
    get(f"{JOURNEY}/simulations/{{customer_id}}", messages.simulate_journey),
    post("/v1/customers/{customer_id}/help-requests", messages.ask_help, HTTPStatus.OK),
    get(HELPS, messages.list_help),
    get(HELP, messages.find_help),
    post(f"{HELP}/closure", messages.close_help, HTTPStatus.OK),
    post(f"{HELP}/apology", messages.apologise, HTTPStatus.OK),
    post("/v1/message-reports", messages.take_report, HTTPStatus.OK),
    get("/v1/push-key", messages.find_push_key),
    get(BROWSERS, messages.list_browsers),
    post(BROWSERS, messages.register_browser),
    delete(f"{BROWSERS}/{{browser_id}}", messages.forget_browser),
    post(SUPPRESSIONS, messages.suppress_address),
    post(f"{SUPPRESSIONS}/lifts", messages.lift_suppression, HTTPStatus.OK),
)
