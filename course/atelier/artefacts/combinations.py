# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Twenty-four ways of joining a part to a whole, ``compat.csv``: an answer and a clause for each.

The clauses that may be named are those on which the engine rests for one of the cases, and
``none`` for what no source establishes: the list is computed, and nothing in it is a key.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from atelier import combination
from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.table import Shape, Table, reading_of, written
from atelier.artefacts.table import table_of as read_table
from atelier.artefacts.text import plain
from atelier.combination import Answer, Combination, Linking, combine
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "compat.csv"
ANSWER: Final = "answer"
CLAUSE: Final = "clause"
ASKED: Final = (ANSWER, CLAUSE)
GIVEN: Final = ("part", "whole", "way")
NONE: Final = "none"
WORDS: Final = words_beside(__file__)
# What a reference may be written with besides its licence and its figures.
NOISE: Final = re.compile(
    r"\b(?:articles?|art|sections?|ss?|v|version|matrice|matrix)\b|[^a-z0-9+]+"
)
NUMBER: Final = re.compile(r"(?:cas|case|n[o°]?\.?)?\s*0*(\d+)(?:[.,]0*|\))?")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One part, one whole, one way of joining them; worth ``points``."""

    number: str
    part: str
    whole: str
    linking: Linking
    points: float

    @property
    def found(self) -> Combination:
        """Return what the engine answers."""
        return _found(self.part, self.whole, self.linking)

    @property
    def references(self) -> frozenset[str]:
        """Return what may be named for the answer: the reasons that decide, or none."""
        decide = {reason.reference for reason in self.found.reasons if reason.answer}
        if self.found.answer is Answer.NOT_ESTABLISHED:
            decide.add(NONE)
        return frozenset(decide)

    def title(self, language: Language) -> str:
        """Return the case in words."""
        way = way_of(self.linking, language=language)
        return WORDS.say("case.title", language=language, case=self, way=way)


def _cases(first: int, points: float, *joined: tuple[str, str, Linking]) -> tuple[Case, ...]:
    return tuple(
        Case(number=str(number), part=part, whole=whole, linking=linking, points=points)
        for number, (part, whole, linking) in enumerate(joined, start=first)
    )


CASES: Final = (
    *_cases(
        1,
        0.5,
        ("MIT", "LiLiQ-R-1.1", Linking.SAME_WORK),
        ("LiLiQ-R-1.1", "MIT", Linking.SAME_WORK),
        ("Apache-2.0", "GPL-3.0-only", Linking.SAME_WORK),
        ("Apache-2.0", "GPL-2.0-only", Linking.SAME_WORK),
        ("GPL-3.0-or-later", "MIT", Linking.SAME_WORK),
        ("GPL-3.0-or-later", "MIT", Linking.SEPARATE_PROCESS),
        ("GPL-3.0-or-later", "MIT", Linking.NETWORK_SERVICE),
        ("AGPL-3.0-only", "LiLiQ-P-1.1", Linking.NETWORK_SERVICE),
        ("LGPL-2.1-or-later", "LiLiQ-P-1.1", Linking.DYNAMIC),
        ("MPL-2.0", "LiLiQ-R-1.1", Linking.STATIC),
        ("EUPL-1.2", "LiLiQ-R-1.1", Linking.SAME_WORK),
        ("EUPL-1.2", "LiLiQ-Rplus-1.1", Linking.SAME_WORK),
        ("LiLiQ-P-1.1", "GPL-3.0-only", Linking.SAME_WORK),
        ("GPL-2.0-or-later", "GPL-3.0-only", Linking.SAME_WORK),
        ("GPL-3.0-only", "LiLiQ-R-1.1", Linking.DYNAMIC),
        ("Artistic-2.0", "LiLiQ-R-1.1", Linking.STATIC),
    ),
    *_cases(
        17,
        1.0,
        ("LiLiQ-R-1.1", "LiLiQ-Rplus-1.1", Linking.SAME_WORK),
        ("EUPL-1.2", "LiLiQ-P-1.1", Linking.SAME_WORK),
        ("LiLiQ-Rplus-1.1", "GPL-3.0-only", Linking.SAME_WORK),
        ("EUPL-1.1", "LiLiQ-R-1.1", Linking.SAME_WORK),
        ("EUPL-1.2", "EUPL-1.1", Linking.SAME_WORK),
        ("LiLiQ-Rplus-1.1", "MIT", Linking.STATIC),
        ("Apache-2.0", "EUPL-1.2", Linking.SAME_WORK),
        ("EUPL-1.2", "MIT", Linking.NETWORK_SERVICE),
    ),
)
NUMBERS: Final = tuple(case.number for case in CASES)


def table_of(text: str) -> Table:
    """Return the table that ``text`` holds.

    Raises BrokenTableError where no line names the columns.
    """
    return read_table(text, _shape())


@cache
def references() -> tuple[str, ...]:
    """Return every reference that may be chosen, ``none`` first."""
    named = {reference for case in CASES for reference in case.references} - {NONE}
    return (NONE, *sorted(named, key=str.casefold))


def column_of(column: str, *, language: Language) -> str:
    """Return the name of a column of the file."""
    return WORDS.say(f"column.{column}", language=language)


def way_of(linking: Linking, *, language: Language) -> str:
    """Return a way of joining in the engine's words."""
    return combination.WORDS.say(f"linking.{linking}", language=language)


def choices_of(column: str, *, language: Language) -> dict[str, str]:
    """Return what may be written in ``column``: each id with its word."""
    if column == ANSWER:
        return {answer: _answer_words(answer, language)[0] for answer in Answer}
    return {reference: _reference_word(reference, language) for reference in references()}


def citation_of(reference: str, *, language: Language) -> str:
    """Return a reference as one cites it: ``GPL-3.0, s. 5(c)``."""
    licence, _, clause = reference.partition(" ")
    if not clause[:1].isdigit():
        return _reference_word(reference, language)
    return WORDS.say("citation", language=language, licence=licence, clause=clause)


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return one section a case, with its two questions."""
    questions = tuple(
        Question(
            column,
            WORDS.say(f"question.{column}", language=language),
            tuple(Choice(*choice) for choice in choices_of(column, language=language).items()),
        )
        for column in ASKED
    )
    return tuple(Section(case.number, case.title(language), questions) for case in CASES)


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    return reading_of(text, _shape())


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the table with ``answers`` in it, written anew."""
    words = {column: choices_of(column, language=language) for column in ASKED}
    header = [column_of(column, language=language) for column in ("case", *GIVEN, *ASKED)]
    lines = (
        [
            case.number,
            case.part,
            case.whole,
            way_of(case.linking, language=language),
            *(words[each].get(answers.get(case.number, {}).get(each, ""), "") for each in ASKED),
        ]
        for case in CASES
    )
    return written([header, *lines])


@cache
def _found(part: str, whole: str, linking: Linking) -> Combination:
    return combine(part, whole, linking)


@cache
def _shape() -> Shape:
    return Shape(
        key="case",
        subjects=NUMBERS,
        asked=ASKED,
        given=GIVEN,
        columns={
            plain(column_of(column, language=language)): column
            for column in ("case", *GIVEN, *ASKED)
            for language in LANGUAGES
        },
        subject_of=_number,
        answer_of=_answer,
    )


def _number(word: str) -> str | None:
    """Return the case that a cell names: ``07`` and ``7.0`` are case 7."""
    found = NUMBER.fullmatch(plain(word))
    return found[1] if found and found[1] in NUMBERS else None


def _answer(column: str, word: str) -> str | None:
    if column == ANSWER:
        return _answers().get(plain(word))
    return _references().get(_bare(word))


def _bare(word: str) -> str:
    """Return a reference as compared: ``LiLiQ-R+ 1.1, s. 4.2`` is ``LiLiQ-Rplus-1.1 4.2``."""
    return NOISE.sub("", plain(word)).replace("+", "plus")


def _answer_words(answer: str, language: Language) -> list[str]:
    return [word.strip() for word in WORDS.say(f"answer.{answer}", language=language).split("|")]


def _reference_word(reference: str, language: Language) -> str:
    licence, _, clause = reference.partition(" ")
    if not clause:
        return WORDS.say(f"reference.{reference}", language=language)
    named = WORDS.table("clause", language=language)
    return f"{licence} {named.get(clause, clause)}"


@cache
def _answers() -> dict[str, str]:
    return {
        plain(word): answer.value
        for language in LANGUAGES
        for answer in Answer
        for word in _answer_words(answer, language)
    }


@cache
def _references() -> dict[str, str]:
    """Return spelling → reference; a LiLiQ licence may go without its only version here."""
    spelt = {
        _bare(word): reference
        for language in LANGUAGES
        for reference, word in choices_of(CLAUSE, language=language).items()
    }
    short = {
        _bare(reference.replace("-1.1", "")): reference
        for reference in references()
        if reference.startswith("LiLiQ")
    }
    blanks = {_bare(word): NONE for word in WORDS.say("reference.blank", language="en").split("|")}
    return {**blanks, **short, **spelt}
