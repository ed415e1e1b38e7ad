# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A made-up class in a throw-away folder: everything a trainer will see, before the first learner.

The archives are made with the learners' own command, in learners' folders, by learners who were
right, partly right, wrong, late, or whose file broke on the way. Those in time are then dated back,
since a class takes days and a demonstration minutes.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from autograder import steps
from autograder.converter import Converter
from autograder.course import EXERCISES, Course, lay_courses
from autograder.grading import Troubles
from autograder.report import Entry
from autograder.screen import Screen
from autograder.words import LANGUAGES

MAIN: Final = "2-E1-permissions"  # what everybody hands in; those who are right hand in all
# One exercise of each kind: a small file, a notebook, a table, a letter that a person grades too.
SHOWN: Final = ("0-E1-orientation", "0-E2-transmission", MAIN, "2-E8-diagnostic")
RESULTS: Final = "results.csv"
DAY: Final = timedelta(days=1)


class Kind(StrEnum):
    """What a made-up learner does."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    LATE = "late"
    UNTOUCHED = "untouched"
    BROKEN = "broken"
    DAMAGED = "damaged"
    ESCAPING = "escaping"
    ABSENT = "absent"


@dataclass(frozen=True)
class Learner:
    """A made-up learner."""

    student: str
    language: str
    kind: Kind


CLASS: Final = tuple(
    Learner(f"apprenant-{number:02}", language, kind)
    for number, (language, kind) in enumerate(
        (
            *((language, kind) for kind in list(Kind)[:6] for language in ("fr", "en")),
            ("fr", Kind.DAMAGED),
            ("en", Kind.ESCAPING),
            ("fr", Kind.ABSENT),
        ),
        start=1,
    )
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the demonstration came to."""

    folder: Path
    courses: tuple[Course, ...]
    entries: list[Entry]
    refused: int
    troubles: Troubles


def run(folder: Path, screen: Screen) -> Outcome:
    """Take the made-up class through every step, inside ``folder``."""
    courses = lay_courses(folder / "courses", LANGUAGES, only=SHOWN)
    converters = [Converter(course) for course in courses]
    steps.generate(converters, screen)
    for converter in converters:
        language = converter.course.language
        converter.enrol(one.student for one in CLASS if one.language == language)
    _hand_in_everything(folder, converters, screen)
    arrived = steps.take_in(folder / "inbox", converters, screen)
    troubles = steps.grade(converters, screen)
    entries = steps.show_list(converters, troubles, screen, to=folder / RESULTS)
    steps.say_where_feedback_is(converters, screen)
    return Outcome(
        folder=folder,
        courses=tuple(converter.course for converter in converters),
        entries=entries,
        refused=sum(arrival.is_refused for arrival in arrived),
        troubles=troubles,
    )


# --------------------------------------------------------------------------- the made-up work


def _hand_in_everything(folder: Path, converters: Sequence[Converter], screen: Screen) -> None:
    """Let everybody hand in; the exercises fell due a day ago."""
    inbox = folder / "inbox"
    inbox.mkdir()
    everything = [
        (learner, assignment)
        for learner in CLASS
        for assignment in _assignments_of(learner, converters[0].course)
    ]
    due = datetime.now(UTC).replace(microsecond=0) - DAY
    for converter in converters:
        for assignment in converter.course.assignments:
            converter.set_due(assignment, due)

    def hand_in(pair: tuple[Learner, str]) -> None:
        _hand_in(folder, *pair)

    with ThreadPoolExecutor(max_workers=2) as hands:
        for _ in screen.track(list(hands.map(hand_in, everything)), "progress.hand-in"):
            pass
    (inbox / "notes.txt").write_text("Bonjour, voici mon travail.\n", encoding="utf-8")


def _assignments_of(learner: Learner, course: Course) -> tuple[str, ...]:
    """Return what a learner hands in: the main exercise, those who are right all of them."""
    if learner.kind is Kind.ABSENT:
        return ()
    if learner.kind is Kind.RIGHT:
        return course.assignments
    return (MAIN,)


def _hand_in(folder: Path, learner: Learner, assignment: str) -> None:
    """Do the exercise in the learner's own folder and hand it in with the learner's command."""
    home = folder / "learners" / learner.student
    desk = home / learner.language / "exercises" / assignment
    shutil.copytree(folder / "courses" / learner.language / "release" / assignment, desk)
    (home / ".atelier").mkdir(exist_ok=True)
    _work(learner, assignment, desk)
    command = [sys.executable, "-m", "atelier", "submit", assignment]
    options = ["--student", learner.student, "--language", learner.language]
    environment = {**os.environ, "ATELIER_HOME": str(home), "ATELIER_EXCHANGE": str(home / "none")}
    subprocess.run([*command, *options], env=environment, check=True, capture_output=True)
    archive = max((home / "outbox").glob(f"{assignment}__*.zip"))
    if learner.kind is not Kind.LATE:
        archive = _dated_back(archive)
    _send(archive, folder / "inbox", learner.kind)


def _dated_back(archive: Path) -> Path:
    """Return the same hand-in as it would have been made two days before."""
    with zipfile.ZipFile(archive) as made:
        contents = {name: made.read(name) for name in made.namelist()}
    manifest = json.loads(contents["manifest.json"])
    when = datetime.fromisoformat(manifest["when"]) - 2 * DAY
    manifest["when"] = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    contents["manifest.json"] = json.dumps(manifest).encode()
    start = archive.name.rpartition("__")[0]
    earlier = archive.with_name(f"{start}__{when:%Y%m%dT%H%M%SZ}.zip")
    with zipfile.ZipFile(earlier, "w", zipfile.ZIP_DEFLATED) as dated:
        for name, content in contents.items():
            dated.writestr(name, content)
    return earlier


def _send(archive: Path, inbox: Path, kind: Kind) -> None:
    """Let the archive arrive, whole or as it should not."""
    sent = archive.read_bytes()
    if kind is Kind.DAMAGED:
        sent = sent[: len(sent) * 2 // 3]
    (inbox / archive.name).write_bytes(sent)
    if kind is Kind.ESCAPING:
        with zipfile.ZipFile(inbox / archive.name, "a") as added:
            added.writestr("../../gradebook.db", b"100 %")


def _work(learner: Learner, assignment: str, desk: Path) -> None:
    """Lay what the learner wrote over what was handed out."""
    notebook = desk / f"{assignment}.ipynb"
    case = _case(learner.kind, assignment)
    if case is not None:
        written = EXERCISES / "solutions" / assignment / case / learner.language
        for path in written.rglob("*"):
            target = desk / path.relative_to(written)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            elif path.name != "cells.toml":
                shutil.copy(path, target)
        if (written / "cells.toml").exists():
            _type(notebook, tomllib.loads((written / "cells.toml").read_text(encoding="utf-8")))
    if learner.kind is Kind.BROKEN:
        whole = notebook.read_text(encoding="utf-8")
        notebook.write_text(whole[: len(whole) // 2], encoding="utf-8")


def _type(notebook: Path, cells: dict[str, str]) -> None:
    """Type into the cells of a notebook, by their ids."""
    content: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["id"] in cells:
            cell["source"] = cells[cell["id"]].splitlines(keepends=True)
    notebook.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _cases(assignment: str) -> dict[str, Any]:
    path = EXERCISES / "solutions" / assignment / "cases.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _case(kind: Kind, assignment: str) -> str | None:
    """Return the folder of the model answer that a learner of this kind gives."""
    wrong = {
        name: float(facts.get("points", 0.0))
        for name, facts in _cases(assignment).items()
        if name.startswith("wrong")
    }
    if kind is Kind.UNTOUCHED:
        return None
    if kind is Kind.PARTIAL and wrong:
        return max(wrong, key=wrong.__getitem__)
    if kind is Kind.WRONG and wrong:
        return min(wrong, key=wrong.__getitem__)
    return "reference"
