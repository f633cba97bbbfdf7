"""The archive: an answer as one ZIP, the same bytes for the same contents.

For each place, JSON and CSV; a report that a person can read; a JSON Schema; and a
manifest with the SHA-256 of every file. Files stand in the order of their names, with
the earliest time that ZIP knows.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from domain.privacy.wording import Words, words

EPOCH = (1980, 1, 1, 0, 0, 0)
LEVEL = 6
# A person reads no more; all of it is in the other files.
REPORT_ROWS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is known in one place: its fields, and the rows."""

    place: str
    fields: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an answer says of itself."""

    request_id: str
    customer_id: str
    kind: str
    language: str
    as_of: datetime


def archive(about: About, chapters: Iterable[Chapter]) -> bytes:
    """Return the ZIP of an answer."""
    told = list(chapters)
    files: dict[str, bytes] = {}
    for each in told:
        files[f"data/{each.place}.json"] = _json(list(each.rows))
        files[f"data/{each.place}.csv"] = _csv(each)
    files["schema.json"] = _json(schema(told))
    files["report.html"] = report(about, told).encode()
    listed = {name: sha256(files[name]).hexdigest() for name in sorted(files)}
    files["manifest.json"] = _json({**msgspec.to_builtins(about), "sha256": listed})
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=LEVEL) as zipped:
        for name in sorted(files):
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            zipped.writestr(entry, files[name])
    return packed.getvalue()


def schema(chapters: Iterable[Chapter]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the data: for each file, rows of fields."""
    files: dict[str, Any] = {
        f"data/{each.place}.json": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {} for name in each.fields},
                "required": list(each.fields),
                "additionalProperties": False,
            },
        }
        for each in chapters
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": files,
        "required": sorted(files),
    }


def report(about: About, chapters: Iterable[Chapter]) -> str:
    """Return what is known as a page that a person can read."""
    said = words(about.language)
    parts = [_chapter(said, each) for each in chapters if each.rows]
    when = about.as_of.strftime("%Y-%m-%d %H:%M UTC")
    return (
        f'<!doctype html><html lang="{about.language}"><head><meta charset="utf-8">'
        f"<title>{escape(said.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(said.title)}</h1><p>{escape(said.intro)}</p>"
        f"<p>{escape(said.as_of)} {when}. {escape(said.request)} "
        f"{escape(about.request_id)}.</p>{''.join(parts)}</main></body></html>\n"
    )


# What a spreadsheet may take for the beginning of a formula.
FORMULAS = frozenset("=+-@\t\r")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem}"
    "main{padding:1rem}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border-bottom:1px solid #ccc;padding:.25rem .5rem;text-align:left}"
)


def _chapter(said: Words, chapter: Chapter) -> str:
    shown = chapter.rows[:REPORT_ROWS_MAX]
    left = len(chapter.rows) - len(shown)
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in chapter.fields)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(_text(row[name]))}</td>" for name in chapter.fields)
        + "</tr>"
        for row in shown
    )
    more = f"<p>{escape(said.more.format(left))}</p>" if left else ""
    return (
        f"<section><h2>{escape(said.place(chapter.place))}</h2><table><thead><tr>"
        f"{head}</tr></thead><tbody>{body}</tbody></table>{more}</section>"
    )


def _csv(chapter: Chapter) -> bytes:
    """Return rows as RFC 4180 has them, with what a spreadsheet would run disarmed."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(chapter.fields)
    for row in chapter.rows:
        writer.writerow([_cell(row[name]) for name in chapter.fields])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    text = _text(value)
    runs = isinstance(value, str) and text[:1] in FORMULAS
    return f"'{text}" if runs else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _json(value: Any) -> bytes:
    packed = msgspec.json.encode(value, order="deterministic", enc_hook=str)
    return msgspec.json.format(packed, indent=2) + b"\n"
