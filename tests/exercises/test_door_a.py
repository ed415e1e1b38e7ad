# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Door A of module 4: the whole exercise through the forge's panel, without a terminal."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from atelier.checks import check_of
from atelier.forge import mission
from atelier.views.forge import Forge
from atelier.words import LANGUAGES, Language

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
