# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The start page: where a learner stands, what comes next, what is new."""

import json
from pathlib import Path
from typing import Any

import pytest

from atelier import workspace
from atelier.progress import my_progress
from atelier.quiz import questions_of
from atelier.views.start import Start
from atelier.words import Language


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a learner's folder with the real course, and stand in it."""
    workspace.lay_out(tmp_path)
    monkeypatch.chdir(tmp_path / "fr")
    return tmp_path


def steps_of(page: Start) -> list[dict[str, Any]]:
    return [step for module in page.state["modules"] for step in module["steps"]]


def finish(kind: str, name: str) -> None:
    my_progress().note(f"{kind}/{name}", opened=True, done=True)
    if kind == "lesson":
        for question in questions_of(name):
            my_progress().note(f"quiz/{name}/{question.id}", done=True)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_lesson_and_exercise_is_on_the_path_once_and_its_file_is_there(
    language: Language, home: Path
) -> None:
    paths = [step["path"] for step in steps_of(Start(language=language))]
    pages = (*workspace.lessons(language), *workspace.exercises(language))
    assert sorted(paths) == sorted(page.path for page in pages)
    assert all((home / language / path).is_file() for path in paths)


@pytest.mark.usefixtures("home")
def test_lessons_and_exercises_stand_in_the_order_of_the_course() -> None:
    steps = steps_of(Start(language="fr"))
    paths = [step["path"] for step in steps]
    for pages in (workspace.lessons("fr"), workspace.exercises("fr")):
        assert [path for path in paths if path in {page.path for page in pages}] == [
            page.path for page in pages
        ]
    for exercise in workspace.exercises("fr"):
        assert paths.index(f"{exercise.lesson}.ipynb") < paths.index(exercise.path)


@pytest.mark.usefixtures("home")
def test_the_first_step_is_the_first_lesson_and_then_the_next_that_is_not_done() -> None:
    page = Start(language="fr")
    first, second = steps_of(page)[:2]
    assert page.state["next"] == first
    assert first["standing"] == "new"
    name = first["path"].removesuffix(".ipynb")
    my_progress().note(f"lesson/{name}", opened=True)
    assert Start(language="fr").state["next"]["standing"] == "begun"
    finish("lesson", name)
    page = Start(language="fr")
    assert page.state["next"]["path"] == second["path"]
    assert page.state["modules"][0]["done"] == 1


@pytest.mark.usefixtures("home")
def test_the_path_is_one_path_in_both_languages() -> None:
    finish("lesson", "00-orientation/01-lab")
    standings = [
        [step["standing"] for step in steps_of(Start(language=language))]
        for language in ("fr", "en")
    ]
    assert standings[0] == standings[1]


@pytest.mark.usefixtures("home")
def test_when_everything_is_done_the_page_says_so() -> None:
    for lesson in workspace.lessons("en"):
        finish("lesson", lesson.name)
    for exercise in workspace.exercises("en"):
        finish("exercise", exercise.name)
    page = Start(language="en")
    assert page.state["next"] is None
    assert "Everything that is ready is done" in page.static_html()


def test_a_newer_version_is_announced_with_a_link(home: Path) -> None:
    (lesson, *_) = workspace.lessons("fr")
    mine = home / "fr" / lesson.path
    mine.with_name(f"{mine.stem}.new.ipynb").write_bytes(mine.read_bytes())
    html = Start(language="fr").static_html()
    assert "Votre copie n’a pas été touchée" in html
    assert f'href="{lesson.path.replace(".ipynb", ".new.ipynb")}"' in html
    assert Start(language="en").state["newer"] == []


@pytest.mark.usefixtures("home")
def test_the_static_face_says_in_words_what_the_bar_shows() -> None:
    html = Start(language="en").static_html()
    total = len(workspace.lessons("en")) + len(workspace.exercises("en"))
    assert html.count("not begun)") == total
    assert "Done: 0 of" in html
    assert '<label for="en-00-orientation">' in html
    assert '<progress id="en-00-orientation"' in html
    assert 'href="../fr/start.ipynb"' in html


def test_the_first_cell_says_in_both_languages_how_to_change(root: Path) -> None:
    for language in ("fr", "en"):
        notebook = json.loads((root / "course" / language / "start.ipynb").read_bytes())
        first = "".join(notebook["cells"][0]["source"])
        assert "**Langue" in first
        assert "**Language:**" in first
