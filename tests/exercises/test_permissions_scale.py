# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whoever answers without reading passes at most a fifth of the scale of 2.E1."""

import itertools
import random
from collections.abc import Mapping
from pathlib import Path
from statistics import mean

from atelier.artefacts.tags import FILE, LICENCES, RULES, choices_of, fill
from atelier.checks.permissions import check

CHOICES = [list(choices_of(rule, language="en")) for rule in RULES]
FIFTH = 12 / 5


def score(folder: Path, answers: Mapping[str, Mapping[str, str]]) -> float:
    (folder / FILE).write_text(fill("", answers, language="en"), encoding="utf-8")
    return check(folder).points


def test_the_same_answer_for_every_licence_scores_at_most_a_fifth(tmp_path: Path) -> None:
    constants = [dict(zip(RULES, row, strict=True)) for row in itertools.product(*CHOICES)]

    scores = [score(tmp_path, dict.fromkeys(LICENCES, constant)) for constant in constants]

    assert len(constants) == 2**6 * 4
    assert max(scores) <= FIFTH


def test_a_random_answer_scores_at_most_a_fifth(tmp_path: Path) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    tables = [
        {
            licence: {
                rule: chance.choice(words) for rule, words in zip(RULES, CHOICES, strict=True)
            }
            for licence in LICENCES
        }
        for _ in range(200)
    ]

    scores = [score(tmp_path, table) for table in tables]

    assert max(scores) <= FIFTH
    assert mean(scores) <= 12 / 20
