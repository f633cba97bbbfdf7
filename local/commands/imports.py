"""`stamgast import`: a file, row by row, to a running API."""

from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from domain.imports import ImportKind
from local.column_map import load_map
from local.console import say
from local.mapping import read_orders
from local.progress import progress
from local.rejecting import write_rejected
from local.row_files import rows_in
from local.sending import (
    ERRORS_MAX,
    Outcome,
    Rows,
    Sender,
    SendingError,
    client,
    running,
)
from local.shops.found import Found, Kept, Remark, Verdict
from local.shops.presets import Shop, read_export

# Without, a file is rows as the API takes them.
Reading = Callable[[], Iterator[Found]] | None

commands = typer.Typer(add_completion=False)


@commands.command()
def import_file(
    file: Annotated[
        Path, typer.Argument(help="NDJSON, or CSV; or as --map or --from say.")
    ],
    *,
    key: Annotated[
        str, typer.Option(envvar="STAMGAST_API_KEY", help="An API key, sk_…")
    ],
    kind: Annotated[
        ImportKind, typer.Option(help="What a row is.")
    ] = ImportKind.ORDERS,
    name: Annotated[
        str | None,
        typer.Option(help="By what name to resume; the file's own if none is given."),
    ] = None,
    column_map: Annotated[
        Path | None,
        typer.Option("--map", help="TOML that says which column is what."),
    ] = None,
    shop: Annotated[
        Shop | None,
        typer.Option(
            "--from", help="Whose export it is, as that shop system wrote it."
        ),
    ] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(help="Whither rows are written that were refused, to be mended."),
    ] = None,
    url: Annotated[
        str | None, typer.Option(envvar="STAMGAST_URL", help="Where the API is.")
    ] = None,
) -> None:
    """Send a file's rows to a running API; what was broken off is resumed."""
    if not file.exists():
        raise SendingError(f"There is no {file}.")
    named = name or _name(file, shop)
    kind = ImportKind.ORDERS if column_map else kind
    reading = _reading(file, kind, column_map, shop)
    if rejected is not None:
        if rejected.resolve() == file.resolve():
            raise SendingError("Give --rejected another file than the one to be sent.")
        rejected.write_bytes(b"")
    with client(url or running(), key) as http, progress() as bar:
        parts = _parts(file, kind, reading)
        outcome = _send(Sender(http), bar, named, parts, rejected)
    report(outcome)
    wrong = remark(reading) if reading and shop else 0
    raise typer.Exit(outcome.rejected + wrong > 0)


def _send(
    sender: Sender,
    bar: Progress,
    named: str,
    parts: Iterator[tuple[str, Rows]],
    rejected: Path | None,
) -> Outcome:
    """Send all that a file holds; write down elsewhere which rows were refused."""
    outcome = Outcome()
    for place, (kind, rows) in enumerate(parts):
        task = bar.add_task(kind, total=None)
        part = sender.send(
            kind, named, rows, lambda done, task=task: bar.update(task, completed=done)
        )
        outcome.merge(part)
        if rejected is not None:
            # Rows of two kinds could not be sent again as one file.
            path = rejected.with_stem(f"{rejected.stem}-{kind}") if place else rejected
            write_rejected(sender, (kind, named), rows, path)
    return outcome


def report(outcome: Outcome) -> None:
    """Say what became of the rows, and which ones were refused."""
    say(
        f"{outcome.accepted:,} accepted, {outcome.unchanged:,} were there already, "
        f"{outcome.rejected:,} refused."
    )
    for error in outcome.errors:
        fields = ", ".join(
            f"{one['pointer']}: {one['detail']}" for one in error["errors"]
        )
        say(f"  row {error['row']}: {error['title']} {fields}".rstrip())


def remark(reading: Callable[[], Iterator[Found]]) -> int:
    """Say what of a file became no row as it is; return how much made no sense."""
    counts = dict.fromkeys(Verdict, 0)
    for place, found in enumerate(_remarks(reading)):
        counts[found.verdict] += 1
        if place < ERRORS_MAX:
            say(f"  {found.about}: {found.verdict}, {found.why}")
    for verdict, count in counts.items():
        if count:
            say(f"{count:,} {verdict}.")
    return counts[Verdict.WRONG]


def _reading(
    file: Path, kind: ImportKind, column_map: Path | None, shop: Shop | None
) -> Reading:
    """Return who reads a file that is not rows already."""
    if shop is not None:
        if column_map is not None:
            raise SendingError("Give --map or --from: each says what the columns are.")
        found = read_export(shop, kind, file)
        return lambda: iter(found)
    if column_map is None:
        return None
    columns = load_map(column_map)
    return lambda: (Kept(f"{k}s", {**row}) for k, row in read_orders(file, columns))


def _name(file: Path, shop: Shop | None) -> str:
    """Return by what name a file's rows are resumed if none is given.

    A shop's later export has the same file's name and other rows: it is another import.
    """
    if shop is None:
        return file.name
    with file.open("rb") as content:
        return f"{file.name[:100]} {file_digest(content, 'sha256').hexdigest()[:16]}"


def _parts(
    file: Path, kind: ImportKind, reading: Reading
) -> Iterator[tuple[str, Rows]]:
    """Give what a file holds, by kind; with orders, what came back after them."""
    if reading is None:
        yield kind.value, lambda: rows_in(file, kind)
        return
    of_orders = (ImportKind.ORDERS, ImportKind.RETURNS)
    for wanted in of_orders if kind in of_orders else (kind,):

        def rows(wanted: str = wanted) -> Iterator[Any]:
            return _of_kind(reading(), wanted)

        if any(True for _ in rows()):
            yield wanted.value, rows


def _of_kind(found: Iterator[Found], wanted: str) -> Iterator[Any]:
    return (e.row for e in found if isinstance(e, Kept) and e.kind == wanted)


def _remarks(reading: Callable[[], Iterator[Found]]) -> Iterator[Remark]:
    return (each for each in reading() if isinstance(each, Remark))
