"""Scopes: those that are listed are those that are asked for."""

from importlib import import_module
from pkgutil import iter_modules

import domain
from domain import tenants
from domain.kernel import SYSTEM, Scope, UseCase

# Asked for by a transport, for how something is asked and not for what.
OF_TRANSPORTS = {"graphql:adhoc"}


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
    there = {each.name for each in iter_modules(domain.__path__)}
    return {scope for scope in tenants.SCOPES if is_of_feature(scope) - there}


def is_of_feature(scope: Scope) -> set[str]:
    feature = scope.partition(":")[0]
    return set() if feature in {"programme", "tokens", "operator"} else {feature}


def test_every_scope_that_is_asked_for_is_listed_and_no_other() -> None:
    asked = {use_case.scope for use_case in use_cases()} - {SYSTEM}
    assert asked <= set(tenants.SCOPES)
    assert set(tenants.SCOPES) - asked - to_come() <= OF_TRANSPORTS


def test_what_customers_may_be_granted_is_about_themselves() -> None:
    theirs = {use_case.scope for use_case in use_cases() if use_case.subject}
    assert tenants.CUSTOMER_SCOPES - to_come() <= theirs


def test_what_anybody_may_read_changes_nothing() -> None:
    for scope in tenants.PUBLISHABLE_SCOPES:
        assert all(each.read_only for each in use_cases() if each.scope == scope)
