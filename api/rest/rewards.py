"""Rewards over REST."""

from http import HTTPStatus

from api.rest.routing import get, post, put
from domain import rewards

OF_CUSTOMER = "/v1/customers/{customer_id}/redemptions"
ONE = OF_CUSTOMER + "/{redemption_id}"

routes = (
    get("/v1/rewards", rewards.list_rewards),
    get("/v1/rewards/{reward}", rewards.find_reward),
    put("/v1/rewards/{reward}", rewards.put_reward),
    post("/v1/rewards/{reward}/publication", rewards.publish_reward, HTTPStatus.OK),
    post("/v1/rewards/{reward}/retirement", rewards.retire_reward, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/rewards", rewards.rewards_of_customer),
    get(OF_CUSTOMER, rewards.redemptions_of_customer),
    post(OF_CUSTOMER, rewards.reserve_reward),
    get(ONE, rewards.find_redemption),
    post(ONE + "/confirmation", rewards.confirm_redemption, HTTPStatus.OK),
    post(ONE + "/release", rewards.release_redemption, HTTPStatus.OK),
    post(ONE + "/refund", rewards.refund_redemption, HTTPStatus.OK),
)
