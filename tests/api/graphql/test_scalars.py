"""Scalars: what they take and what they refuse."""

from typing import Any

import httpx
import pytest

ADJUST = """
mutation ($input: AdjustBalanceInput!) {
    adjustBalance(input: $input) { __typename }
}
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"amount": 1.5}, "Long cannot represent what is not a whole number."),
        ({"amount": "1"}, "Long cannot represent what is not a whole number."),
        ({"amount": True}, "Long cannot represent what is not a whole number."),
        ({"amount": 2**63}, "Long cannot represent more than 64 bits."),
        ({"expiresAt": "tomorrow"}, "DateTime wants RFC 3339 with a zone"),
        ({"expiresAt": "2030-01-01T00:00:00"}, "DateTime wants RFC 3339 with a zone"),
        ({"expiresAt": 7}, "DateTime wants RFC 3339 with a zone"),
    ],
)
async def test_what_does_not_fit_is_refused_before_anything_is_done(
    shop: httpx.AsyncClient, given: dict[str, Any], told: str
) -> None:
    whole = {"customerId": "cus_" + "0" * 32, "amount": 1, "reason": "x", **given}
    body = {"query": ADJUST, "variables": {"input": whole}}
    answer = (await shop.post("/graphql", json=body)).json()
    (error,) = answer["errors"]
    assert told in error["message"]
    assert error["extensions"] == {"code": "document_invalid"}
    assert "data" not in answer
