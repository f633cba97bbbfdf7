"""The command line: `stamgast`, or `python -m local`."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from local.console import warn
from local.explained import ExplainedError
from local.loading import load

# The module of each command.
MODULES = {
    "up": "up",
    "migrate": "migrate",
    "doctor": "doctor",
    "evaluate": "evaluate",
    "fairness": "fairness",
    "grades": "grades",
    "together": "together",
    "models": "models",
    "import": "imports",
    "export": "exports",
    "tenant": "tenants",
    "key": "keys",
    "ledger": "ledger",
    "news": "news",
    "erasures": "erasures",
    "redactions": "redactions",
}


class Commands(TyperGroup):
    """The commands, each loaded when it is asked for: so `up` begins the sooner."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all."""
        del ctx
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a name, if there is one."""
        del ctx
        if cmd_name not in MODULES:
            return None
        command = get_command(load(f"local.commands.{MODULES[cmd_name]}").commands)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    name="stamgast",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def stamgast() -> None:
    """A headless, multi-tenant loyalty platform for web shops."""


def main() -> None:
    """Run a command; say in a sentence what a person can put right."""
    try:
        app()
    except ExplainedError as error:
        warn(str(error))
        sys.exit(1)
