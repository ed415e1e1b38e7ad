# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What lies compressed is read, and a small file that unpacks to a huge one harms nobody."""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from atelier.unpacking import TooMuchUnpackedError, Unpacker, unpacked

TEXT = b"cle = s3cr3t-jeton\n"


def zipped(content: bytes, *, method: int = zipfile.ZIP_DEFLATED, times: int = 1) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number in range(times):
            archive.writestr(f"dossier/{number}.txt", content)
    return target.getvalue()


def tarred(*members: bytes, kind: bytes = tarfile.REGTYPE, mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]
        for number, content in enumerate(members):
            member = tarfile.TarInfo(f"{'dossier/' * 20}{number}.txt")
            member.type, member.size, member.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def locked(content: bytes) -> bytes:
    """Return a ZIP of ``content`` twice, the first of which asks for a password."""
    archive = bytearray(zipped(content, times=2))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        archive[archive.index(sign) + flags] |= 1
    return bytes(archive)


def told(content: bytes) -> tuple[bytes, bool]:
    """Return what lies in ``content``, and whether it is heard that some of it stays closed."""
    closed: list[bool] = []
    found = b"".join(unpacked(content, heard=lambda: closed.append(True)))
    return found, bool(closed)


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
    ids=["empty", "text", "power", "bzip2 said", "zip said", "gzip begun",
         "gzip cut", "zip cut", "xz said"],
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


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@every_packer
def test_a_member_of_a_tar_is_read_as_one_of_a_zip(packer: str, mode: str) -> None:
    found, is_closed = told(tarred(b"rien\n", PACKERS[packer](TEXT), mode=mode))
    assert found.endswith((TEXT, b"rien\n"))
    assert TEXT in found
    assert not is_closed


@pytest.mark.parametrize("packer", ["gzip", "xz", "zip"])
@pytest.mark.parametrize("around", ["{}", "  cle: >-\n    {}\n  autre: 1\n", '{{"a": "{}"}}'])
@pytest.mark.parametrize("code", [base64.b64encode, base64.encodebytes])
def test_what_lies_compressed_in_base64_is_read(
    packer: str, around: str, code: Callable[[bytes], bytes]
) -> None:
    coded = code(PACKERS[packer](TEXT)).decode()
    assert told(around.format(coded.replace("\n", "\n    ")).encode()) == (TEXT, False)
    assert told(around.format(coded.rstrip("\n=")).encode()) == (TEXT, False)


def test_a_member_with_a_password_hides_no_other_and_is_told() -> None:
    assert told(locked(TEXT)) == (TEXT, True)


@pytest.mark.parametrize(
    "content",
    [
        zipped(TEXT, method=zipfile.ZIP_LZMA),
        gzip.compress(gzip.compress(gzip.compress(gzip.compress(TEXT)))),
    ],
    ids=["rare", "deep"],
)
def test_what_stays_closed_is_told(content: bytes) -> None:
    assert told(content)[1]


@pytest.mark.parametrize("text", [b"x^2 + 1\n", b"BZh, dit-il\n", b"H4sI\n", b"UEsDB sigle\n"])
def test_a_text_that_begins_like_an_archive_is_none(text: bytes) -> None:
    assert told(text) == (b"", False)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_a_link_or_a_device_in_a_tar_leads_nowhere(
    kind: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(tarred(b"", kind=kind)) == (b"", False)
    assert not list(tmp_path.iterdir())


HEADER = tarred(TEXT)
HOSTILE: dict[str, Callable[[], bytes]] = {  # made only where they are read: they are large
    "a tar whose size is below zero": lambda: HEADER[:124] + b"-0000000001\0" + HEADER[136:],
    "a tar whose size is a disk": lambda: HEADER[:124] + b"77777777777\0" + HEADER[136:],
    "a tar of bombs": lambda: tarred(*[gzip.compress(bytes(40_000_000))] * 50),
    "nothing, compressed again and again": lambda: gzip.compress(b"") * 250_000,
    "a ZIP of nothing but names": lambda: zipped(b"", times=45_000),
    "a tar of nothing but names": lambda: tarred(*[b""] * 4_000),
    "base64 that never ends": lambda: b"H4sI" * 1_250_000,
    "base64 of nothing": lambda: b'"H4sIAAAAAAAAAAAAAAAAAAAAAA",' * 150_000,
}


# In the others, there is no more than was read.
FULL = {
    "a tar of bombs",
    "nothing, compressed again and again",
    "a ZIP of nothing but names",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_made_to_be_endless_is_given_up_in_a_moment(name: str) -> None:
    content, unpacker = HOSTILE[name](), Unpacker()
    began = time.process_time()
    size = sum(map(len, unpacker.texts(content, name))) - len(content)

    assert time.process_time() - began < 5
    assert size < 45_000_000
    assert (unpacker.cut == {name}) is (name in FULL)


def test_many_members_are_counted_together() -> None:
    with pytest.raises(TooMuchUnpackedError):
        list(unpacked(zipped(bytes(100_000), times=50), most=1_000_000))


def test_where_nothing_may_be_unpacked_any_more_an_archive_is_not_opened() -> None:
    with pytest.raises(TooMuchUnpackedError):
        list(unpacked(gzip.compress(TEXT), most=0))
    assert list(unpacked(TEXT, most=0)) == []
