"""Rows that were refused, from the file that was sent, to be mended and sent again."""

from pathlib import Path

import httpx
import msgspec

from local.sending import Rows, Sender, refusal


def write_rejected(
    sender: Sender, named: tuple[str, str], rows: Rows, path: Path
) -> None:
    """Write the rows of an import that were refused to a file, as lines of JSON.

    The API knows their numbers only: what was in them is in the file that was sent.
    """
    at, _ = sender.begin(*named)
    numbers = _numbers(sender.client, at)
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for number, row in enumerate(rows() if numbers else ()):
            if number in numbers:
                file.write(encode(row) + b"\n")


def _numbers(client: httpx.Client, at: str) -> set[int]:
    answer = client.get(f"{at}/error-file")
    if not answer.is_success:
        raise refusal(answer)
    lines = answer.iter_lines()
    return {int(msgspec.json.decode(line)["row"]) for line in lines}
