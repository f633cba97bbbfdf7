"""Where a back-test's time goes: its stages, one after another, each by itself."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import Shop, operator_of, platform_of
from domain import simulation
from domain.kernel import Unit
from domain.simulation import running, store, trial
from domain.simulation.tally import Kept, Tally

US_PER_S = 1_000_000
READING, FACTS = "reading orders and what they gave", "what rules ask of customers"
JUDGING, COUNTING = "judging, and when it expires", "counting"
STAGES = (READING, FACTS, JUDGING, COUNTING)

NOTE = """\
{orders:,} orders; µs of processor time for each. Here one stage waits for the other;
a back-test reads the next orders while it judges, so that PostgreSQL's time is on
another core, and all of Python's on one."""

COLUMNS = (
    Column(key="python_us", head="Python µs/order", digits=1),
    Column(key="share", head="% of Python's", digits=0),
    Column(key="postgres_us", head="PostgreSQL µs/order", digits=1),
)


@dataclass(frozen=True, slots=True)
class Watch:
    """What stages took of the processors, here and in PostgreSQL, in seconds."""

    behind: Callable[[], float]
    own: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    theirs: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    @contextmanager
    def on(self, stage: str) -> Generator[None]:
        """Count what happens in a block as a stage's."""
        theirs, own = self.behind(), time.process_time()
        yield
        self.own[stage] += time.process_time() - own
        self.theirs[stage] += self.behind() - theirs


async def stages(
    place: Place,
    shop: Shop,
    drafts: tuple[simulation.Draft, ...],
    named: tuple[str, str],
) -> Table:
    """Carry a back-test out stage by stage; `named` are the shop and the rules."""
    watch = Watch(place.postgres.cpu_seconds)
    async with platform_of(place) as platform:
        start = simulation.Start(name="stages", drafts=drafts)
        begun = await platform.run(simulation.start, start, operator_of(shop))

        async def work(unit: Unit) -> int:
            return await _carried_out(unit, begun.id, watch)

        done = await platform.perform(work, operator_of(shop), read_only=True)
    name, rules = named
    return Table(
        title=f"Stages of a back-test over {name}, {rules}",
        note=NOTE.format(orders=done),
        columns=COLUMNS,
        compared="python_us",
        yard_stick=None,
        samples={stage: [_sample(watch, stage, done)] for stage in STAGES},
    )


async def _carried_out(unit: Unit, back_test_id: str, watch: Watch) -> int:
    row = await store.find(unit, back_test_id)
    assert row is not None, back_test_id
    tried = trial.trial_of(row.trial)
    rehearsal = running.rehearsal_of(tried, ())
    tally = Tally.of(Kept())
    after, is_last = None, False
    while not is_last:
        with watch.on(READING):
            batch = await running.read(unit, row, after, tried)
        with watch.on(FACTS):
            facts = await rehearsal.facts(unit, batch.cases)
        with watch.on(JUDGING):
            given = list(running.given(batch, rehearsal, facts, tried.currency))
        with watch.on(COUNTING):
            running.count(tally, given, (None, None))
        after, is_last = batch.after, batch.is_last
    return tally.orders


def _sample(watch: Watch, stage: str, orders: int) -> Sample:
    return {
        "python_us": watch.own[stage] / orders * US_PER_S,
        "share": 100 * watch.own[stage] / sum(watch.own.values()),
        "postgres_us": watch.theirs[stage] / orders * US_PER_S,
    }
