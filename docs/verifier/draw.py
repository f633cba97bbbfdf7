"""Check who won a Stamgast draw, without Stamgast: Python 3.11 and nothing else.

    python draw.py DRAW TICKETS...

DRAW is the answer of `GET /v1/draws/{id}` after it was drawn, and TICKETS are the pages
of `GET /v1/draws/{id}/tickets`. If you kept the answer of before it closed, compare its
`commitment` with the one that is shown. Exit code: 0 accepted, 1 refused.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

RANGE = 1 << 256


def winners(seed: str, listed: list[tuple[str, int]], most: int) -> list[str]:
    """Return the codes of who wins, the first first."""
    lines = "".join(f"{code} {tickets}\n" for code, tickets in sorted(listed))
    named = sha256(lines.encode()).hexdigest()
    left, found, number = sorted(listed), list[str](), 0
    while left and len(found) < most:
        total = sum(tickets for _, tickets in left)
        drawn = sha256(f"{seed} {named} {number}".encode()).digest()
        value, number = int.from_bytes(drawn), number + 1
        if value >= RANGE - RANGE % total:
            continue
        ticket = value % total
        for place, (code, tickets) in enumerate(left):
            if ticket < tickets:
                found.append(code)
                del left[place]
                break
            ticket -= tickets
    return found


def fault(draw: dict[str, Any], pages: list[dict[str, Any]]) -> str | None:
    """Return what is wrong with the answers, or None."""
    listed = [(e["code"], e["tickets"]) for page in pages for e in page["items"]]
    if draw["seed"] is None:
        return "It is not drawn yet."
    if sha256(bytes.fromhex(draw["seed"])).hexdigest() != draw["commitment"]:
        return "The seed is not the one that was committed to."
    if sum(tickets for _, tickets in listed) != draw["tickets"]:
        return "The list of tickets is not whole."
    if len({code for code, _ in listed}) != draw["entrants"]:
        return "The list of tickets does not have everybody once."
    most = sum(each["count"] for each in draw["prizes"])
    if winners(draw["seed"], listed, most) != [e["code"] for e in draw["winners"]]:
        return "Others won."
    return None


def main(draw: str, *pages: str) -> int:
    """Check a draw, and say what came of it."""
    told = json.loads(Path(draw).read_text())
    wrong = fault(told, [json.loads(Path(each).read_text()) for each in pages])
    said = wrong or f"These won. The commitment was {told['commitment']}."
    sys.stdout.write(f"{said}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
