"""`stamgast export`: all rows of a kind, from a running API to a file."""

from pathlib import Path
from typing import Annotated

import typer

from domain.exports import ExportFormat, ExportKind
from local.console import say
from local.fetching import Fetcher
from local.progress import progress
from local.sending import client, running

commands = typer.Typer(add_completion=False)


@commands.command()
def export_file(
    kind: Annotated[ExportKind, typer.Argument(help="What a row is.")],
    file: Annotated[
        Path | None, typer.Argument(help="Whither; by default, the kind's name.")
    ] = None,
    *,
    key: Annotated[
        str, typer.Option(envvar="STAMGAST_API_KEY", help="An API key, sk_…")
    ],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="How rows are written.")
    ] = ExportFormat.NDJSON,
    url: Annotated[
        str | None, typer.Option(envvar="STAMGAST_URL", help="Where the API is.")
    ] = None,
) -> None:
    """Write all rows of a kind to a file; what was broken off is resumed."""
    path = file or Path(f"{kind.value}.{form.value}")
    with client(url or running(), key) as http, progress() as bar:
        task = bar.add_task(kind.value, total=None)
        Fetcher(http).fetch(
            kind,
            form,
            path,
            lambda rows, done: bar.update(task, total=rows, completed=done),
        )
    say(f"{path}: {path.stat().st_size:,} bytes.")
