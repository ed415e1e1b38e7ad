# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The table of licences and rules, ``tags.csv``: one row a licence, one column a rule.

It is read as every table is, and understands the words of either language.
"""

from functools import cache
from typing import Final

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.table import Shape, Table, reading_of, written
from atelier.artefacts.table import table_of as read_table
from atelier.artefacts.text import plain
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "tags.csv"
LICENCES: Final = (
    "0BSD",
    "MIT",
    "Apache-2.0",
    "MPL-2.0",
    "LGPL-2.1-or-later",
    "GPL-3.0-or-later",
    "AGPL-3.0-only",
    "EUPL-1.2",
    "LiLiQ-P-1.1",
    "LiLiQ-R-1.1",
    "LiLiQ-Rplus-1.1",
    "CC-BY-4.0",
)
REACH: Final = "same-license"
RULES: Final = (
    "patent-use",
    "include-copyright",
    "document-changes",
    "disclose-source",
    REACH,
    "network-use-disclose",
    "trademark-use",
)


def table_of(text: str) -> Table:
    """Return the table that ``text`` holds.

    Raises BrokenTableError where no line names the columns.
    """
    return read_table(text, _shape())


def column_of(rule: str, *, language: Language) -> str:
    """Return the name of the column of ``rule``."""
    return words_beside(__file__).say(f"rule.{rule}.column", language=language)


def choices_of(rule: str, *, language: Language) -> dict[str, str]:
    """Return what may be answered to ``rule``: each id with its word."""
    return {answer: words[0] for answer, words in _vocabulary(rule, language).items()}


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return one section a licence, with its seven questions."""
    questions = tuple(
        Question(
            rule,
            words_beside(__file__).say(f"rule.{rule}.label", language=language),
            tuple(Choice(*choice) for choice in choices_of(rule, language=language).items()),
        )
        for rule in RULES
    )
    return tuple(Section(licence, licence, questions) for licence in LICENCES)


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    return reading_of(text, _shape())


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the table with ``answers`` in it, written anew."""
    first = words_beside(__file__).say("licence.column", language=language)
    header = [first, *(column_of(rule, language=language) for rule in RULES)]
    cells = (
        [
            licence,
            *(
                choices_of(rule, language=language).get(answers.get(licence, {}).get(rule, ""), "")
                for rule in RULES
            ),
        ]
        for licence in LICENCES
    )
    return written([header, *cells])


@cache
def _shape() -> Shape:
    return Shape(
        key="licence",
        subjects=LICENCES,
        asked=RULES,
        columns=_columns(),
        subject_of=lambda name: _licences().get(_id(name)),
        answer_of=lambda rule, word: _answers(rule).get(plain(word)),
    )


def _id(name: str) -> str:
    """Return a licence's id as compared: ``LiLiQ-R+ 1.1`` is ``LiLiQ-Rplus-1.1``."""
    return plain(name).replace("+", "plus").replace(" ", "-").replace("--", "-")


def _vocabulary(rule: str, language: Language) -> dict[str, list[str]]:
    kind = "reach" if rule == REACH else "answer"
    table = words_beside(__file__).table(kind, language=language)
    return {
        answer: [str(word) for word in entry["words"]]
        for answer, entry in table.items()
        if isinstance(entry, dict)
    }


@cache
def _licences() -> dict[str, str]:
    return {_id(licence): licence for licence in LICENCES}


@cache
def _columns() -> dict[str, str]:
    named = {
        plain(column_of(rule, language=language)): rule for rule in RULES for language in LANGUAGES
    }
    tags = {plain(rule): rule for rule in RULES}
    return named | tags | {"licence": "licence", "license": "licence"}


@cache
def _answers(rule: str) -> dict[str, str]:
    return {
        plain(word): answer
        for language in LANGUAGES
        for answer, words in _vocabulary(rule, language).items()
        for word in words
    }
