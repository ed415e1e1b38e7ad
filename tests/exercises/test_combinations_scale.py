# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whoever answers without reading passes at most a fifth of the scale of 2.E6."""

import itertools
import random
from collections.abc import Mapping
from pathlib import Path
from statistics import mean

import nbformat
import pytest

from atelier.artefacts.combinations import ANSWER, CLAUSE, FILE, NUMBERS, choices_of, fill
from atelier.checks.compatible import check
from atelier.words import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = list(choices_of(ANSWER, language="en"))
CLAUSES = ["", *choices_of(CLAUSE, language="en")]
FIFTH = 16 / 5


def score(folder: Path, answers: Mapping[str, Mapping[str, str]]) -> float:
    (folder / FILE).write_text(fill("", answers, language="en"), encoding="utf-8")
    return check(folder).points


def test_the_same_answer_for_every_case_scores_at_most_a_fifth(tmp_path: Path) -> None:
    constants = [
        {ANSWER: answer, CLAUSE: clause} for answer, clause in itertools.product(ANSWERS, CLAUSES)
    ]

    scores = [score(tmp_path, dict.fromkeys(NUMBERS, constant)) for constant in constants]

    assert len(constants) == 5 * len(CLAUSES)
    assert max(scores) <= FIFTH


def test_a_random_answer_scores_at_most_a_fifth(tmp_path: Path) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    tables = [
        {
            number: {ANSWER: chance.choice(ANSWERS), CLAUSE: chance.choice(CLAUSES)}
            for number in NUMBERS
        }
        for _ in range(200)
    ]

    scores = [score(tmp_path, table) for table in tables]

    assert max(scores) <= FIFTH
    assert mean(scores) <= 16 / 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_lists_every_word_that_may_be_written(language: Language) -> None:
    name = "2-E6-compatible"
    path = ROOT / "exercises" / language / "source" / name / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (statement,) = (cell for cell in notebook.cells if cell.id == "compatible-statement")

    for column in (ANSWER, CLAUSE):
        for word in choices_of(column, language=language).values():
            assert f"`{word}`" in statement.source


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_handed_out_is_the_empty_table(language: Language) -> None:
    path = ROOT / "exercises" / language / "source" / "2-E6-compatible" / FILE

    assert path.read_text(encoding="utf-8") == fill("", {}, language=language)
