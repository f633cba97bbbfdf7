"""The archive: an answer as one ZIP, the same bytes for the same contents.

For each place, JSON and CSV; a report that a person can read; a JSON Schema; and a
manifest with the SHA-256 of every file.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from io import StringIO
from typing import Any

import msgspec

from domain.privacy.packing import File, packed
from domain.privacy.requests import RequestKind
from domain.privacy.wording import Words, words

ENCODER = msgspec.json.Encoder(order="deterministic", enc_hook=str)
# A person reads no more; all of it is in the other files.
REPORT_ROWS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is known in one place: its fields, some rows, and how many there are."""

    place: str
    fields: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an answer says of itself."""

    request_id: str
    customer_id: str
    kind: str
    language: str
    as_of: datetime


@dataclass(slots=True)
class Archive:
    """The ZIP of an answer, written chapter by chapter and row by row.

    Of all rows, only what is deflated is kept, and some for people to read.
    """

    about: About
    files: list[File] = field(default_factory=list[File])
    chapters: list[Chapter] = field(default_factory=list["Chapter"])

    def chapter(self, place: str, fields: tuple[str, ...]) -> "Writing":
        """Begin to write down what is known in one place."""
        data, table = File(f"data/{place}.json"), File(f"data/{place}.csv")
        self.files += [data, table]
        table.write(_csv(fields))
        return Writing(place=place, fields=fields, data=data, table=table)

    def finish(self, writing: "Writing") -> None:
        """Write nothing more of one place."""
        writing.data.write(b"\n]\n" if writing.count else b"[]\n")
        writing.data.close()
        writing.table.close()
        self.chapters.append(writing.chapter)

    def close(self) -> bytes:
        """Return the archive, with its report, schema and manifest."""
        told = sorted(self.chapters, key=lambda each: each.place)
        self._whole("schema.json", _json(schema(told)))
        self._whole("report.html", report(self.about, told).encode())
        if self.about.kind == ACCESS:
            self._whole("logic.json", _json(logic(self.about, told)))
        listed = {
            each.name: each.digest.hexdigest()
            for each in sorted(self.files, key=lambda file: file.name)
        }
        about = msgspec.to_builtins(self.about)
        self._whole("manifest.json", _json({**about, "sha256": listed}))
        return packed(self.files)

    def _whole(self, name: str, content: bytes) -> None:
        file = File(name)
        file.write(content)
        file.close()
        self.files.append(file)


@dataclass(slots=True, kw_only=True)
class Writing:
    """What is known in one place, while it is written down."""

    place: str
    fields: tuple[str, ...]
    data: File
    table: File
    count: int = 0
    shown: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write some more rows down."""
        encoded = (ENCODER.encode(row) for row in rows)
        lines = b",\n".join(encoded)
        if lines:
            self.data.write((b",\n" if self.count else b"[\n") + lines)
        self.table.write(_table(self.fields, rows))
        self.shown += rows[: REPORT_ROWS_MAX - len(self.shown)]
        self.count += len(rows)

    @property
    def chapter(self) -> "Chapter":
        """Return what is told of it for people to read."""
        return Chapter(
            place=self.place,
            fields=self.fields,
            rows=tuple(self.shown),
            count=self.count,
        )


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


def logic(about: About, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return how what was inferred came about, its meaning and consequences."""
    said = words(about.language)
    told = ((each.place, said.logic(each.place)) for each in chapters)
    return {place: text for place, text in told if text is not None}


def report(about: About, chapters: Iterable[Chapter]) -> str:
    """Return what is known as a page that a person can read."""
    said = words(about.language)
    told = [each for each in chapters if each.rows]
    because = logic(about, told) if about.kind == ACCESS else {}
    parts = [_chapter(said, each, because.get(each.place)) for each in told]
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
# Who only takes what they gave with them is told nothing that was inferred (art. 20).
ACCESS = RequestKind.ACCESS.value
NUMBERS = frozenset({int, type(None)})
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem}"
    "main{padding:1rem}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border-bottom:1px solid #ccc;padding:.25rem .5rem;text-align:left}"
)


def _chapter(said: Words, chapter: Chapter, logic: str | None) -> str:
    shown = chapter.rows[:REPORT_ROWS_MAX]
    left = chapter.count - len(shown)
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in chapter.fields)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(_text(row[name]))}</td>" for name in chapter.fields)
        + "</tr>"
        for row in shown
    )
    more = f"<p>{escape(said.more.format(left))}</p>" if left else ""
    why = f"<h3>{escape(said.why)}</h3><p>{escape(logic)}</p>" if logic else ""
    return (
        f"<section><h2>{escape(said.place(chapter.place))}</h2>{why}<table><thead><tr>"
        f"{head}</tr></thead><tbody>{body}</tbody></table>{more}</section>"
    )


def _table(fields: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    columns = (_cells([row[name] for row in rows]) for name in fields)
    return _csv(*zip(*columns, strict=True))


def _csv(*rows: Sequence[str | int | None]) -> bytes:
    """Return rows as RFC 4180 has them, with what a spreadsheet would run disarmed."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cells(values: Sequence[Any]) -> Sequence[str | int | None]:
    """Return a column as a writer of CSV takes it: what is of one kind, at once."""
    kinds = set(map(type, values))
    if kinds <= NUMBERS:
        return values
    if kinds == {str} and FORMULAS.isdisjoint({each[:1] for each in values}):
        return values
    if kinds == {datetime}:
        # A moment is text in JSON, within quotation marks that are nobody's to read.
        return ENCODER.encode(values).decode()[2:-2].split('","')
    return [_cell(each) for each in values]


def _cell(value: Any) -> str | int | None:
    """Return a value as a writer of CSV takes it."""
    match value:
        case str():
            return f"'{value}" if value[:1] in FORMULAS else value
        case None:
            return None
        case int() if not isinstance(value, bool):
            return value
        case _:
            return _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return ENCODER.encode(value).decode().strip('"')


def _json(value: Any) -> bytes:
    packed = msgspec.json.encode(value, order="deterministic", enc_hook=str)
    return msgspec.json.format(packed, indent=2) + b"\n"
