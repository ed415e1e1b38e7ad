# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Lesson 2.7: what it quotes stands in the texts, and its missions lead where it says."""

import re
from pathlib import Path

import nbformat
import pytest

from atelier.licences import (
    Category,
    Filters,
    French,
    Standing,
    catalogue,
    compare,
    find,
    matching,
)
from atelier.quiz import questions_of
from atelier.words import LANGUAGES, Language

LESSON = "02-licences/07-documentation"
COURSE = Path(__file__).resolve().parents[2] / "course"
QUOTED = re.compile(r"“([^”]+)”")
# Quoted from elsewhere than a licence: the sources of the lesson say where.
ELSEWHERE = {
    "for documents, data and information",
    "There are a lot of opinions",
    "Any project code published will use the *MIT* license.",
    "A *Creative Commons* license will be used",
    "A *Creative Commons* license",
    "The *Open Data Commons Open Database License (ODbL)* will be used",
}
# Words that are mentioned or made up, and the names of what one clicks.
MENTIONED = {
    "open",
    "open model, under Apache-2.0",
    "Terms?",
    "Non-commercial",
    "non-commercial",
    "primarily",
    "Map of the trails",
    "The code examples are also under the licence of the software.",
    "Family, copyleft, patents, network, French",
    "Data, permissive",
    "Not free",
    "open model, weights under Apache-2.0",
    "Open",
}
every_language = pytest.mark.parametrize("language", LANGUAGES)


def notebook(language: Language) -> nbformat.NotebookNode:
    return nbformat.read(COURSE / language / f"{LESSON}.ipynb", as_version=4)


def cell(name: str, language: Language) -> str:
    cells = notebook(language).cells
    return next(str(each.source) for each in cells if each.id == f"documentation-{name}")


def point(number: int, text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"{number}. "))


def named_in(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text)) & catalogue().keys()


def flat(text: str) -> str:
    straight = text.replace("’", "'").replace("“", '"').replace("”", '"')
    return " ".join(straight.split()).casefold()


@every_language
def test_what_is_quoted_stands_word_for_word_in_a_licence(language: Language) -> None:
    texts = [flat(licence.text) for licence in catalogue().values()]
    prose = "\n".join(each.source for each in notebook(language).cells)
    asked = [
        words[language]
        for question in questions_of(LESSON)
        for option in question.options
        for words in (question.prompt, option.text, option.reason)
    ]
    quoted = {quote for text in (prose, *asked) for quote in QUOTED.findall(text)}
    unknown = quoted - ELSEWHERE - MENTIONED

    assert [quote for quote in unknown if not any(flat(quote) in text for text in texts)] == []
    assert len(quoted) > 8


def test_a_data_licence_says_no_word_of_source_code() -> None:
    for identifier in ("OGL-Canada-2.0", "CC-BY-4.0"):
        assert "source code" not in flat(find(identifier).text)
    assert "software" not in flat(find("OGL-Canada-2.0").text)
    assert "source code" in flat(find("OGL-UK-3.0").text)


def test_what_is_free_in_the_creative_commons_family_is_what_the_lesson_says() -> None:
    for identifier in ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"):
        assert find(identifier).fsf.value is Standing.LISTED
    for identifier in ("CC-BY-NC-4.0", "CC-BY-ND-4.0"):
        assert find(identifier).fsf.value is Standing.NOT_FREE
    assert not find("OGL-UK-3.0").osi.value


@every_language
def test_the_missions_lead_where_the_answers_say(language: Language) -> None:
    answers = cell("explored", language)
    french = Filters(category=Category.DATA_PERMISSIVE, french=French.OFFICIAL)
    not_free = Filters(category=Category.NOT_FREE)

    assert named_in(point(1, answers)) == {each.id for each in matching(catalogue(), french)}
    assert named_in(point(2, answers)) == {each.id for each in matching(catalogue(), not_free)}
    seen = {row.aspect: row for row in compare(find("CC-BY-4.0"), find("CC-BY-SA-4.0"))}
    assert seen["conditions"].second - seen["conditions"].first == {"same-license"}
    assert seen["reach"].second == {"work"}
