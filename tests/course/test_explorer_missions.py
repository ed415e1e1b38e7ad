# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The missions of lesson 2.2: its answers name the licences that the explorer leaves."""

import re
from pathlib import Path

import nbformat
import pytest

from atelier.licences import (
    Filters,
    French,
    Network,
    Patent,
    Reach,
    catalogue,
    compare,
    find,
    matching,
)
from atelier.words import LANGUAGES, Language

COURSE = Path(__file__).resolve().parents[2] / "course"
every_language = pytest.mark.parametrize("language", LANGUAGES)


def cell(name: str, language: Language) -> str:
    """Return the text of a cell of the lesson."""
    notebook = nbformat.read(COURSE / language / "02-licences/02-conditions.ipynb", as_version=4)
    return next(str(cell.source) for cell in notebook.cells if cell.id == name)


def point(number: int, text: str) -> str:
    """Return one point of the numbered list in ``text``."""
    return next(line for line in text.splitlines() if line.startswith(f"{number}. "))


def named_in(text: str) -> set[str]:
    """Return the identifiers of the catalogue that ``text`` names as such."""
    return set(re.findall(r"`([^`]+)`", text)) & catalogue().keys()


def left_by(filters: Filters) -> set[str]:
    """Return the identifiers that the explorer leaves."""
    return {licence.id for licence in matching(catalogue(), filters)}


@every_language
def test_the_first_answer_is_what_file_reach_and_french_leave(language: Language) -> None:
    answer = point(1, cell("conditions-explored", language))
    assert named_in(answer) == left_by(Filters(reach=Reach.FILE, french=French.OFFICIAL))


@every_language
def test_the_second_answer_says_what_the_comparison_shows(language: Language) -> None:
    mission = point(2, cell("conditions-explore", language))
    assert named_in(mission) == {"LiLiQ-R-1.1", "MPL-2.0"}
    seen = {row.aspect: row for row in compare(find("LiLiQ-R-1.1"), find("MPL-2.0"))}
    assert seen["reach"].is_same
    assert seen["patent"].first == {Patent.NOT_STATED}
    assert seen["patent"].second == {Patent.EXPRESS_WITH_TERMINATION}
    assert not seen["french"].is_same
    assert not seen["law"].is_same


@every_language
def test_the_third_answer_is_what_the_network_clause_leaves(language: Language) -> None:
    answer = point(3, cell("conditions-explored", language))
    licences, _, rest = answer.partition(". ")[2].partition(". ")
    assert named_in(licences) == left_by(Filters(network=Network.YES))
    last = re.findall(r"`([^`]+)`", licences)[-1]
    assert {last} == left_by(Filters(network=Network.YES, is_free=False))
    assert rest.startswith(("La dernière n’est pas libre", "The last one is not free"))
