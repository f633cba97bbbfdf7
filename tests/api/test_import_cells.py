"""Rows of an import as cells: the same as the lines of JSON that they mean."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from api.rest.cells import as_lines
from domain.imports import ImportKind

CSV = {"Content-Type": "text/csv"}


async def read(kind: ImportKind, body: bytes, size: int = 1_000) -> list[Any]:
    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, len(body), size):
            yield body[place : place + size]

    lines = b"".join([each async for each in as_lines(pieces(), kind)])
    return [json.loads(line) for line in lines.splitlines()]


@pytest.mark.parametrize("size", [1, 7, 1_000])
async def test_rows_are_the_same_however_the_body_is_cut(size: int) -> None:
    body = (
        b"\xef\xbb\xbfexternal_id,name,category,brand\r\n"
        b'1042,"[SALE] Tea, ""green""\nof May","[""Drinks"", ""Tea""]",\r\n'
        b"\r\n"
        b"7,M\xc3\xbcg,Drinks/Cups,Acme"
    )
    name = '[SALE] Tea, "green"\nof May'
    assert await read(ImportKind.PRODUCTS, body, size) == [
        {"external_id": "1042", "name": name, "category": ["Drinks", "Tea"]},
        {
            "external_id": "7",
            "name": "M\u00fcg",
            "category": "Drinks/Cups",
            "brand": "Acme",
        },
    ]


async def test_what_takes_no_text_is_json() -> None:
    body = b'external_id,shipping,points_paid,lines,vouchers\n1,495,x,"[{""a"":1}]",\n'
    (row,) = await read(ImportKind.ORDERS, body)
    lines = [{"a": 1}]
    assert row == {
        "external_id": "1",
        "shipping": 495,
        "points_paid": "x",
        "lines": lines,
    }
    deep = b"[" * 100_000
    (row,) = await read(ImportKind.ORDERS, b"lines\n" + deep)
    assert row == {"lines": deep.decode()}
    (birth,) = await read(ImportKind.CUSTOMERS, b"birth_date\n1990-01-02\n")
    assert birth == {"birth_date": "1990-01-02"}


@pytest.mark.parametrize("odd", [b"1,2,3\n", b"1\n", b'1,"2" 3\n', b"1,\xff\n"])
async def test_a_row_whose_cells_cannot_be_told_is_no_object(odd: bytes) -> None:
    body = b"external_id,name\n" + odd + b"2,Tea\n"
    wrong, right = await read(ImportKind.PRODUCTS, body)
    assert (wrong, right) == ([], {"external_id": "2", "name": "Tea"})


@pytest.mark.parametrize("odd", [b"external_id,n\xe4me", b"name,name", b'"a"b,c'])
async def test_a_first_row_that_does_not_name_fields_is_not_guessed_at(
    api: AsyncClient, odd: bytes
) -> None:
    given = {"kind": "products", "name": "headless"}
    begun = (await api.post("/v1/imports", json=given)).json()
    at = f"/v1/imports/{begun['id']}"
    body = odd + b"\n1,Tea\n2,Mug\n"
    answer = await api.post(f"{at}/rows", content=body, headers=CSV)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")
    assert (await api.get(at)).json()["rows_done"] == 0


async def test_a_file_of_cells_is_gone_on_with_from_the_rows_that_are_done(
    api: AsyncClient,
) -> None:
    given = {"kind": "products", "name": "cells"}
    begun = (await api.post("/v1/imports", json=given)).json()
    at = f"/v1/imports/{begun['id']}"
    head = "external_id,name,category\n"
    first = head + "1,Tea,Drinks/Tea\n2,,\n3,Mug,,\n4,Cup,\n"
    answer = await api.post(f"{at}/rows", content=first, headers=CSV)
    said = answer.json()
    assert (said["rows_done"], said["accepted"], said["rejected"]) == (4, 2, 2)
    assert [error["row"] for error in said["errors"]] == [1, 2]
    rest = head + "4,Cup,\n5,Jug,\n"
    answer = await api.post(f"{at}/rows?from=3", content=rest, headers=CSV)
    assert (answer.json()["rows_done"], answer.json()["accepted"]) == (5, 1)
