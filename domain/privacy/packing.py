"""Packing: a ZIP (PKWARE APPNOTE 6.3) that is written as its contents come.

Files are deflated side by side, so that one pass over the data writes several of them,
and only what is deflated is kept. The same contents are the same bytes: files stand in
the order of their names, with the earliest time that ZIP knows.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from struct import pack
from typing import Any

LEVEL = 6
RAW = -15
# Written to the deflater at once.
PIECE_BYTES = 256 * 1024
LOCAL, CENTRAL, END = 0x04034B50, 0x02014B50, 0x06054B50
VERSION, DEFLATED = 20, 8
# The first of January 1980 at midnight, as MS-DOS writes it.
TIME, DATE = 0, 0x21
SIZE_MAX = (1 << 32) - 1


@dataclass(slots=True)
class File:
    """A file within an archive, while it is written."""

    name: str
    size: int = 0
    checksum: int = 0
    deflated: list[bytes] = field(default_factory=list[bytes])
    waiting: bytearray = field(default_factory=bytearray)
    digest: Any = field(default_factory=sha256)
    deflater: Any = field(
        default_factory=lambda: zlib.compressobj(LEVEL, zlib.DEFLATED, RAW)
    )

    def write(self, content: bytes) -> None:
        """Write some more."""
        self.waiting += content
        if len(self.waiting) >= PIECE_BYTES:
            self._deflate()

    def close(self) -> None:
        """Write nothing more."""
        self._deflate()
        self.deflated.append(self.deflater.flush())
        self.deflater = None

    @property
    def packed(self) -> int:
        """How many bytes it takes in the archive."""
        return sum(map(len, self.deflated))

    def _deflate(self) -> None:
        content = bytes(self.waiting)
        self.waiting.clear()
        self.size += len(content)
        self.checksum = zlib.crc32(content, self.checksum)
        self.digest.update(content)
        self.deflated.append(self.deflater.compress(content))


def packed(files: Iterable[File]) -> bytes:
    """Return an archive of files that are closed."""
    archive, directory, count = bytearray(), bytearray(), 0
    for each in sorted(files, key=lambda file: file.name):
        place, name = len(archive), each.name.encode("ascii")
        assert max(each.size, place) <= SIZE_MAX, each.name
        common = pack(
            "<HHHHHLLLHH",
            *(VERSION, 0, DEFLATED, TIME, DATE),
            *(each.checksum, each.packed, each.size, len(name), 0),
        )
        archive += pack("<L", LOCAL) + common + name
        for piece in each.deflated:
            archive += piece
        each.deflated.clear()
        directory += pack("<LH", CENTRAL, VERSION) + common
        directory += pack("<HHHLL", 0, 0, 0, 0, place) + name
        count += 1
    place, size = len(archive), len(directory)
    end = pack("<LHHHHLLH", END, 0, 0, count, count, size, place, 0)
    archive += directory
    archive += end
    return bytes(archive)
