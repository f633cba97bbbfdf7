"""What can be refused, and what scopes open, as people look it up."""

from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from pkgutil import walk_packages

import api
from api.rest.explained import explanation
from api.rest.operators import OPERATING
from api.rest.problems import catalogue
from api.rest.routes import ROUTES
from domain import tenants
from domain.kernel import OPERATOR, Refusal, Scope

PRINTED = "This page is printed from the code by `python -m local.contracts`."

ERRORS = f"""\
# Errors

Every way in which we say no. REST answers `application/problem+json` (RFC 9457), whose
`type` is `/problems/` and the code; in GraphQL the code is that of a problem in a
mutation's result, or `extensions.code`. The status is that of REST. {PRINTED}
"""

SCOPES = f"""\
# Scopes

What keys and tokens may grant, and the requests that need it. In GraphQL the same
scopes open the same things. {PRINTED}
"""


def errors() -> str:
    """Return the page of all refusals, by their codes."""
    # A refusal is known when its module is loaded.
    for found in walk_packages(api.__path__, "api."):
        import_module(found.name)
    ours = (each for each in catalogue().values() if _is_shipped(each))
    return "\n".join([ERRORS, *map(_refusal, ours)])


def scopes() -> str:
    """Return the page of all scopes, with the addresses that need each."""
    needing: defaultdict[Scope, list[str]] = defaultdict(list)
    for route in ROUTES:
        needing[route.use_case.scope].append(_address(route.method, route.path))
    for route in OPERATING:
        needing[OPERATOR].append(_address(route.method, route.path))
    sections = (
        _scope(scope, sentence, needing[scope])
        for scope, sentence in tenants.SCOPES.items()
    )
    return "\n".join([SCOPES, *sections])


def _is_shipped(refusal: type[Refusal]) -> bool:
    """Tell what a caller can meet from what a test made up in this process."""
    return refusal.__module__.partition(".")[0] in {"api", "domain"}


def _refusal(refusal: type[Refusal]) -> str:
    said = explanation(refusal)
    facts = [f"`{said['status']}`"]
    if said["retryable"]:
        facts.append("may be sent again")
    if said["details"]:
        facts.append(f"tells `{said['details'].replace(', ', '`, `')}`")
    told = [f"## {refusal.code()}", said["title"], "", f"{' · '.join(facts)}."]
    return "\n".join([*told, "", *_paragraphs(said["text"])])


def _paragraphs(text: str) -> tuple[str, ...]:
    return (text, "") if text else ()


def _scope(scope: Scope, sentence: str, addresses: Iterable[str]) -> str:
    held = ["secret keys"]
    if scope == OPERATOR:
        held = ["whoever is at the terminal, and no key"]
    if scope in tenants.PUBLISHABLE_SCOPES:
        held.append("publishable keys")
    if scope in tenants.CUSTOMER_SCOPES:
        held.append("customer tokens")
    rows = [f"- {each}" for each in addresses]
    told = [f"## {scope}", sentence, "", f"Granted by {', '.join(held)}.", ""]
    return "\n".join([*told, *rows, *([""] if rows else [])])


def _address(method: str, path: str) -> str:
    return f"`{method} {path}`"
