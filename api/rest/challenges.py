"""Challenges over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import challenges

OURS = "/v1/customers/{customer_id}/challenges"

routes = (
    post("/v1/challenges", challenges.publish),
    get("/v1/challenges", challenges.list_all),
    get("/v1/challenges/running", challenges.list_running),
    post("/v1/challenges/{challenge}/retirement", challenges.retire, HTTPStatus.OK),
    get("/v1/challenges/{challenge}/community", challenges.find_community),
    get(OURS, challenges.of_customer, now=challenges.of_customer_now),
    put(f"{OURS}/{{challenge}}", challenges.join),
    delete(f"{OURS}/{{challenge}}", challenges.leave),
    get(f"{OURS}/{{challenge}}/why", challenges.explain),
    get("/v1/customers/{customer_id}/badges", challenges.badges),
)
