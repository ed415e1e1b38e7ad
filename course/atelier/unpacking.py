# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What lies compressed in a file (gzip, zlib, bzip2, xz, tar, and ZIP, which office files are too).

A small file may unpack to fill a disk: only so much of one is unpacked, and never onto the disk.
"""

import bz2
import io
import lzma
import re
import struct
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Final, Protocol

MOST_UNPACKED: Final = 20_000_000  # bytes of one file
MOST_UNPACKED_IN_ALL: Final = 200_000_000  # bytes of all the files of a repository
MOST_MEMORY: Final = 100_000_000  # bytes that xz may ask for
MOST_STREAMS: Final = 400  # that follow one another: what is left is copied for each
BOUNDED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # zipfile unpacks others as a whole
LOCKED: Final = 1  # what a ZIP says of a member with a password
DEEPEST: Final = 3  # an archive in an archive in an archive
ZIP: Final = b"PK\x03\x04"
# What stands at the beginning of a compressed file.
GZIP: Final = b"\x1f\x8b\x08"
ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
BZIP2: Final = b"BZh"
XZ: Final = b"\xfd7zXZ\x00"
PACKED: Final = (ZIP, GZIP, *ZLIB, BZIP2, XZ)
UNMISTAKABLE: Final = (ZIP, GZIP, XZ)  # a text may begin as the others do
WITH_HEADER: Final = zlib.MAX_WBITS | 32  # gzip or zlib, as the beginning says
# How gzip, ZIP and xz begin in base64, which may be broken into lines.
CODED: Final = (b"H4sI", b"UEsDB", b"/Td6WFoA")
IN_BASE64: Final = re.compile(rb"(?<![\w+/])(?:%s)[A-Za-z0-9+/\s]{16,}" % b"|".join(CODED))
BLOCK: Final = 512  # bytes of a tar's header; each member of an archive counts for as many
SIZE: Final = re.compile(rb"[ \0]*([0-7]+)[ \0]*")
FILES: Final = (b"0", b"\0", b"7")  # in a tar; what else there is are folders, links and devices


class TooMuchUnpackedError(ValueError):
    """There is more in a file than was unpacked."""


def unheard() -> None:
    """Let something stay closed where nobody asks."""


class Unpacker:
    """Unpacks one file after another, within bounds that hold for all of them together.

    ``cut`` are the places where there may be more than was unpacked, ``closed`` those where
    something could not be opened.
    """

    def __init__(self, most: int = MOST_UNPACKED_IN_ALL) -> None:
        """Begin with nothing unpacked; ``most`` bytes may be."""
        self.left = most
        self.cut: set[str] = set()
        self.closed: set[str] = set()

    def texts(self, content: bytes, place: str) -> Iterator[bytes]:
        """Yield ``content``, which is that of ``place``, then what lies compressed in it."""
        yield content
        most = min(self.left, MOST_UNPACKED)
        try:
            for found in unpacked(content, most=most, heard=lambda: self.closed.add(place)):
                self.left -= max(len(found), BLOCK)
                yield found
        except TooMuchUnpackedError:
            self.cut.add(place)


class _Decompressor(Protocol):
    @property
    def unused_data(self) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def unpacked(
    content: bytes, *, most: int = MOST_UNPACKED, heard: Callable[[], None] = unheard
) -> Iterator[bytes]:
    """Yield what lies compressed in ``content``, and in that again; nothing where nothing does.

    What asks for a password, rare kinds of ZIP and what lies too deep stay closed, and that is
    ``heard``. Damaged archives stay closed, unheard. Raises TooMuchUnpackedError once ``most``
    bytes were unpacked and there may be more.
    """
    waiting = [(each, 1) for each in _archives(content)]
    left = most
    if waiting and left <= 0:
        raise TooMuchUnpackedError
    while waiting:
        packed, depth = waiting.pop()
        for found in _opened(packed, left, heard):
            yield found
            left -= 0 if _is_tar(packed) else max(len(found), BLOCK)  # a tar unpacks to itself
            if left <= 0:
                raise TooMuchUnpackedError
            if depth < DEEPEST:
                waiting += [(each, depth + 1) for each in _archives(found)]
            elif any(map(_is_unmistakable, _archives(found))):
                heard()


def _archives(content: bytes) -> Iterator[bytes]:
    """Yield ``content`` where it is an archive; else those that it holds in base64."""
    if content.startswith(PACKED) or _is_tar(content):
        yield content
    elif any(begin in content for begin in CODED):
        for found in IN_BASE64.finditer(content):
            coded = b"".join(found[0].split())
            yield b64decode(coded[: len(coded) - (len(coded) % 4 == 1)] + b"==")


def _is_tar(content: bytes) -> bool:
    return content[257:262] == b"ustar"


def _is_unmistakable(content: bytes) -> bool:
    return content.startswith(UNMISTAKABLE) or _is_tar(content)


def _opened(content: bytes, most: int, heard: Callable[[], None]) -> Iterator[bytes]:
    """Yield what one archive holds, at most ``most`` bytes at once."""
    if _is_tar(content):
        yield from _files(content)
    elif content.startswith(ZIP):
        yield from _members(content, most, heard)
    else:
        yield from _streams(content, most)


def _streams(content: bytes, most: int) -> Iterator[bytes]:
    """Yield what compressed streams hold that follow one another."""
    for _ in range(MOST_STREAMS):
        decompressor = _decompressor(content)
        if not decompressor:
            return
        try:
            found = decompressor.decompress(content, most)
        except (zlib.error, lzma.LZMAError, OSError, EOFError):
            return
        if found:
            yield found
        if not decompressor.eof:
            return
        content = decompressor.unused_data
    raise TooMuchUnpackedError


def _members(content: bytes, most: int, heard: Callable[[], None]) -> Iterator[bytes]:
    """Yield what the members of a ZIP hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if member.compress_type not in BOUNDED or member.flag_bits & LOCKED:
                    heard()
                    continue
                with archive.open(member) as opened:
                    yield opened.read(most)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError,
            NotImplementedError, ValueError, struct.error):  # fmt: skip
        return


def _files(content: bytes) -> Iterator[bytes]:
    """Yield the files of a tar, each step further on in it.

    Not by ``tarfile``, which some Pythons never end where a size is below zero (CVE-2025-8194).
    """
    at = 0
    while _is_tar(content[at : at + BLOCK]):
        size = SIZE.fullmatch(content, at + 124, at + 136)
        if not size:
            return
        start = at + BLOCK
        end = start + int(size[1], 8)
        if content[at + 156 : at + 157] in FILES:
            yield content[start:end]
        at = start + -(-(end - start) // BLOCK) * BLOCK


def _decompressor(content: bytes) -> _Decompressor | None:
    if content.startswith((GZIP, *ZLIB)):
        return zlib.decompressobj(WITH_HEADER)
    if content.startswith(BZIP2):
        return bz2.BZ2Decompressor()
    if content.startswith(XZ):
        return lzma.LZMADecompressor(memlimit=MOST_MEMORY)
    return None
