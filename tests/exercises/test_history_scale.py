# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whoever answers without reading passes at most a fifth of the scale of 3.E1 and 3.E8.

That holds for every variant.
"""

import random
from pathlib import Path
from statistics import mean

import pytest

from atelier.artefacts import chronology, graph_reading
from atelier.artefacts.choices import ChoiceSheet
from atelier.checks import check_of
from atelier.words import LANGUAGES

MODULES = {"3-E1-chronologie": chronology, "3-E8-variation": graph_reading}
FORMS = {
    f"{exercise}/{number}": module.sheet_of(f"seed-{number:016x}")
    for exercise, module in MODULES.items()
    for number in range(module.variant_of("").of)
}
every_form = pytest.mark.parametrize("exercise", FORMS)


def offered(sheet: ChoiceSheet) -> dict[str, dict[str, list[str]]]:
    return {
        section.id: {
            question.id: [choice.id for choice in question.choices]
            for question in section.questions
        }
        for section in sheet.sections(language="fr")
    }


def share(exercise: str, folder: Path, answers: dict[str, dict[str, str]]) -> float:
    sheet = FORMS[exercise]
    (folder / sheet.FILE).write_text(sheet.fill("", answers, language="fr"), encoding="utf-8")
    verdict = check_of(exercise.partition("/")[0])(folder)
    return verdict.points / verdict.maximum


@every_form
def test_the_same_place_of_every_list_scores_at_most_a_fifth(exercise: str, tmp_path: Path) -> None:
    asked = offered(FORMS[exercise])

    for place in range(8):
        answers = {
            section: {name: choices[place % len(choices)] for name, choices in questions.items()}
            for section, questions in asked.items()
        }
        assert share(exercise, tmp_path, answers) <= 1 / 5


@every_form
def test_random_answers_score_less_than_a_fifth_on_the_whole(exercise: str, tmp_path: Path) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    asked = offered(FORMS[exercise])
    scores = [
        share(
            exercise,
            tmp_path,
            {
                section: {name: chance.choice(choices) for name, choices in questions.items()}
                for section, questions in asked.items()
            },
        )
        for _ in range(60)
    ]

    assert mean(scores) <= 1 / 5


@every_form
def test_a_form_writes_what_it_reads_again(exercise: str) -> None:
    sheet = FORMS[exercise]
    for language in LANGUAGES:
        for place in range(8):
            answers = {
                section: {name: choices[place % len(choices)] for name, choices in asked.items()}
                for section, asked in offered(sheet).items()
            }
            reading = sheet.read(sheet.fill("", answers, language=language))
            assert reading.is_whole
            assert reading.answers == answers


@pytest.mark.parametrize("exercise", MODULES)
@pytest.mark.parametrize(
    "content", [b"", b"[", b"- a\n- b", b"\xff\xfe\x00", b"a: [1, {b: c}]", b"x" * 200_000]
)
def test_what_cannot_be_read_gets_a_finding(exercise: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / MODULES[exercise].FILE).write_bytes(content)

    assert check_of(exercise)(tmp_path).points == 0
