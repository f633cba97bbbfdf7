"""What the books say, over REST."""

from api.rest.routing import get
from domain import accounting

routes = (
    get("/v1/customers/{customer_id}/balance", accounting.balance),
    get("/v1/customers/{customer_id}/statement", accounting.statement),
    get("/v1/ledger/trial-balance", accounting.trial_balance),
    get("/v1/ledger/movements", accounting.movements),
    get("/v1/ledger/liability", accounting.liability),
)
