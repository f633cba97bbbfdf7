"""`stamgast ledger`: seal, export, verify and compare the books."""

from pathlib import Path
from typing import Annotated

import typer

from domain import ledger, proofs
from domain.kernel import Principal
from domain.tenants import operator
from local.console import OUT, say
from local.operating import CommandRefusedError, Operating, operate
from local.progress import progress

Slug = Annotated[str, typer.Option("--tenant", help="The tenant's short name.")]

commands = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Seal, export, verify and compare the books.",
)


@commands.command()
def seal(tenant: Slug) -> None:
    """Seal what can be sealed, and sign a head over it."""

    async def work(opened: Operating) -> proofs.Head:
        principal = operator(await opened.tenant(tenant))
        return await seal_all(opened, principal)

    head = operate(work)
    say(f"{head.transfers:,} transfers under {head.seals:,} seals, root {head.root}")


@commands.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to; it is replaced.")],
    tenant: Slug,
) -> None:
    """Write transfers, seals and heads to a file, for docs/verifier/verify.py."""

    async def work(opened: Operating) -> int:
        principal = operator(await opened.tenant(tenant))
        head = await seal_all(opened, principal)
        with progress() as bar, aside.open("wb") as lines:
            task = bar.add_task("transfers", total=head.transfers)
            asked = proofs.ExportSome(until=head.seals)
            while True:
                part = await opened.platform.run(proofs.export, asked, principal)
                lines.writelines(part.lines)
                bar.advance(task, part.transfers)
                if part.done == part.until:
                    return head.transfers
                asked = proofs.ExportSome(after=part.done, until=part.until)

    if not file.absolute().parent.is_dir():
        raise CommandRefusedError(f"There is no {file.parent}.")
    # Aside first, so that nothing interrupted is taken for an export.
    aside = file.with_name(f"{file.name}.part")
    try:
        count = operate(work)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    say(f"{count:,} transfers are in {file}.")


@commands.command()
def verify(tenant: Slug) -> None:
    """Compute seals and heads anew from the transfers; exit with 1 if any differs."""

    async def work(opened: Operating) -> list[proofs.Verified]:
        principal = operator(await opened.tenant(tenant))
        parts: list[proofs.Verified] = []
        asked: proofs.VerifySome | None = proofs.VerifySome()
        with progress() as bar:
            task = bar.add_task("transfers", total=None)
            while asked is not None:
                parts.append(
                    await opened.platform.run(proofs.verify_some, asked, principal)
                )
                bar.advance(task, parts[-1].transfers)
                asked = parts[-1].rest
            return parts

    parts = operate(work)
    findings = [each for part in parts for each in part.findings]
    for each in findings:
        OUT.print(f"[red]{each.check:<8}[/] seal {each.seal}: {each.told}")
    seals, transfers, heads = (
        sum(getattr(part, name) for part in parts)
        for name in ("seals", "transfers", "heads")
    )
    looked = f"{transfers:,} transfers under {seals:,} seals and {heads:,} heads"
    if findings:
        say(f"{looked}: {len(findings):,} findings.")
        raise typer.Exit(1)
    say(f"{looked}: each transfer is under one seal, as it was sealed.")


@commands.command()
def rebuild(
    tenant: Slug,
    *,
    compare: Annotated[
        bool, typer.Option("--compare", help="Tell what differs; change nothing.")
    ] = False,
) -> None:
    """Compute all accounts anew from the transfers; exit with 1 if any differs."""
    if not compare:
        raise CommandRefusedError(
            "What is computed anew is only compared, as whatever differs has a cause "
            "that overwriting would hide: say --compare."
        )

    async def work(opened: Operating) -> list[ledger.Compared]:
        principal = operator(await opened.tenant(tenant))
        parts: list[ledger.Compared] = []
        asked: ledger.CompareSome | None = ledger.CompareSome()
        with progress() as bar:
            task = bar.add_task("transfers", total=None)
            while asked is not None:
                parts.append(
                    await opened.platform.run(ledger.compare_some, asked, principal)
                )
                bar.advance(task, parts[-1].transfers)
                asked = parts[-1].rest
            return parts

    parts = operate(work)
    differences = [each for part in parts for each in part.differences]
    for each in differences:
        whose = f"{each.customer_id or 'all'} {each.unit}"
        OUT.print(
            f"[red]{each.check:<12}[/] {whose}: {each.found}, not {each.expected}"
        )
    accounts, transfers = (
        sum(getattr(part, name) for part in parts) for name in ("accounts", "transfers")
    )
    looked = f"{accounts:,} accounts of {transfers:,} transfers"
    if differences:
        say(f"{looked}: {len(differences):,} differences.")
        raise typer.Exit(1)
    say(f"{looked}: each account is what its transfers say.")


async def seal_all(opened: Operating, principal: Principal) -> proofs.Head:
    """Seal what can be sealed, and sign a head over it."""
    more = True
    while more:
        sealed = await opened.platform.run(proofs.seal, proofs.SealSome(), principal)
        more = sealed.more
    return await opened.platform.run(proofs.sign, proofs.Sign(), principal)
