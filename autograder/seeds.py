# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whether the variant of an exercise is the learner's own: seeds, looked at again.

Where an exercise has variants, the manifest and the work carry a seed that follows from the
learner's id (``exercises/handin.schema.json`` says how). Whatever is found is told to the trainer
and refuses nothing: there are honest reasons for all of it.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import Course
from autograder.words import Language, words_beside

say = words_beside(__file__)
SEED: Final = re.compile(rb"seed-[0-9a-f]{16}")
MANIFEST: Final = "manifest.json"
LARGEST: Final = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Carried:
    """The seeds of one learner's hand-in: what its manifest says, and what its files hold."""

    student: str
    told: str
    held: frozenset[str]

    @property
    def seed(self) -> str:
        """Return the seed that counts: what is judged follows from the files."""
        return min(self.held, default="") if len(self.held) == 1 else ""


def seed_of(student: str, assignment: str) -> str:
    """Return the seed that follows from who hands in, and of which assignment."""
    return f"seed-{hashlib.sha256(f'{student}/{assignment}'.encode()).hexdigest()[:16]}"


def remarks(courses: Sequence[Course], *, language: Language) -> list[str]:
    """Return what a trainer should know of the seeds of everything that was taken in."""
    assignments = sorted({assignment for course in courses for assignment in course.assignments})
    known = {path.name for course in courses for path in course.folder.glob("submitted/*/")}
    said = []
    for assignment in assignments:
        carried = [one for course in courses for one in _carried(course, assignment)]
        owners = {seed_of(student, assignment): student for student in known}
        for fact, who, values in _told(assignment, carried, owners):
            names = ", ".join(dict.fromkeys(who))
            said.append(say(fact, language=language, what=assignment, who=names, **values))
    return said


def _told(
    assignment: str, carried: Sequence[Carried], owners: Mapping[str, str]
) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Yield what there is to say: its name, of whom, and what fills the sentence."""
    if not any(one.held or one.told for one in carried):
        return
    if missing := [one.student for one in carried if not one.held]:
        yield "missing", missing, {}
    differ = [one.student for one in carried if one.held and {one.told or one.seed} != one.held]
    if differ:
        yield "differ", differ, {}
    unbound = []
    for seed in dict.fromkeys(one.seed for one in carried if one.seed):
        who = sorted({one.student for one in carried if one.seed == seed})
        others = [student for student in who if seed_of(student, assignment) != seed]
        if others and seed in owners:
            yield "anothers", others, {"owner": owners[seed]}
        elif len(others) > 1:
            yield "shared", others, {}
        else:
            unbound += others
    if unbound:
        yield "unbound", unbound, {}


def _carried(course: Course, assignment: str) -> Iterator[Carried]:
    for student in course.submitted(assignment):
        folder = course.folder / "submitted" / student / assignment
        found = {
            seed.decode()
            for name in course.artefacts(assignment)
            for seed in SEED.findall(_content(folder / name))
        }
        told = _told_by_manifest(course, assignment, student)
        yield Carried(student=student, told=told, held=frozenset(found))


def _content(file: Path) -> bytes:
    if not file.is_file() or file.is_symlink() or file.stat().st_size > LARGEST:
        return b""
    return file.read_bytes()


def _told_by_manifest(course: Course, assignment: str, student: str) -> str:
    """Return the seed that the manifest of the archive says; the exchange has no manifest."""
    archives = course.folder / "downloaded" / assignment / "archive"
    for archive in archives.glob(f"{assignment}__{student}__????????T??????Z.zip"):
        with zipfile.ZipFile(archive) as packed:
            return str(json.loads(packed.read(MANIFEST)).get("seed", ""))
    return ""
