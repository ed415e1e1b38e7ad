# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A table in a CSV file: named columns, one row a subject, one answer a cell.

Whatever a spreadsheet does to such a file is forgiven: comma, semicolon or tab, a byte order
mark, Windows line ends, lines of notes above the table, rows and columns in another order.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from atelier.artefacts import Reading
from atelier.artefacts.text import plain

DELIMITERS: Final = ",;\t"


class BrokenTableError(ValueError):
    """The text has no line with the names of the columns."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a table looks like.

    ``subjects`` are its rows, in order; the column ``key`` names them. ``asked`` are the columns
    to fill in, ``given`` those that only remind. ``columns`` maps every spelling, as ``plain``
    returns it, to a column; ``subject_of`` and ``answer_of`` read what a cell says.
    """

    key: str
    subjects: tuple[str, ...]
    asked: tuple[str, ...]
    columns: Mapping[str, str]
    subject_of: Callable[[str], str | None]
    answer_of: Callable[[str, str], str | None]
    given: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one line says of its subject: the words, and those of them that are answers."""

    line: int
    words: Mapping[str, str]
    answers: Mapping[str, str]
    blanks: tuple[str, ...]
    has_more: bool

    @property
    def strange(self) -> dict[str, str]:
        """Return column → word, for every word that is no answer."""
        return {
            name: word for name, word in self.words.items() if word and name not in self.answers
        }


@dataclass(frozen=True)
class Table:
    """What the file holds: the rows of each subject (one is right), and names of no subject."""

    rows: Mapping[str, tuple[Row, ...]]
    unknown: tuple[str, ...]
    columns: tuple[str, ...]


def table_of(text: str, shape: Shape) -> Table:
    """Return the table that ``text`` holds.

    Raises BrokenTableError where no line names the columns.
    """
    lines = _lines(text, shape)
    for position, (_, cells) in enumerate(lines):
        columns = [shape.columns.get(plain(cell)) for cell in cells]
        if columns.count(shape.key) == 1 and any(name in columns for name in shape.asked):
            return _table(lines[position + 1 :], columns, shape)
    raise BrokenTableError


def reading_of(text: str, shape: Shape) -> Reading:
    """Return the answers that ``text`` holds, subject by subject."""
    blank = dict.fromkeys(shape.asked, "")
    try:
        table = table_of(text, shape)
    except BrokenTableError:
        return Reading(dict.fromkeys(shape.subjects, blank), is_whole=False)
    rows = {subject: found[0] for subject, found in table.rows.items() if len(found) == 1}
    answers = {
        subject: {**blank, **(rows[subject].answers if subject in rows else {})}
        for subject in shape.subjects
    }
    is_whole = (
        not table.unknown
        and set(rows) == set(shape.subjects)
        and set(table.columns) == {shape.key, *shape.given, *shape.asked}
        and not any(row.strange or row.has_more for row in rows.values())
    )
    return Reading(answers, is_whole=is_whole)


def written(rows: Iterable[Iterable[str]]) -> str:
    """Return ``rows`` as the text of a CSV file."""
    page = io.StringIO()
    csv.writer(page, lineterminator="\n").writerows(rows)
    return page.getvalue()


def _lines(text: str, shape: Shape) -> list[tuple[int, list[str]]]:
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
        counts = (sum(plain(cell) in shape.columns for cell in cells) for _, cells in lines)
        return max(counts, default=0)

    return max((cut(delimiter) for delimiter in DELIMITERS), key=named_columns)


def _table(lines: list[tuple[int, list[str]]], columns: list[str | None], shape: Shape) -> Table:
    rows: dict[str, tuple[Row, ...]] = {}
    unknown: list[str] = []
    at = columns.index(shape.key)
    for number, cells in lines:
        name = cells[at] if at < len(cells) else ""
        subject = shape.subject_of(name)
        if subject is None:
            unknown.append(name)
            continue
        row = _row(number, cells, columns, shape)
        rows[subject] = (*rows.get(subject, ()), row)
    return Table(rows, tuple(unknown), tuple(column for column in columns if column))


def _row(number: int, cells: list[str], columns: list[str | None], shape: Shape) -> Row:
    words = {
        column: word
        for column, word in zip(columns, cells, strict=False)
        if column in shape.asked and column is not None
    }
    read = {column: shape.answer_of(column, word) for column, word in words.items()}
    return Row(
        line=number,
        words=words,
        answers={column: answer for column, answer in read.items() if answer},
        blanks=tuple(column for column in shape.asked if not words.get(column)),
        has_more=any(cells[len(columns) :]),
    )
