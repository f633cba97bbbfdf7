"""What was measured: samples, their medians, and the ratio to a yard-stick."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

# What one measurement gave, by the key of the column.
Sample: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its key in the samples, and how it is shown."""

    key: str
    head: str
    digits: int = 0

    def show(self, value: float | None) -> str:
        """Return a value as a cell of the table; what was not measured is a dash."""
        return "-" if value is None else f"{value:,.{self.digits}f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One contender: the medians of its samples, and its ratio to the yard-stick."""

    name: str
    medians: Mapping[str, float]
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The samples of all contenders of a benchmark, round by round.

    The ratio is that of the column `compared`, taken within each round, so that what
    slows a machine down for a while slows both; its median is shown. Without a
    yard-stick, the table is a curve.
    """

    title: str
    note: str
    columns: Sequence[Column]
    compared: str
    yard_stick: str | None
    samples: Mapping[str, Sequence[Sample]] = field(
        default_factory=dict[str, Sequence[Sample]]
    )

    def rows(self) -> tuple[Row, ...]:
        """Return a row for each contender, in the order in which they were named."""
        return tuple(
            Row(name=name, medians=self._medians(samples), ratio=self._ratio(samples))
            for name, samples in self.samples.items()
        )

    def _medians(self, samples: Sequence[Sample]) -> dict[str, float]:
        return {
            column.key: median(sample[column.key] for sample in samples)
            for column in self.columns
            if samples and column.key in samples[0]
        }

    def _ratio(self, samples: Sequence[Sample]) -> float | None:
        if self.yard_stick is None:
            return None
        pairs = zip(samples, self.samples[self.yard_stick], strict=True)
        return median(ours[self.compared] / its[self.compared] for ours, its in pairs)


def interleaved(
    contenders: Mapping[str, Callable[[], Sample]], rounds: int
) -> dict[str, list[Sample]]:
    """Measure each contender once a round; another one begins each round."""
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            samples[name].append(contenders[name]())
    return samples
