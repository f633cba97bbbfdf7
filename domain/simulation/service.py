"""What can be done with simulation."""

from dataclasses import dataclass

from domain import earning, ledger, orders, tenants, tiers
from domain.kernel import SYSTEM, BadCursor, Page, Unit, pages, reads, writes
from domain.kernel.types import Count
from domain.simulation import running, store, tally, trial
from domain.simulation.events import BackTestAdvanced, BackTestFinished
from domain.simulation.model import (
    RUNNING_MAX,
    Advance,
    AskAffected,
    AskReport,
    BackTest,
    BackTestId,
    Cancel,
    Find,
    ListBackTests,
    Report,
    Start,
    State,
    WhoIsAffected,
    Whom,
)
from domain.simulation.refusals import (
    BackTestNotFound,
    DraftNotTried,
    DraftTwice,
    TiersNotTried,
    TooManyBackTests,
)
from domain.simulation.store import Row
from domain.simulation.tally import Kept
from domain.simulation.trial import Progress, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """How many orders are done, and whether there is more to do."""

    orders_done: Count
    more: bool


@writes(
    "simulation:write",
    refusals=(
        ledger.UnitUnknown,
        DraftNotTried,
        DraftTwice,
        TooManyBackTests,
        TiersNotTried,
        *tiers.UNSOUND,
    ),
)
async def start(unit: Unit, command: Start) -> BackTest:
    """Try drafts on the tenant's own orders; it goes on by itself until it is done.

    Nothing is written to the ledger. What was published meanwhile is not tried.
    """
    if await store.running(unit) >= RUNNING_MAX:
        raise TooManyBackTests(RUNNING_MAX)
    programme = await tenants.programme(unit)
    known = {each.code for each in programme.units}
    for draft in command.drafts:
        if draft.terms.unit not in known:
            raise ledger.UnitUnknown(draft.terms.unit)
    live = await earning.versions(unit)
    versions = trial.tried(command, live)
    tried = Trial(
        drafts=command.drafts,
        without=command.without,
        versions=versions,
        time_zone=programme.time_zone,
        currency=programme.currency,
        cost_per_thousand=command.cost_per_thousand,
        tiers=await tiers.counting_points(unit),
        draft_tiers=await _draft_tiers(unit, command),
        types=tuple(sorted(trial.types((*versions, *live)))),
        kinds=tuple(sorted(trial.kinds((*versions, *live)))),
    )
    since, until = command.since or trial.BEGINNING, command.until or unit.now
    row = Row(
        id=unit.new_id("bkt"),
        name=command.name,
        state=State.RUNNING,
        trial=store.kept(tried),
        since=since,
        until=until,
        orders_total=await orders.count_history(unit, (since, until)),
        progress=store.kept(Progress(kept=Kept())),
        after_customer_id=None,
        started_at=unit.now,
        ended_at=None,
    )
    store.add(unit, row)
    unit.emit(BackTestAdvanced(back_test_id=row.id))
    return _shown(row)


@writes(SYSTEM)
async def advance(unit: Unit, command: Advance) -> Advanced:
    """Try the drafts on some more orders; whoever comes late finds it done.

    Only what came of them is written down while the back-test is held: whoever cancels
    it need not wait for a part, of which nothing stays then.
    """
    row = await store.find(unit, command.back_test_id)
    if row is None or row.state is not State.RUNNING:
        return Advanced(orders_done=0, more=False)
    part = await running.run_part(unit, row)
    if await store.hold(unit, row.id) != row:
        return Advanced(orders_done=0, more=False)
    before = await store.affected(unit, row.id)
    most = tally.most_affected((*before, *part.tally.affected))
    store.replace_affected(unit, row.id, most)
    store.advance(unit, row.id, part.progress, part.after)
    if part.is_last:
        store.end(unit, row.id, State.FINISHED)
        unit.emit(BackTestFinished(back_test_id=row.id))
    else:
        unit.emit(BackTestAdvanced(back_test_id=row.id))
    return Advanced(orders_done=part.progress.kept.orders, more=not part.is_last)


@writes("simulation:write", refusals=(BackTestNotFound,))
async def cancel(unit: Unit, command: Cancel) -> BackTest:
    """Let a back-test end where it is; what came of it stays. Twice is as once."""
    row = await store.hold(unit, command.back_test_id)
    if row is None:
        raise BackTestNotFound
    if row.state is State.RUNNING:
        store.end(unit, row.id, State.CANCELLED)
    return _shown(await _found(unit, row.id))


@reads("simulation:read", refusals=(BackTestNotFound,))
async def find(unit: Unit, command: Find) -> BackTest:
    """Tell how far a back-test is, and what came of it so far."""
    return _shown(await _found(unit, command.back_test_id))


@reads("simulation:read", refusals=(BadCursor,))
async def list_back_tests(unit: Unit, command: ListBackTests) -> Page[BackTest]:
    """List all back-tests, newest first."""
    before = command.after and pages.place(command.after, tuple[BackTestId])[0]
    rows = await store.page(unit, before or None, command.limit)
    shown = tuple(map(_shown, rows))
    return pages.page(shown, command.limit, lambda each: (each.id,))


@reads("simulation:read", refusals=(BackTestNotFound,))
async def who_is_affected(unit: Unit, command: AskAffected) -> WhoIsAffected:
    """Tell which hundred customers gain most of each unit by the drafts, or lose."""
    row = await _found(unit, command.back_test_id)
    gains = command.whom is Whom.WINNERS
    rows = await store.affected(unit, row.id)
    these = (each for each in rows if (each.difference > 0) is gains)
    return WhoIsAffected(customers=tally.ranked(these))


@reads("simulation:read", refusals=(BackTestNotFound,))
async def report(unit: Unit, command: AskReport) -> Report:
    """Tell all of a back-test on one page, with plots, in Dutch or English."""
    row = await _found(unit, command.back_test_id)
    most = tally.ranked(await store.affected(unit, row.id))
    return Report(
        language=command.language,
        programme=await tenants.programme(unit),
        back_test=_shown(row),
        winners=tuple(each for each in most if each.difference > 0),
        losers=tuple(each for each in most if each.difference < 0),
    )


async def _draft_tiers(unit: Unit, command: Start) -> tiers.TierProgramme | None:
    """Return the tiers that are tried, as if they had always been, or refuse."""
    if command.tiers is None:
        return None
    basis = command.tiers.basis
    if basis.measure is not tiers.TierMeasure.POINTS:
        raise TiersNotTried(basis.measure)
    return await tiers.tried(unit, command.tiers)


async def _found(unit: Unit, back_test_id: BackTestId) -> Row:
    row = await store.find(unit, back_test_id)
    if row is None:
        raise BackTestNotFound
    return row


def _shown(row: Row) -> BackTest:
    tried = trial.trial_of(row.trial)
    kept = trial.progress_of(row.progress).kept
    return BackTest(
        id=row.id,
        name=row.name,
        state=row.state,
        drafts=tried.drafts,
        without=tried.without,
        since=row.since,
        until=row.until,
        orders_total=row.orders_total,
        orders_done=kept.orders,
        events_done=kept.events,
        started_at=row.started_at,
        ended_at=row.ended_at,
        figures=tally.figures(kept, tried.cost_per_thousand),
    )
