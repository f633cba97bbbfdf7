"""The command line: `stamgast`, or `python -m local`."""

import sys

import typer

from local.commands import erasures, keys, ledger, redactions, tenants
from local.commands.doctor import doctor
from local.commands.evaluate import evaluate
from local.commands.imports import import_file
from local.commands.migrate import migrate
from local.commands.up import up
from local.console import warn
from local.home import HomeError
from local.mapping import RowRefused
from local.operating import CommandRefusedError
from local.sending import SendingError
from local.service import NotReadyError

app = typer.Typer(
    name="stamgast",
    help="A headless, multi-tenant loyalty platform for web shops.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(migrate)
app.command()(doctor)
app.command()(evaluate)
app.command(name="import")(import_file)
app.add_typer(tenants.commands, name="tenant")
app.add_typer(keys.commands, name="key")
app.add_typer(ledger.commands, name="ledger")
app.add_typer(erasures.commands, name="erasures")
app.add_typer(redactions.commands, name="redactions")

# What a person can put right, and the message says how.
EXPLAINED = (
    CommandRefusedError,
    HomeError,
    NotReadyError,
    RowRefused,
    SendingError,
)


def main() -> None:
    """Run a command; say in a sentence what a person can put right."""
    try:
        app()
    except EXPLAINED as error:
        warn(str(error))
        sys.exit(1)
