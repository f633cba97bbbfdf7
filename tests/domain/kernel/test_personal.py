"""No column without a word on whose it is, and nothing kept without a reason."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Text, Uuid

from domain.kernel.audit import RETENTION
from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    NotPersonal,
    Personal,
    personal,
    pseudonym,
)
from domain.kernel.tables import PRIVACY, column, instant, key, tenant_table
from domain.tables import metadata

DURATION = re.compile(r"^P(?=\d)(\d+Y)?(\d+M)?(\d+D)?$")
GLOBAL = {"api_keys", "tenants"}

TABLES = [table for table in metadata.tables.values() if table.name not in GLOBAL]
PERSONAL = [
    each
    for table in TABLES
    for each in table.columns
    if isinstance(each.info[PRIVACY], Personal)
]


def privacy(of: Column[Any]) -> Personal:
    found = of.info[PRIVACY]
    assert isinstance(found, Personal)
    return found


@pytest.mark.parametrize("make", [column, instant])
def test_a_column_cannot_be_made_without_an_annotation(make: Any) -> None:
    given = ("name", Text) if make is column else ("at",)
    with pytest.raises(TypeError, match="privacy"):
        make(*given)
    assert make(*given, NOT_PERSONAL).info == {PRIVACY: NOT_PERSONAL}
    assert not make(*given, NOT_PERSONAL).nullable


def test_a_key_is_about_nobody_unless_it_says_so() -> None:
    assert key("id", Uuid).info == {PRIVACY: NOT_PERSONAL}
    assert key("id", Uuid, pseudonym()).info == {PRIVACY: pseudonym()}


def test_the_tenant_is_about_nobody() -> None:
    for table in TABLES:
        assert table.c.tenant_id.info == {PRIVACY: NOT_PERSONAL}
        assert next(iter(table.primary_key)).name == "tenant_id"


@pytest.mark.parametrize("erase", Erase)
def test_what_is_kept_and_nothing_else_has_a_basis(erase: Erase) -> None:
    basis = "law" if erase is not Erase.KEEP else None
    with pytest.raises(AssertionError, match="what is kept has a basis"):
        personal(Category.CONTACT, erase=erase, basis=basis)
    right = None if basis else "law"
    assert personal(Category.CONTACT, erase=erase, basis=right).basis == right


def test_an_annotation_says_the_usual_by_itself() -> None:
    assert personal(Category.CONTACT) == Personal(
        category=Category.CONTACT,
        subject="customer_id",
        export=Export.PORTABILITY,
        erase=Erase.DELETE,
        basis=None,
        keep=None,
    )
    assert (pseudonym("id").subject, pseudonym("id").erase) == ("id", Erase.KEEP)


@pytest.mark.parametrize("each", PERSONAL, ids=str)
def test_what_is_personal_can_be_found_erased_and_explained(each: Column[Any]) -> None:
    found = privacy(each)
    assert found.category in Category
    assert (found.erase is Erase.KEEP) == bool(found.basis)
    assert found.keep is None or DURATION.match(found.keep)
    first, *way = found.subject.split(">")
    start = first.partition(".")[0]
    assert start in each.table.columns
    for step in way:
        table, _, name = step.partition(".")
        assert name in metadata.tables[table].columns, found.subject


@pytest.mark.parametrize("each", PERSONAL, ids=str)
def test_only_what_a_key_sealed_is_erased_with_it(each: Column[Any]) -> None:
    sealed = privacy(each).erase is Erase.SHRED
    assert not sealed or str(each.type) == "BLOB"


def test_there_is_something_to_tell_of_each_kind() -> None:
    told = {privacy(each).erase for each in PERSONAL}
    assert told == set(Erase)
    assert {privacy(each).export for each in PERSONAL} == set(Export)


def test_what_says_nothing_is_equal_to_itself_only() -> None:
    assert NotPersonal() == NOT_PERSONAL
    assert pseudonym() != NOT_PERSONAL
    assert DURATION.match(RETENTION)
    assert not DURATION.match(str(timedelta(days=1)))


def test_a_table_that_is_made_carries_its_annotations() -> None:
    name = "made_by_a_test"
    made = tenant_table(name, key("id", Uuid), column("x", Text, pseudonym("id")))
    metadata.remove(made)
    assert [each.info[PRIVACY] for each in made.columns] == [
        NOT_PERSONAL,
        NOT_PERSONAL,
        pseudonym("id"),
    ]
    assert name not in metadata.tables
