"""What the guide says of customers' data, done: by links to pages, and without them."""

import io
import re
from typing import Any
from zipfile import ZipFile

from httpx import AsyncClient

from tests.api.pasting import GUIDES, OK, run
from tests.browser.chromium import Tab
from tests.browser.looking import judge
from tests.domain.privacy.asking import answered
from tests.world import World, issue_key

TENANT, CUSTOMER, TOKEN, ASK, VERIFY, FIND, LINK = re.findall(
    r"```sh\n(.*?)```", (GUIDES / "avg.md").read_text(), re.DOTALL
)


async def test_customers_come_to_their_data_as_the_guide_says(
    shop: World, address: str, tab: Tab
) -> None:
    key = (await issue_key(shop)).secret
    held = {"Authorization": f"Bearer {key}"}
    async with AsyncClient(base_url=address, headers=held) as terminal:

        async def paste(example: str, last_id: str = "") -> Any:
            answer = await run(terminal, example, last_id)
            assert answer.status_code in OK, answer.text
            return answer.json()

        shop_id = (await paste(TENANT))["id"]
        await tab.open(f"{address}/privacy?lang=en&shop={shop_id}")
        await tab.until("document.getElementById('email')")
        await paste(CUSTOMER)
        token = (await paste(TOKEN))["token"]
        await tab.open(f"{address}/privacy?lang=nl#token={token}")
        await tab.until("document.querySelector('[value=erasure]')")
        await judge(tab)
        await tab.open(f"{address}/preferences?lang=en#token={token}")
        await tab.shows("Your preferences")
        await judge(tab)
        request = await paste(ASK)
        await paste(VERIFY, request["id"])
        assert await answered(shop)
        assert (await paste(FIND, request["id"]))["state"] == "ready"
        link = (await paste(LINK, request["id"]))["token"]
    async with AsyncClient(base_url=address) as customer:
        fetched = await customer.get(f"/v1/privacy/exports/{link}")
        again = await customer.get(f"/v1/privacy/exports/{link}")
    names = ZipFile(io.BytesIO(fetched.content)).namelist()
    assert {"report.html", "schema.json", "manifest.json"} <= set(names)
    assert again.status_code == 410
