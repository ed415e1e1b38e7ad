# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Door A: whole exercises of modules 3 and 4 through the panel, without a terminal."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from atelier.checks import check_of
from atelier.forge import mission
from atelier.views import copies, pages
from atelier.views.forge import Forge
from atelier.words import LANGUAGES, Language

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"
SOLUTIONS = Path(__file__).resolve().parents[2] / "exercises" / "solutions"
in_both = pytest.mark.parametrize("language", LANGUAGES)


def send(panel: Forge, **asked: Any) -> dict[str, Any]:
    """Send what the screen would send, and return the panel's reply."""
    number = dict(panel.state["reply"]).get("number", 0) + 1
    panel.answer = {"number": number, **asked}
    reply = dict(panel.state["reply"])
    assert reply["number"] == number
    return reply


def is_met(exercise: str, folder: Path) -> bool:
    mission.collect(exercise, folder)
    return bool(check_of(exercise)(folder).is_met)


@in_both
def test_a_review_is_answered_in_the_panel(language: Language, tmp_path: Path) -> None:
    exercise, path, branch = "4-E3-revision", "natation.md", "natation-printemps"
    panel = Forge(exercise, tmp_path, language=language)
    script = SOLUTIONS / exercise / "reference" / language / "actions.toml"
    actions = tomllib.loads(script.read_text("utf-8"))["action"]
    text = next(action["write"][path] for action in actions if "write" in action)
    send(panel, go={"page": "edit", "path": path, "branch": branch})
    start = re.search(r'name="start" value="(\w+)"', str(panel.state["page"]))
    assert start

    fields = {"path": path, "branch": branch, "start": start[1], "text": text, "message": "Voilà"}
    send(panel, do="commit", fields=fields)

    assert is_met(exercise, tmp_path)


@in_both
def test_a_review_is_given_in_the_panel(language: Language, tmp_path: Path) -> None:
    exercise = "4-E4-observation"
    mission.begin(exercise, tmp_path, language=language)  # the variant of the reference solution
    panel = Forge(exercise, tmp_path, language=language)
    send(panel, go={"page": "request", "number": 2})
    assert 'data-key="line/2/carte.xcf"' in str(panel.state["page"]), "no line, but a comment"
    script = SOLUTIONS / exercise / "reference" / language / "actions.toml"
    for action in tomllib.loads(script.read_text("utf-8"))["action"]:
        fields = {key: str(value) for key, value in action.items() if key != "forge"}
        send(panel, do=action["forge"], fields=fields)

    assert is_met(exercise, tmp_path)


@in_both
def test_a_fork_is_brought_up_to_date_in_the_panel(language: Language, tmp_path: Path) -> None:
    exercise, name = "4-E5-synchronisation", "camille/modeles"
    panel = Forge(exercise, tmp_path, language=language)
    send(panel, go={"page": "repository", "repository": name})
    assert 'data-do="update-fork"' in str(panel.state["page"])

    reply = send(panel, do="update-fork", fields={})

    assert "ville/modeles" in reply["sentence"]
    assert 'data-do="update-fork"' not in str(panel.state["page"])
    assert is_met(exercise, tmp_path)


# ----------------------------------------------------------- module 3: the working copy's panel


class Hand:
    """A hand that fills in the forms of the page that is shown, and presses their buttons."""

    def __init__(self, exercise: str, folder: Path, language: Language) -> None:
        """Open the panel of a mission."""
        self.panel = Forge(exercise, folder, language=language)

    def go(self, page: str, path: str = "") -> None:
        """Press the button that leads to a page."""
        ways = [json.loads(str(each["data-go"])) for each in self.shown().select("[data-go]")]
        way = next(way for way in ways if (way["page"], way.get("path", "")) == (page, path))
        reply = send(self.panel, go=way)
        assert reply["done"], reply["sentence"]

    def choose(self, copy: str, page: str) -> None:
        """Choose a working copy in the list, and go to one of its pages."""
        options = self.shown().select("select[name=repository] option")
        assert copy in {each.get_text() for each in options}
        send(self.panel, do="choose", fields={"repository": copy})
        self.go(page)

    def fill(self, gesture: str, about: str = "", **typed: object) -> str:
        """Send a form with what the page had filled in and what is typed; return the answer."""
        forms = self.shown().select(f"form[data-do={gesture}]")
        form = next(each for each in forms if about in each.get("data-with", ""))
        fields = json.loads(str(form.get("data-with", "{}")))
        for control in form.select("input, textarea"):
            name, value = str(control["name"]), str(control.get("value", control.get_text()))
            if control.get("type") == "checkbox":
                boxes = fields.setdefault(name, [])
                boxes += [value] if control.has_attr("checked") else []
            elif control.get("type") != "radio" or control.has_attr("checked"):
                fields[name] = value
        assert typed.keys() <= fields.keys(), "the page has no such field"
        reply = send(self.panel, do=gesture, fields=fields | typed)
        assert reply["done"], reply["sentence"]
        return str(reply["sentence"])

    def shown(self) -> BeautifulSoup:
        """Return the page that is shown."""
        return BeautifulSoup(str(self.panel.state["page"]), "html.parser")

    def commit(self, subject: str) -> str:
        """Return the beginning of the commit with this subject, as the page tells it."""
        entry = next(each for each in self.shown().select("li") if subject in each.get_text())
        return str(re.search(r"\b[0-9a-f]{7}\b", entry.get_text())[0])  # type: ignore[index]


@in_both
def test_a_morning_is_recorded_one_subject_at_a_time_in_the_panel(
    language: Language, tmp_path: Path
) -> None:
    hand = Hand("3-E2-atomes", tmp_path, language)
    hand.go("copy")
    hand.fill("identify", email="camille.fortin@ville.example")
    for paths, message in (
        (["horaire.md"], "Ouvrir le comptoir à 8 h 30"),
        (["README.md", "stationnement.md"], "Présenter la vignette"),
        (["tarifs.csv"], "Corriger le mot terrasse"),
    ):
        said = hand.fill("record", paths=paths, message=message)
        assert f"`git add {' '.join(paths)}`" in said

    assert is_met("3-E2-atomes", tmp_path)


@in_both
def test_secrets_are_kept_out_in_the_panel(language: Language, tmp_path: Path) -> None:
    hand = Hand("3-E3-exclusion", tmp_path, language)
    hand.go("copy")
    hand.go("copy-file")
    hand.fill("save", path=".gitignore", text=".env\n*.key\n*.log\nsortie/")
    boxes = [each["value"] for each in hand.shown().select("input[name=paths]")]
    assert ".gitignore" in boxes
    assert ".env" not in boxes
    hand.fill("record", paths=boxes, message="Tenir les secrets hors du dépôt")

    assert is_met("3-E3-exclusion", tmp_path)


@in_both
def test_five_accidents_are_repaired_in_the_panel(language: Language, tmp_path: Path) -> None:
    hand = Hand("3-E4-accidents", tmp_path, language)
    first = {"fr": "Annoncer la fermeture", "en": "Announce that the parks close"}[language]
    last = {"fr": "Préciser l’amende", "en": "Mention the fine"}[language]
    stray = {"fr": "Ouvrir le samedi", "en": "Open on Saturday"}[language]
    winter = {"fr": "horaire d’hiver", "en": "winter hours"}[language]
    hand.choose("accident-1", "past")
    hand.fill("revert", about=hand.commit(first))
    hand.choose("accident-2", "past")
    hand.fill("branch", about=hand.commit(stray), name="samedi")
    hand.fill("move", about=hand.commit(last))
    hand.choose("accident-3", "copy")
    hand.fill("record", paths=["reglement.md"], message="Fixer l’heure des concerts")
    hand.choose("accident-4", "copy")
    hand.fill("record", paths=["annexe.md"], again=["yes"], message="Régler les terrasses")
    hand.choose("accident-5", "past")
    hand.fill("move", about=hand.commit(winter))

    assert is_met("3-E4-accidents", tmp_path)


@in_both
def test_what_would_be_lost_is_asked_twice_in_the_panel(language: Language, tmp_path: Path) -> None:
    hand = Hand("3-E2-atomes", tmp_path, language)
    hand.go("copy")
    before = (tmp_path / "depot" / "horaire.md").read_bytes()
    reply = send(hand.panel, do="restore", fields={"path": "horaire.md", "sure": []})
    assert not reply["done"]
    assert (tmp_path / "depot" / "horaire.md").read_bytes() == before

    hand.fill("restore", about="horaire.md", sure=["yes"])

    assert (tmp_path / "depot" / "horaire.md").read_bytes() != before


@in_both
@pytest.mark.parametrize("exercise", ["3-E2-atomes", "3-E3-exclusion", "3-E4-accidents"])
def test_what_the_notebook_and_the_hints_call_a_page_or_button_is_its_name(
    exercise: str, language: Language
) -> None:
    place = EXERCISES / language / "source" / exercise / f"{exercise}.ipynb"
    cells = json.loads(place.read_text("utf-8"))["cells"]
    told = ["".join(each["source"]) for each in cells if each["id"].endswith("door-a")]
    panel = {"fr": "Dans le panneau", "en": "In the panel"}[language]
    for goal in mission.mission(exercise).goals:
        told += [hint[hint.index(panel) :] for hint in goal.hints[language] if panel in hint]
    names = [name for text in told for name in re.findall("[«“]\u00a0?(.*?)\u00a0?[»”]", text)]

    assert len(told) > 1
    assert names
    tables = (words.table(language=language) for words in (pages.WORDS, copies.WORDS))
    shown = {words for table in tables for words in _words(table)}
    shown |= {words.partition(",")[0] for words in shown}  # a long label is named by its beginning
    assert {*names} <= shown


def _words(table: object) -> Iterator[str]:
    if isinstance(table, dict):
        for each in table.values():
            yield from _words(each)
    else:
        yield str(table)
