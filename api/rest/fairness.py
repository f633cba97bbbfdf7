"""Fairness over REST."""

from api.rest.routing import get
from domain import fairness

routes = (get("/v1/fairness/audit", fairness.find_audit),)
