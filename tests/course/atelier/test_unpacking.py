# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What lies compressed is read, and a small file that unpacks to a huge one harms nobody."""

import bz2
import gzip
import io
import lzma
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from atelier.unpacking import TooMuchUnpackedError, unpacked

TEXT = b"cle = s3cr3t-jeton\n"


def zipped(content: bytes, *, method: int = zipfile.ZIP_DEFLATED, times: int = 1) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number in range(times):
            archive.writestr(f"dossier/{number}.txt", content)
    return target.getvalue()


PACKERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "gzip": gzip.compress,
        "zlib": zlib.compress,
        "zlib fast": lambda content: zlib.compress(content, 1),
        "bzip2": bz2.compress,
        "xz": lzma.compress,
        "zip": zipped,
        "zip, only stored": lambda content: zipped(content, method=zipfile.ZIP_STORED),
    }
)
every_packer = pytest.mark.parametrize("packer", PACKERS)


@every_packer
def test_what_lies_compressed_is_read(packer: str) -> None:
    assert list(unpacked(PACKERS[packer](TEXT))) == [TEXT]


@every_packer
def test_an_archive_in_an_archive_is_read_too(packer: str) -> None:
    assert list(unpacked(gzip.compress(PACKERS[packer](TEXT))))[-1] == TEXT
    assert list(unpacked(zipped(PACKERS[packer](TEXT))))[-1] == TEXT


def test_archives_that_follow_one_another_are_all_read() -> None:
    assert b"".join(unpacked(gzip.compress(b"un\n") + gzip.compress(TEXT))) == b"un\n" + TEXT


@pytest.mark.parametrize(
    "content",
    [b"", b"texte\n", b"x^2 + 1\n", b"BZh, dit-il\n", b"PK\x03\x04 classeur", b"\x1f\x8b\x08",
     gzip.compress(TEXT)[:-20], zipped(TEXT)[:40], b"\xfd7zXZ\x00 rien"],
)  # fmt: skip
def test_what_is_not_compressed_or_is_damaged_yields_nothing(content: bytes) -> None:
    assert TEXT not in b"".join(unpacked(content))


@every_packer
def test_no_more_is_unpacked_than_is_allowed(packer: str) -> None:
    """Fifty million bytes of nothing, in a few thousand."""
    bomb = PACKERS[packer](bytes(50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TooMuchUnpackedError):
            sum(len(each) for each in unpacked(bomb, most=1_000_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20_000_000


def test_a_rare_kind_of_zip_that_cannot_be_unpacked_by_degrees_stays_closed() -> None:
    assert list(unpacked(zipped(bytes(50_000_000), method=zipfile.ZIP_LZMA))) == []


def test_many_members_are_counted_together() -> None:
    with pytest.raises(TooMuchUnpackedError):
        list(unpacked(zipped(bytes(100_000), times=50), most=1_000_000))


def test_where_nothing_may_be_unpacked_any_more_an_archive_is_not_opened() -> None:
    with pytest.raises(TooMuchUnpackedError):
        list(unpacked(gzip.compress(TEXT), most=0))
    assert list(unpacked(TEXT, most=0)) == []
