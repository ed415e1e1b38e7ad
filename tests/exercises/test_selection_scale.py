# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whoever answers without reading passes at most a fifth of the scale of 2.E2."""

import itertools
import random
from collections.abc import Mapping
from pathlib import Path
from statistics import mean

from atelier.artefacts.licence_choice import FILE, LICENCE, Case, cases, fill, sections
from atelier.checks.selection import candidate_of, check
from atelier.licences import catalogue
from atelier.selection import Code, Fit, choose

FIFTH = 12 / 5
OFFERED = {
    section.id: {
        question.id: [choice.id for choice in question.choices] for question in section.questions
    }
    for section in sections(language="en")
}


def score(folder: Path, answers: Mapping[str, Mapping[str, str]]) -> float:
    (folder / FILE).write_text(fill("", answers, language="en"), encoding="utf-8")
    return check(folder).points


def same(case: Case, licence: str, code: str) -> dict[str, str]:
    return {LICENCE: licence, **dict.fromkeys(case.refused, code)}


def test_the_same_licence_and_the_same_reason_everywhere_score_at_most_a_fifth(
    tmp_path: Path,
) -> None:
    by_licence = {
        licence: score(tmp_path, {case.id: same(case, licence, "") for case in cases()})
        for licence in catalogue()
    }
    by_code = {
        code: score(tmp_path, {case.id: same(case, "", code) for case in cases()}) for code in Code
    }

    assert max(by_licence.values()) + max(by_code.values()) <= FIFTH


def test_one_reason_and_another_in_the_same_places_score_at_most_a_fifth(tmp_path: Path) -> None:
    """The same three reasons in every case, out of those that hold somewhere."""
    held = {
        code
        for case in cases()
        for name in case.refused
        for code in candidate_of(case.id, name).codes
    }
    scores = [
        score(
            tmp_path,
            {case.id: dict(zip(case.refused, codes, strict=True)) for case in cases()},
        )
        for codes in itertools.product(sorted(held), repeat=3)
    ]

    assert max(scores) <= FIFTH


def test_a_random_answer_scores_at_most_a_fifth(tmp_path: Path) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    tables = [
        {
            case: {question: chance.choice(words) for question, words in asked.items()}
            for case, asked in OFFERED.items()
        }
        for _ in range(200)
    ]

    scores = [score(tmp_path, table) for table in tables]

    assert max(scores) <= FIFTH
    assert mean(scores) <= 12 / 20


def test_a_blank_is_not_an_answer(tmp_path: Path) -> None:
    assert score(tmp_path, {}) == 0


def test_every_case_has_an_answer_and_three_refusals_that_hold() -> None:
    assert len(cases()) == 6
    for case in cases():
        assert any(each.fit is Fit.ADMISSIBLE for each in choose(case.needs)), case.id
        assert len(set(case.refused)) == 3
        assert all(candidate_of(case.id, name).codes for name in case.refused), case.id


def test_no_reason_holds_for_two_of_the_three_refusals_of_a_case() -> None:
    """Else one and the same reason would earn half a point."""
    for case in cases():
        codes = [code for name in case.refused for code in candidate_of(case.id, name).codes]
        assert len(set(codes)) == len(codes), case.id
