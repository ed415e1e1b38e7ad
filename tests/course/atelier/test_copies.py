# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The panel of working copies: what it shows without a hand, and when something is gone."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from atelier.forge import attempt
from atelier.views.forge import Forge
from atelier.words import LANGUAGES, Language

CLINIC = "3-E4-accidents"
in_both = pytest.mark.parametrize("language", LANGUAGES)


def send(panel: Forge, **asked: Any) -> dict[str, Any]:
    number = dict(panel.state["reply"]).get("number", 0) + 1
    panel.answer = {"number": number, **asked}
    assert "Traceback" not in panel.state["page"]
    return dict(panel.state["reply"])


@in_both
def test_the_page_without_a_kernel_shows_each_copy_and_no_control(
    language: Language, tmp_path: Path
) -> None:
    page = BeautifulSoup(Forge(CLINIC, tmp_path, language=language).static_html(), "html.parser")

    titles = [each.get_text() for each in page.select(".atelier-page-title")]
    assert [title[-10:] for title in titles] == [f"accident-{number}" for number in range(1, 6)]
    assert not page.select("form, button, input, select, textarea")
    assert "notes-privees.txt" in page.get_text()


@in_both
def test_a_panel_of_copies_is_named_after_them_and_shows_no_forge(
    language: Language, tmp_path: Path
) -> None:
    panel = Forge(CLINIC, tmp_path, language=language)
    page = BeautifulSoup(str(panel.state["page"]), "html.parser")

    assert panel.words["label"] == {"fr": "Copies de travail", "en": "Working copies"}[language]
    pages = [each["data-go"] for each in page.select("nav [data-go]")]
    assert len(pages) == 3
    assert not any(word in "".join(map(str, pages)) for word in ("request", "issue", "release"))


def test_a_copy_that_is_gone_is_told_and_the_others_still_work(tmp_path: Path) -> None:
    panel = Forge(CLINIC, tmp_path, language="fr")
    shutil.rmtree(tmp_path / "accident-1" / ".git")

    reply = send(panel, go={"page": "copy", "repository": "accident-1"})
    assert not reply["done"]
    assert "atelier forge reset" in reply["sentence"]
    reply = send(panel, go={"page": "copy", "repository": "accident-2"})
    assert reply["done"]
    assert "accident-2" in panel.state["page"]


def test_what_happens_in_the_terminal_is_shown_at_the_next_refresh(tmp_path: Path) -> None:
    panel = Forge(CLINIC, tmp_path, language="fr")
    send(panel, go={"page": "copy", "repository": "accident-1"})
    (tmp_path / "accident-1" / "été.md").write_text("Bonjour.\n", encoding="utf-8")

    assert send(panel, do="refresh")["done"]
    assert "été.md (nouveau)" in panel.state["page"]


@pytest.mark.parametrize("name", ["../ailleurs", ".forge", "ville/comptoir", ""])
def test_no_folder_but_the_missions_copies_is_ever_shown(name: str, tmp_path: Path) -> None:
    panel = Forge(CLINIC, tmp_path, language="fr")

    send(panel, go={"page": "copy", "repository": name})

    assert "accident-1" in panel.state["page"]
    assert not send(panel, do="choose", fields={"repository": name})["done"]


def test_a_grader_who_runs_the_notebook_sees_that_it_was_handed_in(tmp_path: Path) -> None:
    there, here = tmp_path / "learner", tmp_path / "grader"
    attempt.begin(CLINIC, there, language="fr")
    attempt.gather(CLINIC, there)
    here.mkdir()
    for file in there.glob("*.*"):
        if file.is_file():
            shutil.copy(file, here)

    panel = Forge(CLINIC, here, language="fr")

    assert "travail remis" in panel.static_html()
    assert not (here / "accident-1").exists()
