"""How far something is, and how fast it goes."""

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from local.console import OUT

SPEED_S = 10


class Rate(ProgressColumn):
    """Rows per second."""

    def render(self, task: Task) -> Text:
        """Draw it."""
        return Text(f"{task.speed or 0:,.0f} rows/s", style="progress.data.speed")


def progress() -> Progress:
    """Return a progress bar with the rate at which rows arrive."""
    return Progress(
        TextColumn("{task.description:<20}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        console=OUT,
        speed_estimate_period=SPEED_S,
    )
