# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whoever answers without reading passes at most a fifth of the scale of 3.E1 and 3.E8.

That holds for every variant.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import pytest

from atelier.artefacts import chronology, graph_reading
from atelier.artefacts.choices import ChoiceSheet
from atelier.checks import check_of
from atelier.verdict import Finding
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

MODULES = {"3-E1-chronologie": chronology, "3-E8-variation": graph_reading}
FORMS = {
    f"{exercise}/{number}": module.sheet_of(f"seed-{number:016x}")
    for exercise, module in MODULES.items()
    for number in range(module.variant_of("").of)
}
every_form = pytest.mark.parametrize("exercise", FORMS)
every_history = pytest.mark.parametrize("number", range(chronology.VARIANTS))


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


def letters_of(number: int) -> list[str]:
    return [change.letter for change in chronology.history_of(number)]


def put_order(number: int, order: Sequence[str], folder: Path) -> None:
    sheet = FORMS[f"3-E1-chronologie/{number}"]
    places = {f"place-{place}": letter for place, letter in enumerate(order, start=1)}
    text = sheet.fill("", {"order": places}, language="fr")
    (folder / sheet.FILE).write_text(text, encoding="utf-8")


def order_found(number: int, order: Sequence[str], folder: Path) -> Finding:
    put_order(number, order, folder)
    return check_of("3-E1-chronologie")(folder).findings[0]


@every_history
def test_an_order_drawn_by_chance_or_reversed_earns_at_most_a_fifth(
    number: int, tmp_path: Path
) -> None:
    chance = random.Random(number)  # noqa: S311 - no secret, the same every time
    drawn = [chance.sample(chronology.LETTERS, k=8) for _ in range(150)]

    earned = mean(order_found(number, each, tmp_path).points for each in drawn)

    assert earned <= 3 / 5
    assert order_found(number, letters_of(number)[::-1], tmp_path).points == 0


@every_history
def test_an_order_with_one_commit_out_of_place_keeps_most_of_its_points(
    number: int, tmp_path: Path
) -> None:
    """The last comes first, or the first last, or two neighbours change places."""
    right = letters_of(number)
    swapped = [*right[:3], right[4], right[3], *right[5:]]

    for order in ([right[-1], *right[:-1]], [*right[1:], right[0]], swapped):
        finding = order_found(number, order, tmp_path)
        assert finding.maximum / 2 <= finding.points < finding.maximum


@every_history
def test_the_verdict_names_a_pair_that_stands_the_wrong_way_round_and_says_why(
    number: int, tmp_path: Path
) -> None:
    *others, parent, child = letters_of(number)
    put_order(number, [child, *others, parent], tmp_path)
    verdict = check_of("3-E1-chronologie")(tmp_path)

    french, english = (
        " ".join(VerdictView(verdict, language=each).text().split()) for each in LANGUAGES
    )

    assert f"{child} est à la place 1, avant {parent}, à la place 8." in french
    assert f"la ligne de {child} nomme {parent} comme parent" in french
    assert f"{child} is in place 1, before {parent}, in place 8." in english
    assert f"the row of {child} names {parent} as its parent" in english


def test_whatever_order_puts_each_commit_after_its_parent_is_right_and_no_other(
    tmp_path: Path,
) -> None:
    right = letters_of(0)
    parents = chronology.parents_of(0)
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    orders = [right, *(chance.sample(right, k=8) for _ in range(100))]

    for order in orders:
        finding = order_found(0, order, tmp_path)
        follows = all(order.index(parents[each]) < order.index(each) for each in parents)
        assert (finding.points == finding.maximum) == follows


def test_commits_without_a_place_of_their_own_cost_their_own_part_only(tmp_path: Path) -> None:
    right = letters_of(0)

    begun = order_found(0, right[:6], tmp_path)
    repeated = order_found(0, [*right[:7], right[0]], tmp_path)

    assert (begun.points, begun.values["why"]["en"]) == (
        2.0,
        f"To look at again: {min(right[6:])} has no place.",
    )
    assert repeated.values["why"]["en"] == f"To look at again: {right[0]} is in several places."
    assert repeated.points == 2.0


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
