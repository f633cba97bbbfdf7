"""What is computed from samples, and how it is shown."""

from pathlib import Path

import msgspec

from benchmarks import report
from benchmarks.figures import Column, Sample, Table, interleaved
from benchmarks.machine import Machine
from tests.world import NOON

MACHINE = Machine(
    cpu="a processor",
    cores=2,
    memory_gib=24.0,
    system="Linux",
    python="3.11",
    postgres="18",
    commit="abc",
    load=0.0,
)


def table() -> Table:
    return Table(
        title="Answers",
        note="What they cost.",
        columns=(
            Column(key="cpu_us", head="CPU µs"),
            Column(key="p50_ms", head="p50 ms", digits=1),
        ),
        compared="cpu_us",
        yard_stick="bare",
        samples={
            "bare": [
                {"cpu_us": 1000.0, "p50_ms": 1.0},
                {"cpu_us": 2000.0, "p50_ms": 3.0},
                {"cpu_us": 1000.0, "p50_ms": 2.0},
            ],
            "ours": [{"cpu_us": 500.0}, {"cpu_us": 800.0}, {"cpu_us": 600.0}],
        },
    )


def test_a_figure_is_the_median_and_the_ratio_is_taken_within_each_round() -> None:
    bare, ours = table().rows()
    assert (bare.name, bare.medians, bare.ratio) == (
        "bare",
        {"cpu_us": 1000.0, "p50_ms": 2.0},
        1.0,
    )
    assert (ours.name, ours.medians, ours.ratio) == ("ours", {"cpu_us": 600.0}, 0.5)


def test_a_table_is_printed_as_markdown() -> None:
    assert report.markdown(table()).split("\n") == [
        "### Answers",
        "",
        "What they cost.",
        "",
        "|  | CPU µs | p50 ms | ratio |",
        "| --- | ---: | ---: | ---: |",
        "| bare | 1,000 | 2.0 | 1.00 |",
        "| ours | 600 | - | 0.50 |",
        "",
    ]


def test_all_samples_are_kept_with_the_machine(tmp_path: Path) -> None:
    path = report.save(tmp_path / "home", NOON, MACHINE, [table()])
    assert path.name == "bench-20300101T120000Z.json"
    kept = msgspec.json.decode(path.read_bytes())
    assert kept["machine"]["cpu"] == "a processor"
    (answers,) = kept["tables"]
    assert answers["samples"]["ours"][1] == {"cpu_us": 800.0}
    assert [row["ratio"] for row in answers["rows"]] == [1.0, 0.5]


def test_contenders_take_turns_and_another_one_begins_each_round() -> None:
    order: list[str] = []

    def contender(name: str) -> Sample:
        order.append(name)
        return {"place": float(len(order))}

    samples = interleaved(
        {name: lambda name=name: contender(name) for name in ("a", "b", "c")}, 3
    )
    assert order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
    assert [sample["place"] for sample in samples["a"]] == [1.0, 6.0, 8.0]
