# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The names that a notebook may use, called as a lesson calls them."""

from pathlib import Path

import pytest

from atelier import lesson, licence_text, rehearse

RIGHT = "role: droit\norganisme: ministère\nparcours: acquérir\nlangue: français\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a learner's folder, which is also the current one, with a lesson open in it."""
    (tmp_path / ".atelier").mkdir()
    monkeypatch.chdir(tmp_path)
    lesson("00-orientation/02-correction", language="fr")
    return tmp_path


@pytest.mark.usefixtures("home")
def test_a_rehearsal_shows_the_verdict_in_the_language_of_the_lesson() -> None:
    assert rehearse("0-E1-orientation", {"profil.yml": RIGHT}).text().startswith("2 sur 2 points")


@pytest.mark.usefixtures("home")
def test_a_rehearsal_says_what_to_do_next() -> None:
    wrong = RIGHT.replace("acquérir", "publier")
    assert "Ensuite" in rehearse("0-E1-orientation", {"profil.yml": wrong}).text()


def test_a_rehearsal_notes_and_leaves_nothing(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    rehearse("0-E1-orientation", {"profil.yml": RIGHT})
    assert before == {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("home")
def test_a_lesson_may_rehearse_another_case_with_the_text_of_a_licence() -> None:
    text = f"Copyright 2025 Régie des quais patrimoniaux\n\n{licence_text('LiLiQ-P-1.1')}"
    said = rehearse("2-E3-mention", {"LICENSE": text}, case="quays").text()
    assert said.startswith("6 sur 6 points")
