"""Scopes: those that are listed are those that are asked for."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from uuid import UUID

import pytest

import domain
from domain import tenants
from domain.kernel import SYSTEM, NotAllowed, Principal, Scope, TenantId, UseCase

# Asked for by a transport, for how something is asked and not for what.
OF_TRANSPORTS = {Scope("graphql:adhoc")}
OF_NO_FEATURE = {"operator", "programme", "tokens"}

GUIDE = Path(__file__).parents[3] / "docs/guides/who-may-ask.md"


def use_cases() -> set[UseCase[object, object]]:
    """Return every use case at the front door of a feature."""
    doors = (
        import_module(f"domain.{each.name}")
        for each in iter_modules(domain.__path__)
        if each.ispkg
    )
    return {
        found
        for door in doors
        for found in vars(door).values()
        if isinstance(found, UseCase)
    }


def to_come() -> set[Scope]:
    """Return the scopes of features that are not there yet."""
    there = {each.name for each in iter_modules(domain.__path__)} | OF_NO_FEATURE
    return {scope for scope in tenants.SCOPES if scope.partition(":")[0] not in there}


def test_every_scope_that_is_asked_for_is_listed_and_no_other() -> None:
    asked = {use_case.scope for use_case in use_cases()} - {SYSTEM}
    assert asked | OF_TRANSPORTS <= set(tenants.SCOPES)
    assert set(tenants.SCOPES) - asked - to_come() == set()


def test_what_customers_may_be_granted_is_about_themselves_or_nobody() -> None:
    theirs = {each.scope for each in use_cases() if each.subject or each.public}
    assert tenants.CUSTOMER_SCOPES - to_come() <= theirs


def test_a_publishable_key_leads_to_what_is_public_and_no_further() -> None:
    key = Principal(
        tenant=TenantId(UUID(int=1)),
        scopes=tenants.PUBLISHABLE_SCOPES,
        actor="key:1",
        trusted_documents_only=True,
    )
    for each in use_cases():
        if each.public and each.scope in tenants.PUBLISHABLE_SCOPES:
            each.admit(key)
        else:
            with pytest.raises(NotAllowed):
                each.admit(key)


def test_what_is_public_changes_nothing_and_is_no_customers_affair() -> None:
    for each in use_cases():
        assert not each.public or (each.read_only and each.subject is None)


def test_the_guide_says_what_every_scope_grants() -> None:
    rows = [
        (
            f"| `{scope}` | {sentence} "
            f"| {yes(scope in tenants.CUSTOMER_SCOPES)} "
            f"| {yes(scope in tenants.PUBLISHABLE_SCOPES)} |"
        )
        for scope, sentence in tenants.SCOPES.items()
    ]
    said = GUIDE.read_text().splitlines()
    assert [line for line in said if line.startswith("| `")] == rows


def yes(held: bool) -> str:  # noqa: FBT001
    return "yes" if held else ""
