"""The web components: one module, and the documents by which it asks.

The documents are ours and change with the module, so that they are trusted everywhere:
a shop need not upload them. They show what the token of a customer lets them see.
"""

import json
from gzip import compress
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HERE = Path(__file__).parent
AT = "/components/stamgast.js"

_TEXTS = {each.stem: each.read_text() for each in sorted(HERE.glob("*.graphql"))}


def _name(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


# By the name under which they are asked for.
DOCUMENTS = {_name(text): text for text in _TEXTS.values()}

_NAMES = json.dumps({name: _name(text) for name, text in _TEXTS.items()})
# In this order, as what comes after goes on where the one before it ends.
_SOURCES = [(HERE / each).read_text() for each in ("stamgast.js", "community.js")]
MODULE = "\n".join((f"const DOCUMENTS = {_NAMES};", *_SOURCES))

HEADERS = {
    # Any page may load it; what it may then read is decided by the token's tenant.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
    "Vary": "Accept-Encoding",
}
NAME = sha256(MODULE.encode()).hexdigest()[:32]
# As it is, and as most browsers take it: a third of the size.
PLAIN = MODULE.encode(), {**HEADERS, "ETag": f'"{NAME}"'}
SMALL = (
    compress(MODULE.encode(), mtime=0),
    {**HEADERS, "ETag": f'"{NAME}-gzip"', "Content-Encoding": "gzip"},
)


async def _module(request: Request) -> Response:
    takes_small = "gzip" in request.headers.get("accept-encoding", "")
    content, headers = SMALL if takes_small else PLAIN
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(None, 304, headers)
    return Response(content, 200, headers, media_type="text/javascript")


routes = [Route(AT, _module, name=AT)]
