"""The community over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import community

ALL = "/v1/community/contributions"
ONE = f"{ALL}/{{contribution_id}}"
MEMBER = "/v1/community/members/{member_id}/block"
OURS = "/v1/customers/{customer_id}"
OWN = f"{OURS}/contributions"
OWN_ONE = f"{OWN}/{{contribution_id}}"

routes = (
    get(ALL, community.list_all),
    get(ONE, community.find),
    get(f"{OURS}/member", community.find_member),
    put(f"{OURS}/member", community.join),
    post(OWN, community.contribute),
    get(OWN, community.of_customer),
    get(OWN_ONE, community.find_own),
    put(OWN_ONE, community.edit),
    delete(OWN_ONE, community.withdraw),
    post(f"{OWN_ONE}/appeal", community.appeal),
    post(f"{OURS}/reports", community.report),
    put(f"{OURS}/votes/{{contribution_id}}", community.vote),
    delete(f"{OURS}/votes/{{contribution_id}}", community.withdraw_vote),
    get(f"{OURS}/votes", community.votes_of),
    put(f"{OURS}/reactions/{{contribution_id}}", community.react),
    delete(f"{OURS}/reactions/{{contribution_id}}", community.withdraw_reaction),
    get(f"{OURS}/ignored-members", community.ignored_of),
    put(f"{OURS}/ignored-members/{{member_id}}", community.ignore),
    delete(f"{OURS}/ignored-members/{{member_id}}", community.heed),
    post(ALL, community.speak),
    put(f"{ONE}/status", community.set_idea_status),
    get("/v1/community/cases", community.list_cases),
    get(f"{ONE}/history", community.inspect),
    post(f"{ONE}/decisions", community.decide, HTTPStatus.OK),
    put(MEMBER, community.block_member),
    delete(MEMBER, community.unblock_member),
    get("/v1/community/insight", community.find_insight),
    get("/v1/community/reviews", community.summarise_reviews),
    get("/v1/community/settings", community.find_settings),
    put("/v1/community/settings", community.put_settings),
)
