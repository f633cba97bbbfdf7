"""`stamgast import`: a file, row by row, to a running API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from domain.imports import ImportKind
from local.column_map import load_map
from local.console import say
from local.environment import environment
from local.home import home
from local.mapping import Mapped, read_orders
from local.progress import progress
from local.sending import Outcome, Rows, Sender, SendingError, client

commands = typer.Typer(add_completion=False)


@commands.command()
def import_file(
    file: Annotated[Path, typer.Argument(help="NDJSON; with --map, CSV or Parquet.")],
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
    url: Annotated[
        str | None, typer.Option(envvar="STAMGAST_URL", help="Where the API is.")
    ] = None,
) -> None:
    """Send a file's rows to a running API; what was broken off is resumed."""
    if not file.exists():
        raise SendingError(f"There is no {file}.")
    named = name or file.name
    outcome = Outcome()
    with client(url or _running(), key) as http, progress() as bar:
        for a_kind, rows in _parts(file, kind, column_map):
            task = bar.add_task(a_kind, total=None)
            sender = Sender(http)
            part = sender.send(
                a_kind,
                named,
                rows,
                lambda done, task=task: bar.update(task, completed=done),
            )
            outcome.merge(part)
    report(outcome)
    raise typer.Exit(outcome.rejected > 0)


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


def _parts(
    file: Path, kind: ImportKind, column_map: Path | None
) -> Iterator[tuple[str, Rows]]:
    """Give what a file holds, by kind: with a map orders, then what came back."""
    if column_map is None:
        yield kind.value, lambda: _ndjson(file)
        return
    columns = load_map(column_map)
    for wanted in ("order", "return"):

        def rows(wanted: str = wanted) -> Iterator[Any]:
            return _of_kind(read_orders(file, columns), wanted)

        if any(True for _ in rows()):
            yield f"{wanted}s", rows


def _of_kind(rows: Iterator[Mapped], wanted: str) -> Iterator[Any]:
    return (row for kind, row in rows if kind == wanted)


def _ndjson(file: Path) -> Iterator[msgspec.Raw]:
    """Give the lines of a file as they are: the API says what is wrong with them."""
    with file.open("rb") as rows:
        for line in rows:
            if line.strip():
                yield msgspec.Raw(line.strip())


def _running() -> str:
    """Return where the platform of this directory listens."""
    address = home(environment()).address
    if address is None:
        raise SendingError("Nothing runs here: name where the API is with --url.")
    return f"http://{address}"
