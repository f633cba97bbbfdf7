"""Identifiers sort by the moment they were made, and say what they name."""

from typing import Annotated
from uuid import RFC_4122, UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql.psycopg import dialect

from domain.kernel import CustomerId
from domain.kernel.ids import decode, encode, identifier, uuid7
from domain.kernel.tables import Blobs, Id, Ids

POSTGRES = dialect()
ANN = f"cus_{'0a' * 16}"


def test_an_id_is_a_uuid_of_the_seventh_version() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_later_ids_sort_later() -> None:
    tops = [uuid7().int >> 64 for _ in range(1_000)]
    assert tops == sorted(tops)


def test_no_two_ids_are_the_same() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000


@given(st.sampled_from(["cus", "ord", "a_b"]), st.uuids())
def test_the_public_form_is_the_uuid_with_its_kind(prefix: str, uuid: UUID) -> None:
    public = encode(prefix, uuid)
    assert public == f"{prefix}_{uuid.hex}"
    assert decode(public) == uuid
    assert msgspec.convert(public, Annotated[str, identifier(prefix)]) == public
    there = Id(prefix).process_bind_param(public, POSTGRES)
    assert there == uuid.hex
    assert Id(prefix).result_processor(POSTGRES, None)(uuid) == public


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "cus_",
        "0a" * 16,
        "ord_" + "0a" * 16,
        "Cus_" + "0a" * 16,
        "cus_" + "0A" * 16,
        "cus_" + "0g" * 16,
        "cus_" + "0a" * 15,
        ANN + "0",
        ANN + "\n",
        " " + ANN,
        "cus_" + str(UUID(int=1)),
        "cus_" + "\u0660" * 32,
    ],
)
def test_what_is_no_identifier_of_a_customer_is_refused(wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, CustomerId)


def test_another_kinds_identifier_is_a_bug() -> None:
    for bind in (
        lambda: Id("ord").process_bind_param(ANN, POSTGRES),
        lambda: Ids("ord").process_bind_param([None, ANN], POSTGRES),
    ):
        with pytest.raises(AssertionError):
            bind()


def test_nothing_is_nothing() -> None:
    assert Id("cus").process_bind_param(None, POSTGRES) is None
    assert Id("cus").result_processor(POSTGRES, None)(None) is None
    assert Ids("cus").process_bind_param(None, POSTGRES) is None
    assert Blobs().process_bind_param(None, POSTGRES) is None


def test_many_travel_as_one_text() -> None:
    bare = "0a" * 16
    many = Ids("cus").process_bind_param([ANN, None, ANN], POSTGRES)
    assert many == f"{{{bare},NULL,{bare}}}"
    assert Ids("cus").process_bind_param([], POSTGRES) == "{}"
    blobs = Blobs().process_bind_param([b"\x00\xff", None, b""], POSTGRES)
    assert blobs == r'{"\\x00ff",NULL,"\\x"}'
