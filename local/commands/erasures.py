"""`stamgast erasures`: keep the journal of erasures, and play it back."""

from pathlib import Path
from typing import Annotated

import typer

from domain import tenants
from local.console import say
from local.environment import environment
from local.home import home
from local.operating import CommandRefusedError, Operating, operate
from local.remembering import play_back
from workers.journal import JournalFiles

commands = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Keep the journal of erasures apart from the database, and play it back.",
)

Place = Annotated[
    Path | None,
    typer.Option("--journal", help="Its directory; ERASURE_JOURNAL or that of `up`."),
]


def journal(given: Path | None = None) -> JournalFiles:
    """Return the journal that a command means."""
    named = environment()
    if given is None and "ERASURE_JOURNAL" in named:
        given = Path(named["ERASURE_JOURNAL"])
    return JournalFiles(given or home(named).erasures)


@commands.command()
def export(place: Place = None) -> None:
    """Write down who was erased, where a restored database does not forget it."""
    files = journal(place)

    async def work(opened: Operating) -> int:
        return sum(
            [
                await files.keep_up(opened.platform, tenant)
                async for tenant in tenants.every_tenant(opened.watch)
            ]
        )

    say(f"{operate(work):,} new lines are in {files.path}.")


@commands.command()
def replay(place: Place = None) -> None:
    """Erase again whom a restored backup brought back, before it is served."""
    files = journal(place)
    if not files.path.is_dir():
        raise CommandRefusedError(f"There is no journal in {files.path}.")
    erased = operate(lambda opened: play_back(opened, files))
    say(f"{erased:,} customers of the journal were there again, and are erased.")
