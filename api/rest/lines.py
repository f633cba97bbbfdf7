"""Bodies that are lines, in chunks of a length that can be taken at once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias

from domain.imports import CHUNK_BYTES_MAX, LINE_BYTES_MAX
from domain.kernel import Kind, Refusal

Lines: TypeAlias = tuple[bytes, ...]


@dataclass(eq=False)
class LineTooLong(Refusal):
    """A line is longer than a row may be; the rows before it were taken."""

    kind = Kind.TOO_LARGE
    bytes_max: int


async def split(pieces: AsyncIterator[bytes], rows_max: int) -> AsyncIterator[Lines]:
    """Give the lines of a body, so many of them at once; empty ones are none."""
    lines: list[bytes] = []
    size, rest = 0, b""
    async for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            check(len(line))
            if line.strip():
                lines.append(line)
                size += len(line)
            if len(lines) == rows_max or size >= CHUNK_BYTES_MAX:
                yield tuple(lines)
                lines, size = [], 0
        check(len(rest))
    if rest.strip():
        lines.append(rest)
    if lines:
        yield tuple(lines)


def check(length: int) -> None:
    """Refuse a line that is too long."""
    if length > LINE_BYTES_MAX:
        raise LineTooLong(LINE_BYTES_MAX)
