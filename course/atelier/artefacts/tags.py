# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The table of licences and rules, ``tags.csv``: one row a licence, one column a rule.

Whatever a spreadsheet does to such a file is forgiven: comma, semicolon or tab, a byte order
mark, Windows line ends, rows and columns in another order, the words of either language.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from atelier.artefacts import Answers, Choice, Question, Reading, Section
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
DELIMITERS: Final = ",;\t"


class BrokenTableError(ValueError):
    """The text has no line with the names of the columns."""


@dataclass(frozen=True)
class Row:
    """What one line says of a licence: the words, and those of them that are answers."""

    line: int
    words: Mapping[str, str]
    has_more: bool

    @property
    def answers(self) -> dict[str, str]:
        """Return rule → answer, for every word that is one."""
        found = {rule: _answers(rule).get(plain(word)) for rule, word in self.words.items()}
        return {rule: answer for rule, answer in found.items() if answer}

    @property
    def blanks(self) -> tuple[str, ...]:
        """Return the rules that have no word: blank is not "no"."""
        return tuple(rule for rule in RULES if not self.words.get(rule))

    @property
    def strange(self) -> dict[str, str]:
        """Return rule → word, for every word that is no answer."""
        answers = self.answers
        return {rule: word for rule, word in self.words.items() if word and rule not in answers}


@dataclass(frozen=True)
class Table:
    """What the file holds: the rows of each licence (one is right), and names of no licence."""

    rows: Mapping[str, tuple[Row, ...]]
    unknown: tuple[str, ...]
    columns: tuple[str, ...]


def table_of(text: str) -> Table:
    """Return the table that ``text`` holds.

    Raises BrokenTableError where no line names the columns.
    """
    lines = _lines(text)
    for position, (_, cells) in enumerate(lines):
        columns = [_columns().get(plain(cell)) for cell in cells]
        if columns.count("licence") == 1 and any(rule in columns for rule in RULES):
            return _table(lines[position + 1 :], columns)
    raise BrokenTableError


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
    blank = dict.fromkeys(RULES, "")
    try:
        table = table_of(text)
    except BrokenTableError:
        return Reading(dict.fromkeys(LICENCES, blank), is_whole=False)
    rows = {licence: found[0] for licence, found in table.rows.items() if len(found) == 1}
    answers = {
        licence: blank | (rows[licence].answers if licence in rows else {}) for licence in LICENCES
    }
    is_whole = (
        not table.unknown
        and set(rows) == set(LICENCES)
        and set(table.columns) == {"licence", *RULES}
        and not any(row.strange or row.has_more for row in rows.values())
    )
    return Reading(answers, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the table with ``answers`` in it, written anew."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    first = words_beside(__file__).say("licence.column", language=language)
    writer.writerow([first, *(column_of(rule, language=language) for rule in RULES)])
    for licence in LICENCES:
        cells = (
            choices_of(rule, language=language).get(answers.get(licence, {}).get(rule, ""), "")
            for rule in RULES
        )
        writer.writerow([licence, *cells])
    return page.getvalue()


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty, with their numbers, cut where it makes most columns."""

    def cut(delimiter: str) -> list[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
        lines: list[tuple[int, list[str]]] = []
        try:
            lines.extend((reader.line_num, [cell.strip() for cell in row]) for row in reader)
        except csv.Error:
            return []
        return [(number, cells) for number, cells in lines if any(cells)]

    def named_columns(lines: Iterable[tuple[int, list[str]]]) -> int:
        counts = (sum(plain(cell) in _columns() for cell in cells) for _, cells in lines)
        return max(counts, default=0)

    return max((cut(delimiter) for delimiter in DELIMITERS), key=named_columns)


def _table(lines: list[tuple[int, list[str]]], columns: list[str | None]) -> Table:
    rows: dict[str, tuple[Row, ...]] = {}
    unknown: list[str] = []
    at = columns.index("licence")
    for number, cells in lines:
        name = cells[at] if at < len(cells) else ""
        licence = _licences().get(_id(name))
        if licence is None:
            unknown.append(name)
            continue
        words = {
            column: word
            for column, word in zip(columns, cells, strict=False)
            if column in RULES and column is not None
        }
        row = Row(number, words, has_more=any(cells[len(columns) :]))
        rows[licence] = (*rows.get(licence, ()), row)
    return Table(rows, tuple(unknown), tuple(column for column in columns if column))


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
