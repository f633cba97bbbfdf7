"""The ways in which imports say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class ImportNotFound(Refusal):
    """There is no such import."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class ImportFinished(Refusal):
    """The import is finished, and takes no more rows."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class RowsMissing(Refusal):
    """Rows are missing before these: go on after those that are done."""

    kind = Kind.CONFLICT
    rows_done: int
