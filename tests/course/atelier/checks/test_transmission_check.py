# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of the first submission knows the sentence it was handed out with."""

import json
from pathlib import Path

import pytest

from atelier.checks.transmission import WORDS, check
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

SOURCE = Path(__file__).resolve().parents[4] / "exercises"


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("Bonjour de Rimouski", "right"),
        (None, "undefined"),
        (42, "not-text"),
        (["a"], "not-text"),
        (" \n", "blank"),
        ("remplacez cette phrase  par la vôtre.", "same"),
        ("Replace this sentence with your own.", "same"),
    ],
)
def test_a_sentence_is_changed_when_it_is_a_text_of_ones_own(
    sentence: object, fact: str, tmp_path: Path
) -> None:
    verdict = check(tmp_path, sentence=sentence)

    assert [finding.fact for finding in verdict.findings] == ["right", fact]
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_is_handed_out_with_the_sentence_that_the_check_knows(
    language: Language,
) -> None:
    name = "0-E2-transmission"
    text = (SOURCE / language / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(text)["cells"]}

    sentence = WORDS.say("handed-out", language=language)
    assert cells["transmission-sentence"] == f'sentence = "{sentence}"'
