"""`stamgast migrate`: bring the database up to date."""

import typer

from local.console import say
from local.environment import database, environment
from local.home import home
from local.migrations import current
from local.migrations import migrate as bring_up_to_date

commands = typer.Typer(add_completion=False)


@commands.command()
def migrate() -> None:
    """Bring the database up to date."""
    given = environment()
    with database(home(given), given) as url:
        before = current(url)
        bring_up_to_date(url)
        after = current(url)
    say(
        f"At {after}." if before == after else f"From {before or 'nothing'} to {after}."
    )
