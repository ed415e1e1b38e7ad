# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What lies compressed in a file (gzip, zlib, bzip2, xz, and ZIP, which office files are too).

A small file may unpack to fill a disk: only so much of one is unpacked, and never onto the disk.
"""

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, Protocol

MOST_UNPACKED: Final = 20_000_000  # bytes of one file
MOST_UNPACKED_IN_ALL: Final = 200_000_000  # bytes of all the files of a repository
MOST_MEMORY: Final = 100_000_000  # bytes that xz may ask for
BOUNDED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # zipfile unpacks others as a whole
DEEPEST: Final = 3  # an archive in an archive in an archive
ZIP: Final = b"PK\x03\x04"
# What stands at the beginning of a compressed file.
GZIP: Final = b"\x1f\x8b\x08"
ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
BZIP2: Final = b"BZh"
XZ: Final = b"\xfd7zXZ\x00"
PACKED: Final = (ZIP, GZIP, *ZLIB, BZIP2, XZ)
WITH_HEADER: Final = zlib.MAX_WBITS | 32  # gzip or zlib, as the beginning says


class TooMuchUnpackedError(ValueError):
    """There is more in a file than was unpacked."""


class Unpacker:
    """Unpacks one file after another, within bounds that hold for all of them together.

    ``cut`` counts the files in which there may be more than was unpacked.
    """

    def __init__(self, most: int = MOST_UNPACKED_IN_ALL) -> None:
        """Begin with nothing unpacked; ``most`` bytes may be."""
        self.left = most
        self.cut = 0

    def texts(self, content: bytes) -> Iterator[bytes]:
        """Yield ``content`` itself, then what lies compressed in it."""
        yield content
        try:
            for found in unpacked(content, most=min(self.left, MOST_UNPACKED)):
                self.left -= len(found)
                yield found
        except TooMuchUnpackedError:
            self.cut += 1


class _Decompressor(Protocol):
    @property
    def unused_data(self) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def unpacked(content: bytes, *, most: int = MOST_UNPACKED) -> Iterator[bytes]:
    """Yield what lies compressed in ``content``, and in that again; nothing where nothing does.

    Damaged archives, those with a password and rare kinds of ZIP stay closed. Raises
    TooMuchUnpackedError once ``most`` bytes were unpacked and there may be more.
    """
    waiting = [(content, 1)] if content.startswith(PACKED) else []
    left = most
    if waiting and left <= 0:
        raise TooMuchUnpackedError
    while waiting:
        packed, depth = waiting.pop()
        for found in _opened(packed, left):
            yield found
            left -= len(found)
            if left <= 0:
                raise TooMuchUnpackedError
            if depth < DEEPEST:
                waiting.append((found, depth + 1))


def _opened(content: bytes, most: int) -> Iterator[bytes]:
    """Yield what one archive holds, at most ``most`` bytes at once."""
    if content.startswith(ZIP):
        yield from _members(content, most)
    while decompressor := _decompressor(content):
        try:
            found = decompressor.decompress(content, most)
        except (zlib.error, lzma.LZMAError, OSError, EOFError):
            return
        if found:
            yield found
        if not decompressor.eof:
            return
        content = decompressor.unused_data  # several may follow one another


def _members(content: bytes, most: int) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = (each for each in archive.infolist() if each.compress_type in BOUNDED)
            for member in members:
                with archive.open(member) as opened:
                    yield opened.read(most)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError,
            NotImplementedError, ValueError):  # fmt: skip
        return


def _decompressor(content: bytes) -> _Decompressor | None:
    if content.startswith((GZIP, *ZLIB)):
        return zlib.decompressobj(WITH_HEADER)
    if content.startswith(BZIP2):
        return bz2.BZ2Decompressor()
    if content.startswith(XZ):
        return lzma.LZMADecompressor(memlimit=MOST_MEMORY)
    return None
