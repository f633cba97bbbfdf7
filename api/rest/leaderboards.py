"""Leaderboards over REST."""

from api.rest.routing import delete, get, put
from domain import leaderboards

OURS = "/v1/customers/{customer_id}/leaderboards"

routes = (
    get("/v1/leaderboards", leaderboards.list_all),
    put("/v1/leaderboards/{leaderboard}", leaderboards.put),
    get("/v1/leaderboards/{leaderboard}", leaderboards.read),
    put(OURS, leaderboards.join),
    delete(OURS, leaderboards.leave),
    get(f"{OURS}/{{leaderboard}}", leaderboards.around),
)
