"""Codes of the shop's own in the graph: imported, and asked what they are good for."""

import httpx

from tests.api.graphql.conftest import ask

POOL = """
mutation ($input: CreateVoucherPoolInput!) {
    createVoucherPool(input: $input) { ... on Pool { pool } }
}
"""
IMPORT = """
mutation ($input: ImportVoucherCodesInput!) {
    importVoucherCodes(input: $input) {
        ... on CodesImported { rows { outcome } }
    }
}
"""
VALIDATE = """
query ($input: ValidateVoucherInput!) {
    validateVoucher(input: $input) {
        valid deduction { amount } obstacles { code en }
    }
}
"""


async def test_codes_are_imported_and_validated(shop: httpx.AsyncClient) -> None:
    terms = {"transferable": True, "discount": {"kind": "PERCENTAGE", "percent": 10}}
    pool = {"pool": "welcome", "name": "Welcome", "terms": terms}
    await ask(shop, POOL, input=pool)
    codes = {"pool": "welcome", "codes": ["HELLO-1", "HELLO-1"]}
    filled = (await ask(shop, IMPORT, input=codes))["importVoucherCodes"]
    assert [each["outcome"] for each in filled["rows"]] == ["RECORDED", "UNCHANGED"]
    basket = [{"productId": "tea", "quantity": 2, "unitPrice": 450}]
    good = {"code": "hello 1", "lines": basket}
    assert (await ask(shop, VALIDATE, input=good))["validateVoucher"] == {
        "valid": True,
        "deduction": {"amount": 90},
        "obstacles": [],
    }
    unknown = await ask(shop, VALIDATE, input={"code": "HELLO-2"})
    assert unknown["validateVoucher"] == {
        "valid": False,
        "deduction": None,
        "obstacles": [{"code": "unknown", "en": "We don't know this code."}],
    }
