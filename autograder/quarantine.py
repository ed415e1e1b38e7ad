# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""One archive from a learner, looked at before anything else may touch it.

What comes in is hostile until shown otherwise. Nothing is unpacked: each file is read with a
bound, compared with what the manifest says, and written into a clean archive of our own making.
Only that one goes on to nbgrader.
"""

import hashlib
import json
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

from jsonschema import Draft202012Validator

from autograder.course import Course

SCHEMA: Final = Path(__file__).parents[1] / "exercises" / "handin.schema.json"
MANIFEST: Final = "manifest.json"
NESTED: Final = frozenset((".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst"))
# How archives begin, whatever their names: zip, gzip, bzip2, xz, 7z, rar, zstd; tar after a while.
ARCHIVED: Final = re.compile(
    rb"PK(\x03\x04|\x05\x06|\x07\x08)|\x1f\x8b|BZh[1-9]|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07"
    rb"|\x28\xb5\x2f\xfd|[\s\S]{257}ustar"
)
RESERVED: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\.|$)", re.IGNORECASE)
FORBIDDEN: Final = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
OWN_NAME: Final = re.compile(r"(?P<exercise>.+?)__(?P<student>.+)__\d{8}T\d{6}Z\.zip")


# What Python's zipfile raises for one kind of damage or another.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
)


class Reason(StrEnum):
    """Why an archive is refused."""

    NOT_A_FILE = "not-a-file"
    NOT_AN_ARCHIVE = "not-an-archive"
    LINK = "link"
    TOO_LARGE = "too-large"
    TOO_MANY_FILES = "too-many-files"
    FILE_TOO_LARGE = "file-too-large"
    BOMB = "bomb"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ESCAPES = "escapes"
    HIDDEN = "hidden"
    UNPORTABLE_NAME = "unportable-name"
    NAME_COLLISION = "name-collision"
    NESTED = "nested"
    NO_MANIFEST = "no-manifest"
    BAD_MANIFEST = "bad-manifest"
    FILES_DIFFER = "files-differ"
    CHECKSUM = "checksum"
    STUDENT_DIFFERS = "student-differs"
    FOREIGN_COURSE = "foreign-course"
    WRONG_LANGUAGE = "wrong-language"
    UNKNOWN_ASSIGNMENT = "unknown-assignment"
    NO_NOTEBOOK = "no-notebook"
    FROM_THE_FUTURE = "from-the-future"


class RefusedError(Exception):
    """The archive stays outside; ``detail`` names the file or value that was the cause."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        """Keep why, as a fact; the detail will be shown, so it is made short and printable."""
        super().__init__(reason.value)
        self.reason = reason
        self.detail = "".join(c if c.isprintable() else "?" for c in detail[:100])


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much an archive may hold: sizes in bytes, ``ratio`` unpacked to packed."""

    archive: int = 16_000_000
    file: int = 10_000_000
    total: int = 16_000_000
    files: int = 200
    ratio: int = 200
    small: int = 1_000_000  # below this total no ratio is an attack
    name: int = 200
    clock: timedelta = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class CleanHandIn:
    """A hand-in that may go on: ``archive`` is ours, not the one that came in."""

    course: Course
    exercise: str
    student: str
    when: datetime
    archive: Path


def inspect(
    path: Path,
    *,
    courses: Sequence[Course],
    desk: Path,
    now: datetime,
    limits: Limits = Limits(),
) -> CleanHandIn:
    """Return the clean hand-in made from ``path``, written into the folder ``desk``.

    Raises RefusedError, whatever the bytes are.
    """
    if path.is_symlink() or not path.is_file():
        raise RefusedError(Reason.NOT_A_FILE)
    if path.stat().st_size > limits.archive:
        raise RefusedError(Reason.TOO_LARGE)
    if not zipfile.is_zipfile(path):
        with path.open("rb") as start:
            torn = start.read(2) == b"PK" or path.suffix.casefold() == ".zip"
        raise RefusedError(Reason.DAMAGED if torn else Reason.NOT_AN_ARCHIVE)
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _contents(archive, limits)
    except RefusedError:
        raise
    except _UNREADABLE as error:
        raise RefusedError(Reason.DAMAGED) from error
    manifest = _manifest(contents)
    when = _time(manifest["when"])
    if when > now + limits.clock:
        raise RefusedError(Reason.FROM_THE_FUTURE, manifest["when"])
    course = _course(manifest, courses)
    _compare(path.name, manifest, contents, course)
    exercise, student = manifest["exercise"], manifest["student"]
    clean = desk / f"{exercise}__{student}__{when:%Y%m%dT%H%M%SZ}.zip"
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in contents.items():
            archive.writestr(file, content)
    return CleanHandIn(course=course, exercise=exercise, student=student, when=when, archive=clean)


# ------------------------------------------------------------------------------- the archive


def _contents(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    """Return the files of the archive by name, read with bounds."""
    entries = archive.infolist()
    if len(entries) > limits.files + 1:
        raise RefusedError(Reason.TOO_MANY_FILES)
    _look_at_names(entries, limits)
    files = [entry for entry in entries if not entry.is_dir()]
    packed = sum(entry.compress_size for entry in files)
    announced = sum(entry.file_size for entry in files)
    if announced > limits.small and announced > limits.ratio * max(packed, 1):
        raise RefusedError(Reason.BOMB)
    contents: dict[str, bytes] = {}
    left = limits.total
    for entry in files:
        contents[entry.filename] = _read(archive, entry, most=min(limits.file, left))
        left -= len(contents[entry.filename])
    return contents


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, most: int) -> bytes:
    """Return one file, reading one byte more than is allowed and never further."""
    if entry.flag_bits & 0x1:
        raise RefusedError(Reason.ENCRYPTED)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise RefusedError(Reason.DAMAGED, entry.filename)
    if entry.file_size > most:
        raise RefusedError(Reason.FILE_TOO_LARGE, entry.filename)
    with archive.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise RefusedError(Reason.BOMB, entry.filename)
    return content


def _look_at_names(entries: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    for entry in entries:
        # Python cuts the name at a zero byte; what was sent is in orig_filename.
        name = entry.orig_filename
        if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise RefusedError(Reason.LINK, name)
        for reason, is_so in _OBJECTIONS.items():
            if is_so(name):
                raise RefusedError(reason, name)
        if len(name) > limits.name or name != entry.filename:
            raise RefusedError(Reason.UNPORTABLE_NAME, name)
    _look_for_collisions([entry.filename for entry in entries])


def _look_for_collisions(names: Sequence[str]) -> None:
    """Refuse what two systems would lay differently: one place, two spellings or two contents."""
    files = [PurePosixPath(name) for name in names if not name.endswith("/")]
    folders = {parent for file in files for parent in file.parents}
    spelt: dict[str, PurePosixPath] = {}
    for place in (*files, *folders, *map(PurePosixPath, names)):
        folded = unicodedata.normalize("NFC", str(place)).casefold()
        if spelt.setdefault(folded, place) != place:
            raise RefusedError(Reason.NAME_COLLISION, str(place))
    for file in files:
        if files.count(file) > 1 or file in folders:
            raise RefusedError(Reason.NAME_COLLISION, str(file))


def _parts(name: str) -> list[str]:
    return name.removesuffix("/").split("/")


def _escapes(name: str) -> bool:
    return (
        name.startswith(("/", "\\"))
        or re.match(r"[A-Za-z]:", name) is not None
        or any(part in {"", ".", ".."} for part in re.split(r"[/\\]", name.removesuffix("/")))
    )


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in _parts(name))


def _is_portable(part: str) -> bool:
    return not (FORBIDDEN.search(part) or RESERVED.match(part) or part.endswith((".", " ")))


_OBJECTIONS: Final[dict[Reason, Callable[[str], bool]]] = {
    Reason.ESCAPES: _escapes,
    Reason.HIDDEN: _is_hidden,
    Reason.UNPORTABLE_NAME: lambda name: not all(map(_is_portable, _parts(name))),
}


# ------------------------------------------------------------------------------- the manifest


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _manifest(contents: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in contents:
        raise RefusedError(Reason.NO_MANIFEST)
    try:
        manifest = json.loads(contents[MANIFEST])
    except (ValueError, RecursionError) as error:
        raise RefusedError(Reason.BAD_MANIFEST) from error
    if not _validator().is_valid(manifest):
        raise RefusedError(Reason.BAD_MANIFEST)
    return dict(manifest)


def _time(written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise RefusedError(Reason.BAD_MANIFEST, written) from error


def _course(manifest: Mapping[str, Any], courses: Sequence[Course]) -> Course:
    course = next((one for one in courses if one.course_id == manifest["course"]), None)
    if course is None:
        raise RefusedError(Reason.FOREIGN_COURSE, manifest["course"])
    if manifest["language"] != course.language:
        raise RefusedError(Reason.WRONG_LANGUAGE, manifest["language"])
    if manifest["exercise"] not in course.assignments:
        raise RefusedError(Reason.UNKNOWN_ASSIGNMENT, manifest["exercise"])
    return course


def _compare(
    name: str, manifest: Mapping[str, Any], contents: Mapping[str, bytes], course: Course
) -> None:
    """Refuse an archive that is not what its manifest, its name and its course say."""
    exercise, student, told = manifest["exercise"], manifest["student"], manifest["files"]
    if not _is_portable(student) or not _is_portable(exercise):
        raise RefusedError(Reason.UNPORTABLE_NAME, student)
    own = OWN_NAME.fullmatch(name)
    if own and (own["exercise"], own["student"]) != (exercise, student):
        raise RefusedError(Reason.STUDENT_DIFFERS, student)
    _look_for_archives(contents, allowed=course.artefacts(exercise))
    if differing := (contents.keys() - {MANIFEST}) ^ told.keys():
        raise RefusedError(Reason.FILES_DIFFER, min(differing))
    for file, facts in told.items():
        digest = hashlib.sha256(contents[file]).hexdigest()
        if (digest, len(contents[file])) != (facts["sha256"], facts["size"]):
            raise RefusedError(Reason.CHECKSUM, file)
    if not course.notebooks(exercise) & contents.keys():
        raise RefusedError(Reason.NO_NOTEBOOK, f"{exercise}.ipynb")


def _look_for_archives(contents: Mapping[str, bytes], *, allowed: frozenset[str]) -> None:
    """Refuse an archive in the archive, by its name or its first bytes.

    What the course asks for may be anything: a workbook in the place of a table is for the
    exercise's own check to explain.
    """
    for file, content in contents.items():
        is_one = PurePosixPath(file).suffix.casefold() in NESTED or ARCHIVED.match(content)
        if is_one and file not in allowed:
            raise RefusedError(Reason.NESTED, file)
