"""What the API says of itself: made when somebody first asks, once in a process."""

from functools import cache
from typing import Any

from api.pages.reference import page
from api.rest import openapi
from api.rest.operators import OPERATING
from api.rest.routes import ROUTES


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return openapi.document((*ROUTES, *OPERATING))


@cache
def reference() -> str:
    """Return the page that the document makes."""
    return page(document())
