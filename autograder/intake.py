# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Taking in what learners sent: each archive by itself, the sound ones on to nbgrader.

``downloaded/<assignment>/archive`` holds the latest hand-in of each learner, where nbgrader's
``zip_collect`` looks for it; those it replaced lie in ``downloaded/<assignment>/older``.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from autograder import refusals
from autograder.converter import Converter
from autograder.course import Course
from autograder.quarantine import CleanHandIn, RefusedError, inspect
from autograder.words import Language, words_beside

say = words_beside(__file__)
REFUSALS: Final = "refused.csv"
STAMP: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One file that lay in the trainer's folder: taken in, or refused and why."""

    file: str
    outcome: CleanHandIn | RefusedError

    @property
    def is_refused(self) -> bool:
        """Return whether it stays outside."""
        return isinstance(self.outcome, RefusedError)

    def sentence(self, language: Language) -> str:
        """Return what became of it, in a sentence that can be sent on."""
        if isinstance(self.outcome, RefusedError):
            return refusals.sentence(self.outcome.reason, self.outcome.detail, language=language)
        taken = self.outcome
        return say("taken", language=language, student=taken.student, exercise=taken.exercise)


def arrivals(folder: Path) -> tuple[Path, ...]:
    """Return the files to look at, also in subfolders, as learning platforms deliver them."""
    return tuple(
        path
        for path in sorted(folder.rglob("*"))
        if not path.is_dir() and path.name != REFUSALS and not path.name.startswith(".")
    )


def take_in(files: Iterable[Path], courses: Sequence[Course]) -> Iterator[Arrival]:
    """Yield what became of each file; those taken in lie ready for ``collect_archives``."""
    now = datetime.now(UTC)
    for path in files:
        with tempfile.TemporaryDirectory() as desk:
            try:
                clean = inspect(path, courses=courses, desk=Path(desk), now=now)
            except RefusedError as refused:
                claim = refusals.claimed(path.name, refused, courses)
                refusals.keep([claim] if claim else [], courses)
                yield Arrival(file=path.name, outcome=refused)
            else:
                _lay(clean)
                yield Arrival(file=path.name, outcome=clean)


def collect(course: Course, assignment: str) -> None:
    """Give the latest hand-ins of an assignment to nbgrader's zip_collect."""
    for archive in _archives(course, assignment).glob("*.zip"):
        student, when = _told_by_name(archive)
        if (there := _submitted_when(course, assignment, student)) and there > when:
            _set_aside(archive)
    if any(_archives(course, assignment).glob("*.zip")):
        Converter(course).collect_archives(assignment)


def write_refusals(arrived: Sequence[Arrival], path: Path, *, language: Language) -> None:
    """Write which files were refused and why, as a table to keep or send on."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            [say("column-file", language=language), say("column-why", language=language)]
        )
        table.writerows(
            (_plain(arrival.file), arrival.sentence(language))
            for arrival in arrived
            if arrival.is_refused
        )


def _lay(clean: CleanHandIn) -> None:
    """Put a hand-in where zip_collect looks; of several the latest counts, none is lost."""
    folder = _archives(clean.course, clean.exercise)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / clean.archive.name
    _move(clean.archive, target)
    mine = [one for one in folder.glob("*.zip") if _told_by_name(one)[0] == clean.student]
    for one in mine:
        if one != max(mine, key=lambda archive: _told_by_name(archive)[1]):
            _set_aside(one)


def _move(source: Path, target: Path) -> None:
    """Move in one step, also where the temporary folder is another disk."""
    part = target.with_suffix(".part")
    part.write_bytes(source.read_bytes())
    part.replace(target)


def _set_aside(archive: Path) -> None:
    older = archive.parent.with_name("older")
    older.mkdir(exist_ok=True)
    archive.replace(older / archive.name)


def _archives(course: Course, assignment: str) -> Path:
    return course.folder / "downloaded" / assignment / "archive"


def _told_by_name(archive: Path) -> tuple[str, datetime]:
    found = re.fullmatch(r".+?__(?P<student>.+)__(?P<when>\d{8}T\d{6}Z)", archive.stem)
    if found is None:
        return archive.stem, datetime.min.replace(tzinfo=UTC)
    return found["student"], datetime.strptime(found["when"], STAMP).replace(tzinfo=UTC)


def _submitted_when(course: Course, assignment: str, student: str) -> datetime | None:
    """Return when the work that is already there was handed in, through the exchange for one."""
    stamp = course.folder / "submitted" / student / assignment / "timestamp.txt"
    try:
        written = stamp.read_text(encoding="utf-8").strip().removesuffix(" UTC")
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None


def _plain(name: str) -> str:
    """Return a file name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
