"""The examples of a guide, pasted one after the other."""

import re
import shlex
from http import HTTPStatus
from pathlib import Path

from httpx import AsyncClient, Response

from tests.world import NOON

GUIDES = Path(__file__).parents[2] / "docs" / "guides"

OK = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}


async def paste(api: AsyncClient, guide: str) -> int:
    """Do what every example of a guide says, and return how many there are."""
    text = (GUIDES / guide).read_text()
    examples: list[str] = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    last_id = last_code = first_id = ""
    for example in examples:
        said = example.replace("$CODE", last_code).replace("$NOW", NOON.isoformat())
        said = said.replace("$TODAY", f"{NOON:%F}")
        said = said.replace("$FIRST", first_id)
        answer = await run(api, said, last_id)
        assert answer.status_code in OK, answer.text
        # GraphQL says in the answer what is wrong.
        assert not answer.json().get("errors"), answer.text
        last_id = answer.json().get("id", last_id)
        last_code = answer.json().get("code") or last_code
        for each in answer.json().get("items", [])[:1]:
            last_code = each.get("code", last_code)
            first_id = each.get("id", first_id)
    return len(examples)


async def run(api: AsyncClient, example: str, last_id: str) -> Response:
    """Do what curl would do."""
    joined = example.replace("\\\n", " ")
    pasted = joined.replace("$STAMGAST", "").replace("$ID", last_id)
    words = iter(shlex.split(pasted))
    assert (next(words), next(words)) == ("curl", "-s")
    method, path, body, headers = "GET", "", None, dict[str, str]()
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                body = next(words)
                method = "POST" if method == "GET" else method
            case _:
                path = word
    assert headers.pop("Authorization") == "Bearer $KEY"
    return await api.request(method, path, content=body, headers=headers)
