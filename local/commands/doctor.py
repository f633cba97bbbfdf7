"""`stamgast doctor`: look at everything the platform needs, and explain."""

import typer
from rich.markup import escape

from local import checks
from local.checks import Finding, Verdict
from local.console import OUT
from local.environment import environment
from local.home import home

MARKS = {
    Verdict.GOOD: "[green]good[/]         ",
    Verdict.UNKNOWN: "[yellow]not checked[/]  ",
    Verdict.BAD: "[red]bad[/]          ",
}
SUBJECT_WIDTH = 22
WIDTH = 13 + SUBJECT_WIDTH


commands = typer.Typer(add_completion=False)


@commands.command()
def doctor() -> None:
    """Look at everything the platform needs, and explain what is wrong."""
    given = environment()
    findings = checks.all_findings(home(given), given)
    for finding in findings:
        OUT.print(_line(finding))
    raise typer.Exit(any(finding.verdict is Verdict.BAD for finding in findings))


def _line(finding: Finding) -> str:
    found = escape(finding.found.strip())
    if finding.advice:
        found += f"\n{'':{WIDTH}}[bold]{escape(finding.advice)}[/]"
    return f"{MARKS[finding.verdict]}{finding.subject:{SUBJECT_WIDTH}}{found}"
