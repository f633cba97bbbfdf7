"""`stamgast doctor`: look at everything the platform needs, and explain."""

import typer
from rich.table import Table

from local import checks
from local.checks import Finding, Verdict
from local.console import OUT
from local.environment import environment
from local.home import home

MARKS = {
    Verdict.GOOD: "[green]good[/]",
    Verdict.UNKNOWN: "[yellow]not checked[/]",
    Verdict.BAD: "[red]bad[/]",
}


def doctor() -> None:
    """Look at everything the platform needs, and explain what is wrong."""
    given = environment()
    findings = checks.all_findings(home(given), given)
    OUT.print(_table(findings))
    raise typer.Exit(any(finding.verdict is Verdict.BAD for finding in findings))


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        text = "\n".join(filter(None, (finding.found, finding.advice)))
        table.add_row(MARKS[finding.verdict], finding.subject, text)
    return table
