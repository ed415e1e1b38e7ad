# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Handing in an exercise: one archive to send, and nbgrader's exchange where there is one.

What the archive says of itself is described by ``exercises/handin.schema.json``.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Final

from atelier import workspace
from atelier.forge.attempt import NotGatheredError, gather, left_out, working_copies
from atelier.forge.records import Refusal
from atelier.identity import (
    STUDENT,
    home_of,
    remember_student,
    remembered_seed,
    remembered_student,
)
from atelier.variant import seed_in_files
from atelier.words import LANGUAGES, Language, words_beside

WORDS = words_beside(__file__)
SCHEMA: Final = 1
MANIFEST: Final = "manifest.json"
LARGEST_FILE: Final = 10_000_000
LARGEST_HAND_IN: Final = 15_000_000
MOST_FILES: Final = 200
ARCHIVES: Final = frozenset((".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst"))
# How they begin, whatever their names: zip, gzip, bzip2, xz, 7z, rar, zstd; tar after a while.
ARCHIVED: Final = re.compile(
    rb"PK(\x03\x04|\x05\x06|\x07\x08)|\x1f\x8b|BZh[1-9]|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07"
    rb"|\x28\xb5\x2f\xfd|[\s\S]{257}ustar"
)
# What Windows refuses in a name: the trainer may work there.
UNPORTABLE: Final = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)
EXCHANGE: Final = "/usr/local/share/nbgrader/exchange"


class Exchange(StrEnum):
    """What became of the work in nbgrader's exchange; the words are called so too."""

    ABSENT = "archive"
    TAKEN = "exchange"
    REFUSED = "exchange-failed"
    OUT_OF_REACH = "exchange-without-nbgrader"


class HandInError(Exception):
    """The exercise cannot be handed in so; ``fact`` names the sentence that says why."""

    def __init__(self, fact: str, **values: object) -> None:
        """Keep the fact and what fills its blanks."""
        super().__init__(fact)
        self.fact = fact
        self.values = values

    def sentence(self, language: Language) -> str:
        """Return why, and what to do next."""
        return WORDS.say(f"refused.{self.fact}", language=language, **self.values)


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """What was handed in: the archive, its notebook as saved at ``saved``, and the exchange.

    ``left_out`` says why working copies are not in it.
    """

    exercise: str
    student: str
    archive: Path
    saved: datetime
    exchange: Exchange
    left_out: tuple[Refusal, ...] = ()

    def sentences(self, language: Language) -> tuple[str, ...]:
        """Return what was done and what to do next."""
        values = {
            "exercise": self.exercise,
            "student": self.student,
            "archive": self.archive,
            "saved": f"{self.saved.astimezone():%H:%M:%S}",
            "root": _exchange_root(),
        }
        keys = ("done.packed", "done.saved", f"done.{self.exchange}")
        said = [WORDS.say(key, language=language, **values) for key in keys]
        return (*said, *(left_out(trouble, language) for trouble in self.left_out))


def hand_in(
    exercise: str,
    *,
    language: Language,
    student: str | None = None,
    home: Path,
    folder: Path | None = None,
) -> HandIn:
    """Pack the exercise, give it to nbgrader's exchange where there is one, return what was done.

    ``student`` is remembered; without it, the one remembered. Raises HandInError.
    """
    archive, apart = _packed(exercise, language, student, home, folder)
    known = remembered_student(home) or ""
    notebook = (folder or _folder(exercise, language, home)) / f"{exercise}.ipynb"
    return HandIn(
        exercise=exercise,
        student=known,
        archive=archive,
        saved=datetime.fromtimestamp(notebook.stat().st_mtime, UTC),
        exchange=_submit(archive, exercise, course=f"atelier-{language}", student=known),
        left_out=apart,
    )


def pack(
    exercise: str,
    *,
    language: Language,
    student: str | None = None,
    home: Path,
    folder: Path | None = None,
) -> Path:
    """Return the archive of the exercise, written into ``home/outbox`` in one step.

    The files are those on disk in ``folder``, the exercise's own unless told. Raises HandInError.
    """
    return _packed(exercise, language, student, home, folder)[0]


def carried(folder: Path) -> Iterator[Path]:
    """Yield what a hand-in takes: files, nothing hidden, no link, no newer version laid beside."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink() or path.name == "__pycache__":
            continue
        if path.is_dir():
            yield from carried(path)
        elif path.is_file() and not path.stem.endswith(".new") and path.name != MANIFEST:
            yield path


def _packed(
    exercise: str, language: Language, student: str | None, home: Path, folder: Path | None
) -> tuple[Path, tuple[Refusal, ...]]:
    """Return the archive, and why working copies are not in it."""
    student = _checked(student or remembered_student(home))
    folder = folder or _folder(exercise, language, home)
    if not (folder / f"{exercise}.ipynb").is_file():
        raise HandInError("no-notebook", exercise=exercise, folder=folder)
    try:
        apart = gather(exercise, folder)
    except NotGatheredError as error:
        why = {spoken: error.sentence(spoken) for spoken in LANGUAGES}
        raise HandInError("not-collected", why=why) from error
    contents = _contents(
        folder, artefacts=_artefacts(exercise, language), apart=working_copies(exercise)
    )
    try:
        remember_student(student, home)
        archive, when = _free_name(home / "outbox", exercise, student)
        manifest = {
            "schema": SCHEMA,
            "course": f"atelier-{language}",
            "exercise": exercise,
            "language": language,
            "student": student,
            "when": f"{when:%Y-%m-%dT%H:%M:%SZ}",
            "version": version("atelier-libre"),
            **_seed(exercise, folder, language),
            "files": {
                name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
                for name, content in contents.items()
            },
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        _write(archive, {MANIFEST: text, **contents})
    except OSError as error:
        raise HandInError("not-written", folder=home / "outbox", reason=error.strerror) from error
    return archive, apart


def _folder(exercise: str, language: Language, home: Path) -> Path:
    return home / language / "exercises" / exercise


def _checked(student: str | None) -> str:
    if not student:
        raise HandInError("no-student")
    if not STUDENT.fullmatch(student) or UNPORTABLE.search(student):
        raise HandInError("bad-student", student=student)
    return student


def _artefacts(exercise: str, language: Language) -> tuple[str, ...]:
    """Return the files that the exercise asks for."""
    known = workspace.exercises(language)
    return next((one.artefacts for one in known if one.name == exercise), ())


def _seed(exercise: str, folder: Path, language: Language) -> dict[str, str]:
    """Return the seed of the variant, where the exercise has variants: the one that the work has.

    Where the work lost it, it is the one that the exercise was laid out with.
    """
    home = home_of(exercise, folder)
    seed = seed_in_files(folder, _artefacts(exercise, language))
    seed = seed or (remembered_seed(exercise, home) if home else "")
    return {"seed": seed} if seed else {}


def _contents(
    folder: Path, *, artefacts: Sequence[str], apart: Sequence[str] = ()
) -> dict[str, bytes]:
    """Return what lies in the folder, by name; refuse what the trainer's side would refuse.

    What the exercise asks for may be anything: its check says what is wrong with it. Folders that
    are ``apart`` stay here: of a working copy, only what git recorded is handed in; and so do other
    repositories beside them (``git worktree``, a clone).
    """
    beside = {git.parent.name for git in folder.glob("*/.git")} if apart else set()
    contents: dict[str, bytes] = {}
    seen: set[str] = set()
    for path in carried(folder):
        name = PurePosixPath(path.relative_to(folder)).as_posix()
        if name.partition("/")[0] in {*apart, *beside}:
            continue
        if any(UNPORTABLE.search(part) for part in name.split("/")) or name.casefold() in seen:
            raise HandInError("bad-name", file=name)
        if path.stat().st_size > LARGEST_FILE:
            raise HandInError("file-too-large", file=name, limit=LARGEST_FILE // 1_000_000)
        seen.add(name.casefold())
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            raise HandInError("unreadable", file=name) from error
        is_archive = path.suffix.casefold() in ARCHIVES or ARCHIVED.match(contents[name])
        if is_archive and name not in artefacts:
            raise HandInError("archive-inside", file=name)
        if sum(map(len, contents.values())) > LARGEST_HAND_IN:
            raise HandInError("too-large", limit=LARGEST_HAND_IN // 1_000_000)
        if len(contents) > MOST_FILES:
            raise HandInError("too-many-files", limit=MOST_FILES)
    return contents


def _free_name(outbox: Path, exercise: str, student: str) -> tuple[Path, datetime]:
    """Return a name that no archive has yet, and its time: two in one second are told apart."""
    when = datetime.now(UTC).replace(microsecond=0)
    while (path := outbox / f"{exercise}__{student}__{when:%Y%m%dT%H%M%SZ}.zip").exists():
        when += timedelta(seconds=1)
    return path, when


def _write(archive: Path, contents: dict[str, bytes]) -> None:
    """Write the archive in one step: interrupted, it leaves nothing behind."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    part = archive.with_name(f".{archive.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in contents.items():
                packed.writestr(name, content)
        part.replace(archive)
    finally:
        part.unlink(missing_ok=True)


def _exchange_root() -> Path:
    return Path(os.environ.get("ATELIER_EXCHANGE", EXCHANGE))


def _submit(archive: Path, exercise: str, *, course: str, student: str) -> Exchange:
    """Give the very files of the archive to nbgrader's exchange, if there is one for the course."""
    root = _exchange_root()
    inbound = root / course / "inbound"
    writable = all(os.access(folder, os.W_OK | os.X_OK) for folder in (root, inbound))
    if sys.platform == "win32" or not writable:
        return Exchange.ABSENT
    if find_spec("nbgrader") is None:
        return Exchange.OUT_OF_REACH
    with tempfile.TemporaryDirectory() as desk:
        with zipfile.ZipFile(archive) as packed:
            names = [name for name in packed.namelist() if name != MANIFEST]
            packed.extractall(Path(desk, exercise), names)
        command = [sys.executable, "-m", "nbgrader", "submit", exercise]
        settings = [f"--course={course}", f"--student={student}", f"--Exchange.root={root}"]
        done = subprocess.run([*command, *settings], cwd=desk, capture_output=True, check=False)
    return Exchange.TAKEN if done.returncode == 0 else Exchange.REFUSED
