# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The learner's folder: what was typed stays, whatever the course becomes."""

import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from atelier import workspace
from atelier.workspace import NewVersion, WorkspaceError

MOMENT = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
LESSON = "fr/00-orientation/01-lab.ipynb"
TABLE = "fr/exercises/2-E1-permissions/tags.csv"
# What a learner does: lays out the folder, opens a lesson, types an answer, hands it in.
LEARN = f"""
import os
import atelier
from atelier import handin, workspace
home = workspace.home()
workspace.lay_out(home)
workspace.remember_language("fr", home)
os.chdir((home / "{LESSON}").parent)
atelier.lesson("00-orientation/01-lab", language="fr")
(home / "{TABLE}").write_text("mine", encoding="utf-8")
handin.pack("2-E1-permissions", language="fr", student="ada", home=home)
print(home)
"""


def notebook(*sources: str) -> str:
    cells = [
        {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": [source]}
        for number, source in enumerate(sources)
    ]
    code = {"cell_type": "code", "id": "code", "metadata": {}, "source": ["1 + 1"]}
    cells.append({**code, "execution_count": None, "outputs": []})
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a small course: one lesson, one exercise with a table, one drawing."""
    root = tmp_path / "checkout"
    for language in ("fr", "en"):
        write(root / "course" / language / "start.ipynb", notebook("# Start"))
        write(root / "course" / language / "index.md", "# Home\n")
        write(root / "course" / language / "00-orientation/index.md", "# Module zero\n")
        write(root / "course" / LESSON.replace("fr", language), notebook(f"# Lab {language}"))
        exercise = root / "exercises" / language / "source/2-E1-permissions"
        write(exercise / "2-E1-permissions.ipynb", notebook("# Tags"))
        write(exercise / "tags.csv", "licence,tag\n")
        write(exercise / ".ipynb_checkpoints/2-E1-permissions-checkpoint.ipynb", notebook())
    write(root / "course/figures/map.svg", "<svg/>")
    catalogue = """
    [2-E1-permissions]
    lesson = "00-orientation/01-lab"
    points = 12
    minutes = 20
    artefacts = ["tags.csv"]
    title.fr = "Permissions"
    title.en = "Permissions"
    """
    write(root / "exercises/catalogue.toml", catalogue)
    return root


@pytest.fixture
def home(tmp_path: Path, checkout: Path) -> Path:
    folder = tmp_path / "learner"
    workspace.lay_out(folder, checkout=checkout)
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def run(path: Path) -> None:
    """Leave in a notebook what running it leaves: outputs, counts, a kernel's name."""
    content = json.loads(read(path))
    content["cells"][-1]["execution_count"] = 7
    content["cells"][-1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["2"]},
    ]
    # Shift+Enter in the last cell adds an empty one.
    content["cells"].append({**content["cells"][-1], "id": "added", "outputs": [], "source": []})
    content["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    write(path, json.dumps(content))


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def learn(account: Path, clone: Path) -> str:
    """Learn as the person of ``account``, with the tools of ``clone``; return their folder."""
    own = {"HOME": str(account), "PYTHONPATH": str(clone / "course"), "PYTHONUTF8": "1"}
    environment = {**os.environ, **own}
    environment.pop("ATELIER_HOME", None)
    return subprocess.run(
        [sys.executable, "-B", "-c", LEARN],
        cwd=clone,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ).stdout.strip()


def test_lessons_exercises_and_drawings_are_laid_in_both_languages(home: Path) -> None:
    laid = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    visible = {path for path in laid if not path.startswith(".atelier")}
    assert visible == {
        "figures/map.svg",
        *(
            f"{language}/{path}"
            for language in ("fr", "en")
            for path in (
                "start.ipynb",
                "00-orientation/01-lab.ipynb",
                "exercises/2-E1-permissions/2-E1-permissions.ipynb",
                "exercises/2-E1-permissions/tags.csv",
            )
        ),
    }


def test_lessons_and_exercises_are_listed_with_their_titles(checkout: Path) -> None:
    (lesson,) = workspace.lessons("en", checkout=checkout)
    assert lesson.name == "00-orientation/01-lab"
    assert lesson.title == "Lab en"
    (exercise,) = workspace.exercises("fr", checkout=checkout)
    assert exercise.path == "exercises/2-E1-permissions/2-E1-permissions.ipynb"
    assert exercise.minutes == 20
    assert workspace.modules("fr", checkout=checkout) == {"00-orientation": "Module zero"}


def test_a_newer_version_replaces_what_nobody_changed(home: Path, checkout: Path) -> None:
    write(checkout / "course" / LESSON, notebook("# Lab, mended"))
    workspace.lay_out(home, checkout=checkout)
    assert "mended" in read(home / LESSON)
    assert workspace.new_versions(home) == ()


def test_a_notebook_that_was_only_run_counts_as_unchanged(home: Path, checkout: Path) -> None:
    run(home / LESSON)
    write(checkout / "course" / LESSON, notebook("# Lab, mended"))
    workspace.lay_out(home, checkout=checkout)
    assert "mended" in read(home / LESSON)


def test_the_outputs_of_a_learner_stay_while_the_course_does_not_change(
    home: Path, checkout: Path
) -> None:
    run(home / LESSON)
    before = read(home / LESSON)
    workspace.lay_out(home, checkout=checkout)
    assert read(home / LESSON) == before


@pytest.mark.parametrize("place", [LESSON, TABLE])
def test_a_newer_version_never_overwrites_what_was_typed(
    home: Path, checkout: Path, place: str
) -> None:
    is_lesson = place == LESSON
    source = (
        checkout / "course" / LESSON
        if is_lesson
        else checkout / "exercises/fr/source/2-E1-permissions/tags.csv"
    )
    mine = notebook("# Lab, with my notes") if is_lesson else "licence,tag\nMIT,mine\n"
    newer = notebook("# Lab, mended") if is_lesson else "licence,tag,source\n"
    write(home / place, mine)
    write(source, newer)
    for _ in range(2):
        workspace.lay_out(home, checkout=checkout)
        assert read(home / place) == mine
        beside = home / Path(place).with_suffix(f".new{Path(place).suffix}")
        assert ("Lab, mended" if is_lesson else newer) in read(beside)
        assert workspace.new_versions(home) == (NewVersion(mine=home / place, newer=beside),)


def test_a_newer_version_that_its_learner_threw_away_does_not_come_back(
    home: Path, checkout: Path
) -> None:
    write(home / LESSON, notebook("# Mine"))
    write(checkout / "course" / LESSON, notebook("# Newer"))
    workspace.lay_out(home, checkout=checkout)
    (newer,) = workspace.new_versions(home)
    newer.newer.unlink()
    workspace.lay_out(home, checkout=checkout)
    assert workspace.new_versions(home) == ()
    write(checkout / "course" / LESSON, notebook("# Newest"))
    workspace.lay_out(home, checkout=checkout)
    assert "Newest" in read(newer.newer)


def test_a_newer_version_that_its_learner_took_over_is_no_longer_offered(
    home: Path, checkout: Path
) -> None:
    write(home / LESSON, notebook("# Mine"))
    write(checkout / "course" / LESSON, notebook("# Newer"))
    workspace.lay_out(home, checkout=checkout)
    (pair,) = workspace.new_versions(home)
    shutil.copy(pair.newer, pair.mine)
    workspace.lay_out(home, checkout=checkout)
    assert not pair.newer.exists()
    assert "Newer" in read(pair.mine)


def test_even_a_newer_version_that_was_edited_is_not_overwritten(
    home: Path, checkout: Path
) -> None:
    write(home / LESSON, notebook("# Mine"))
    write(checkout / "course" / LESSON, notebook("# Newer"))
    workspace.lay_out(home, checkout=checkout)
    (pair,) = workspace.new_versions(home)
    write(pair.newer, notebook("# Newer, and mine too"))
    write(checkout / "course" / LESSON, notebook("# Newest"))
    workspace.lay_out(home, checkout=checkout)
    assert "mine too" in read(pair.newer)
    assert "Newest" in read(home / LESSON.replace(".ipynb", ".new.new.ipynb"))


def test_without_its_list_the_folder_counts_as_changed_throughout(
    home: Path, checkout: Path
) -> None:
    write(home / TABLE, "mine\n")
    shutil.rmtree(home / ".atelier")
    write(checkout / "course" / LESSON, notebook("# Newer"))
    workspace.lay_out(home, checkout=checkout)
    assert read(home / TABLE) == "mine\n"
    assert "Newer" not in read(home / LESSON)


def test_a_notebook_that_is_no_longer_json_is_a_learners_work_too(
    home: Path, checkout: Path
) -> None:
    write(home / LESSON, "half a notebo")
    write(checkout / "course" / LESSON, notebook("# Newer"))
    workspace.lay_out(home, checkout=checkout)
    assert read(home / LESSON) == "half a notebo"


def test_a_link_out_of_the_folder_is_never_written_through(home: Path, checkout: Path) -> None:
    outside = home.with_name("outside")
    shutil.move(home / "fr", outside)
    (home / "fr").symlink_to(outside)
    write(checkout / "course" / LESSON, notebook("# Newer"))
    with pytest.raises(WorkspaceError) as refused:
        workspace.lay_out(home, checkout=checkout)
    assert refused.value.fact == "link-out-of-home"
    assert "Newer" not in read(outside / "00-orientation/01-lab.ipynb")


def test_a_reset_keeps_the_attempt_and_lays_the_exercise_anew(home: Path, checkout: Path) -> None:
    write(home / TABLE, "licence,tag\nMIT,my attempt\n")
    write(home / Path(TABLE).with_name("notes.txt"), "mine too")
    for name in ("2026-03-04T143000", "2026-03-04T143000-2"):
        attempt = workspace.reset(
            "2-E1-permissions", "fr", home=home, moment=MOMENT, checkout=checkout
        )
        assert attempt == home / "fr/attempts/2-E1-permissions" / name
        assert read(home / TABLE) == "licence,tag\n"
    first = home / "fr/attempts/2-E1-permissions/2026-03-04T143000"
    assert "my attempt" in read(first / "tags.csv")
    assert read(first / "notes.txt") == "mine too"


def test_a_reset_touches_no_other_language_and_no_other_exercise(
    home: Path, checkout: Path
) -> None:
    english = home / TABLE.replace("fr", "en", 1)
    write(english, "mine\n")
    workspace.reset("2-E1-permissions", "fr", home=home, moment=MOMENT, checkout=checkout)
    assert read(english) == "mine\n"


@pytest.mark.parametrize("name", ["9-E9-nowhere", "..", "../../fr"])
def test_a_reset_of_something_that_is_no_exercise_is_refused(
    home: Path, checkout: Path, name: str
) -> None:
    with pytest.raises(WorkspaceError) as refused:
        workspace.reset(name, "fr", home=home, moment=MOMENT, checkout=checkout)
    assert refused.value.values["known"] == "2-E1-permissions"


@pytest.mark.parametrize("name", ["atelier-libre", "cours"])
def test_cleaning_the_checkout_loses_nothing_of_the_learner(
    tmp_path: Path, checkout: Path, name: str
) -> None:
    """A learner clones the course, under its own name or another, learns, then cleans it."""
    account = tmp_path / "account"
    clone = account / name
    tools, no_caches = workspace.CHECKOUT / "course/atelier", shutil.ignore_patterns("__pycache__")
    shutil.copytree(tools, checkout / "course/atelier", ignore=no_caches)
    for arguments in (["init"], ["add", "--all"], ["commit", "--message", "The course"]):
        git(checkout, *arguments)
    git(tmp_path, "clone", str(checkout), str(clone))

    home = Path(learn(account, clone))
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    status = git(clone, "status", "--porcelain", "--ignored")
    git(clone, "clean", "-fdx")

    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert {"tags.csv", "progress.json"} <= {path.name for path in before}
    assert status == ""
    assert home.parent == account


def test_an_empty_cell_that_shift_enter_added_is_no_change(home: Path, checkout: Path) -> None:
    content = json.loads(read(home / "fr/start.ipynb"))
    empty = {**content["cells"][-1], "id": "added", "source": ["\n"]}
    write(home / "fr/start.ipynb", json.dumps({**content, "cells": [*content["cells"], empty]}))
    assert not workspace.was_changed("fr/start.ipynb", home)
    write(checkout / "course/fr/start.ipynb", notebook("# Newer"))
    workspace.lay_out(home, checkout=checkout)
    assert workspace.new_versions(home) == ()
    assert "Newer" in read(home / "fr/start.ipynb")


def test_a_notebook_is_laid_with_all_that_jupyterlab_says_of_its_kernel(home: Path) -> None:
    metadata = json.loads(read(home / LESSON))["metadata"]
    assert metadata["language_info"]["version"] == platform.python_version()
    assert metadata["kernelspec"]["display_name"] == "Python 3 (ipykernel)"


def test_the_language_is_remembered_where_jupyterlab_keeps_it(home: Path) -> None:
    assert workspace.remembered_language(home) is None
    workspace.remember_language("en", home)
    assert workspace.remembered_language(home) == "en"
    # What Lab itself writes when a person uses its menu.
    write(
        workspace.locale_file(home),
        '{\n    // Interface language\n    // "locale": "en"\n    "locale": "fr_FR"\n}',
    )
    assert workspace.remembered_language(home) == "fr"


def test_the_learners_folder_never_lies_in_the_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATELIER_HOME", str(workspace.CHECKOUT / "mine"))
    with pytest.raises(WorkspaceError) as refused:
        workspace.home()
    assert refused.value.fact == "home-in-checkout"
    monkeypatch.delenv("ATELIER_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert workspace.home() == tmp_path / "atelier-libre"
    (tmp_path / "atelier-libre").symlink_to(workspace.CHECKOUT)
    assert workspace.home() == tmp_path / "mon-atelier-libre"


def test_the_folder_around_a_lesson_is_found(home: Path) -> None:
    assert workspace.home_around((home / LESSON).parent) == home
    assert workspace.home_around(home.parent) is None
