"""Proofs over REST."""

from api.rest.routing import get, post
from domain import proofs

routes = (
    get("/v1/ledger/transfers/{transfer_id}/proof", proofs.prove),
    get("/v1/ledger/heads", proofs.list_heads),
    post("/v1/ledger/heads", proofs.sign),
    get("/v1/ledger/keys", proofs.list_signing_keys),
    post("/v1/ledger/keys", proofs.rotate_signing_key),
)
