# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Lesson 2.5: its missions, its tables and its quotations say what the engine and texts say."""

import re
from pathlib import Path

import nbformat
import pytest

from atelier.combination import Answer, Linking, combine, rows
from atelier.licences import catalogue
from atelier.words import LANGUAGES, Language

COURSE = Path(__file__).resolve().parents[2] / "course"
every_language = pytest.mark.parametrize("language", LANGUAGES)
FULL = {
    "GPL-3.0": "GPL-3.0-only",
    "LiLiQ-P": "LiLiQ-P-1.1",
    "LiLiQ-R": "LiLiQ-R-1.1",
    "LiLiQ-R+": "LiLiQ-Rplus-1.1",
}
SAID = {
    Answer.YES: ("oui", "yes"),
    Answer.CONDITIONS: ("oui, à ", "oui, avec", "yes, with", "yes, on"),
    Answer.NO: ("non", "no"),
    Answer.COUNSEL: ("demandez un avis", "ask counsel"),
}


def cell(name: str, language: Language) -> str:
    """Return the text of a cell of the lesson."""
    notebook = nbformat.read(COURSE / language / "02-licences/05-compatible.ipynb", as_version=4)
    return next(str(cell.source) for cell in notebook.cells if cell.id == name)


def point(number: int, text: str) -> str:
    """Return one point of the numbered list in ``text``."""
    return next(line for line in text.splitlines() if line.startswith(f"{number}. "))


def rows_of(name: str, language: Language) -> list[list[str]]:
    """Return the rows of the table in a cell, without its heading."""
    lines = [line for line in cell(name, language).splitlines() if line.startswith("|")]
    return [[field.strip() for field in line.strip("|").split("|")] for line in lines[2:]]


def said(text: str) -> Answer:
    """Return the answer that a cell of a table gives in words."""
    fitting = [answer for answer, words in SAID.items() if text.startswith(words)]
    return fitting[-1]


def test_the_first_mission_finds_two_ways_that_keep_mit() -> None:
    answers = {way: combine("GPL-3.0-only", "MIT", way).answer for way in Linking}
    assert answers == {
        Linking.SAME_WORK: Answer.NO,
        Linking.STATIC: Answer.COUNSEL,
        Linking.DYNAMIC: Answer.COUNSEL,
        Linking.SEPARATE_PROCESS: Answer.CONDITIONS,
        Linking.NETWORK_SERVICE: Answer.YES,
    }


@every_language
def test_the_first_mission_then_meets_a_service_that_is_refused(language: Language) -> None:
    *_, part, whole = re.findall(r"`([^`]+)`", point(1, cell("compatible-explore", language)))
    assert combine(part, whole, Linking.NETWORK_SERVICE).answer is Answer.NO


@every_language
def test_the_lesson_says_how_yes_and_conditions_differ(language: Language) -> None:
    told = cell("compatible-explore", language)
    said = {
        "fr": ("mentions habituelles", "selon la source"),
        "en": ("usual notices", "according to"),
    }
    assert all(words in told for words in said[language])


@every_language
def test_the_second_mission_shows_that_the_lists_are_no_mirror(language: Language) -> None:
    asked = re.findall(r"`([^`]+)`", point(2, cell("compatible-explore", language)))
    assert combine(*asked).answer is Answer.YES
    assert combine(*reversed(asked)).answer is Answer.COUNSEL


@every_language
def test_the_third_mission_finds_three_conditions(language: Language) -> None:
    asked = re.findall(r"`([^`]+)`", point(3, cell("compatible-explore", language)))
    found = combine(*asked)
    assert found.answer is Answer.CONDITIONS
    assert sum(duty.clause == "4.2" for duty in found.obligations) == 3


@every_language
@pytest.mark.parametrize("name", ["compatible-direction", "compatible-eupl"])
def test_a_table_of_answers_says_what_the_engine_answers(name: str, language: Language) -> None:
    for parts, wholes, answer, _ in rows_of(name, language):
        for part in re.split(r" ou | or ", parts):
            for whole in re.split(r" ou | or ", wholes):
                found = combine(FULL.get(part, part), FULL.get(whole, whole))
                assert found.answer is said(answer), (part, whole)


@every_language
def test_the_disputed_pairs_are_those_of_the_engine(language: Language) -> None:
    for pair, *_ in rows_of("compatible-disagree", language):
        assert combine(*re.split(r" vers | into ", pair)).is_disputed


def test_osadl_knows_no_liliq() -> None:
    named = {name for row in rows() if row.source == "osadl" for name in (row.part, row.whole)}
    assert not any(name.startswith("LiLiQ") for name in named)
    assert combine("Apache-2.0", "EUPL-1.2").answer is Answer.NOT_ESTABLISHED


@every_language
def test_every_quotation_in_a_table_of_clauses_stands_in_a_text(language: Language) -> None:
    texts = [" ".join(each.text.replace("’", "'").split()) for each in catalogue().values()]
    quoted = [
        quotation.replace("’", "'")
        for name in ("compatible-ways", "compatible-liliq", "compatible-eupl")
        for row in rows_of(name, language)
        for field in row
        for quotation in re.findall(r"(?:“|«\u00a0)([^”»]+?)(?:”|\u00a0»)", field)
    ]
    assert len(quoted) >= 8
    for quotation in quoted:
        assert any(quotation in text for text in texts), quotation
