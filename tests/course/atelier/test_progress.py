# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A learner's notes: kept in their folder, never lost, and silent elsewhere."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from atelier.progress import Progress, is_done, my_progress
from atelier.quiz import questions_of

QUESTIONLESS = "no-module/no-questions"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".atelier").mkdir()
    return tmp_path


def test_what_was_noted_is_known(home: Path) -> None:
    Progress(home).note("quiz/a/b/c", tries=1, chosen=["x"], done=False)
    facts = Progress(home).of("quiz/a/b/c")
    assert facts["chosen"] == ["x"]
    assert facts["first"] == facts["last"]
    assert date.fromisoformat(facts["last"])


def test_tries_add_up_and_done_stays_done(home: Path) -> None:
    progress = Progress(home)
    progress.note("exercise/e", tries=1, done=True, points=2.0)
    progress.note("exercise/e", tries=1, done=False, points=1.0)
    facts = progress.of("exercise/e")
    assert (facts["tries"], facts["done"], facts["points"]) == (2, True, 1.0)


def test_an_activity_never_begun_is_empty(home: Path) -> None:
    assert Progress(home).of("lesson/none") == {}


def test_the_notes_of_the_folder_around_us_are_mine(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "fr" / "exercises").mkdir(parents=True)
    monkeypatch.chdir(home / "fr" / "exercises")
    my_progress().note("lesson/x", opened=True)
    assert (home / "progress.json").is_file()


def test_outside_of_a_learners_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    my_progress().note("lesson/x", opened=True)
    assert list(tmp_path.iterdir()) == []
    assert my_progress().all() == {}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"version": 99, "activities": {}}',
        b'{"version": 1, "activities": {"a": 3}}',
        b'{"version": 1, "activities": {"a": {"tries": "2"}}}',
        b"[" * 100_000,
    ],
)
def test_a_broken_file_is_kept_aside_and_this_is_said(
    home: Path, broken: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "progress.json").write_bytes(broken)
    progress = Progress(home)
    progress.note("lesson/x", opened=True)
    assert progress.of("lesson/x")["opened"] is True
    (kept,) = progress.set_aside()
    assert kept.read_bytes() == broken
    said = capsys.readouterr()
    assert said.out.count(kept.name) == 2
    assert said.err == ""


def test_an_editor_that_writes_a_byte_order_mark_breaks_nothing(home: Path) -> None:
    Progress(home).note("lesson/x", opened=True)
    path = home / "progress.json"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert Progress(home).of("lesson/x")["opened"] is True
    assert Progress(home).set_aside() == ()


def test_two_kernels_at_once_lose_nothing(home: Path) -> None:
    program = (
        "from atelier.progress import my_progress\n"
        "for _ in range(25): my_progress().note('exercise/e', tries=1)"
    )
    kernels = [subprocess.Popen([sys.executable, "-c", program], cwd=home) for _ in range(4)]
    assert [kernel.wait() for kernel in kernels] == [0, 0, 0, 0]
    assert Progress(home).of("exercise/e")["tries"] == 100


def test_an_interrupted_write_leaves_the_notes_as_they_were(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress(home)
    progress.note("lesson/x", opened=True)
    before = (home / "progress.json").read_bytes()

    def interrupted(_number: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        progress.note("lesson/y", opened=True)
    monkeypatch.undo()
    assert (home / "progress.json").read_bytes() == before
    assert [path.name for path in (home / ".atelier").glob("progress-*")] == []
    progress.note("lesson/y", opened=True)
    assert set(progress.all()) == {"lesson/x", "lesson/y"}


def test_a_disk_that_cannot_be_written_stops_no_lesson(home: Path) -> None:
    (home / ".atelier" / "progress.lock").mkdir()
    Progress(home).note("lesson/x", opened=True)
    assert Progress(home).all() == {}


def test_the_file_holds_activities_choices_and_dates_only(home: Path) -> None:
    Progress(home).note("quiz/a/b/c", tries=1, chosen=["x"], done=True)
    written = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    assert set(written) == {"version", "activities"}
    assert set(written["activities"]["quiz/a/b/c"]) == {"tries", "chosen", "done", "first", "last"}


def test_a_lesson_without_questions_is_done_when_opened() -> None:
    assert not is_done(f"lesson/{QUESTIONLESS}", {})
    assert is_done(f"lesson/{QUESTIONLESS}", {f"lesson/{QUESTIONLESS}": {"opened": True}})


def test_a_lesson_is_done_when_each_question_was_answered_rightly_once() -> None:
    lesson = "02-licences/01-permission"
    opened = {f"lesson/{lesson}": {"opened": True}}
    right = {f"quiz/{lesson}/{question.id}": {"done": True} for question in questions_of(lesson)}
    assert right
    assert not is_done(f"lesson/{lesson}", opened)
    assert not is_done(f"lesson/{lesson}", dict(list(right.items())[1:]))
    assert is_done(f"lesson/{lesson}", opened | right)


def test_the_summary_counts_what_is_done_and_what_is_begun(home: Path) -> None:
    progress = Progress(home)
    progress.note(f"lesson/{QUESTIONLESS}", opened=True)
    progress.note("exercise/one", tries=1, done=True)
    progress.note("exercise/two", tries=1, done=False)
    summary = progress.summary([QUESTIONLESS, "x/y"], ["one", "two", "three"])
    assert (summary.lessons.done, summary.lessons.begun, summary.lessons.total) == (1, 0, 2)
    assert (summary.exercises.done, summary.exercises.begun, summary.exercises.total) == (1, 1, 3)
