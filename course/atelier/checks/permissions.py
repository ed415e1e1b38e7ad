# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A table of what twelve licences permit and ask: each licence is one criterion, worth 1 point.

Seven right answers are worth the point and six a quarter of it; five or fewer, nothing. With
half a point for six, one and the same answer given for every licence could pass a fifth of the
scale. The truth is that of ``licences``, and is not repeated here.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from atelier.artefacts.table import BrokenTableError, Row, Table
from atelier.artefacts.tags import (
    FILE,
    LICENCES,
    REACH,
    RULES,
    column_of,
    fill,
    table_of,
)
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.licences import find
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
ONE_SLIP: Final = 0.25
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return how well ``tags.csv`` in ``folder`` says what each licence says."""
    try:
        table = table_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except BrokenTableError:
        header = {language: fill("", {}, language=language) for language in LANGUAGES}
        first = {language: text.partition("\n")[0] for language, text in header.items()}
        return _not_read("broken", file=FILE, header=first)
    return _verdict(_row_finding(licence, table) for licence in LICENCES)


@cache
def truth_of(licence: str) -> dict[str, str]:
    """Return the right answer to each rule: yes or no, and how far the same licence reaches."""
    blank = {rule: "none" if rule == REACH else "no" for rule in RULES}
    return blank | {rule: answer for rule, (answer, _) in _said(licence).items()}


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return Verdict(subject="permissions", findings=tuple(findings))


def _finding(licence: str, fact: str, /, points: float = 0, **values: object) -> Finding:
    values = {"licence": licence, **values}
    return Finding(criterion="licence", about=licence, fact=fact, points=points, values=values)


def _not_read(fact: str, **values: object) -> Verdict:
    """Say once why the file was not read."""
    first, *others = LICENCES
    later = (_finding(licence, "not-read") for licence in others)
    return _verdict((_finding(first, fact, 0, **values), *later))


def _row_finding(licence: str, table: Table) -> Finding:
    rows = table.rows.get(licence, ())
    if not rows and table.unknown:
        return _finding(licence, "misnamed", names=", ".join(table.unknown))
    if not rows:
        return _finding(licence, "missing")
    if len({tuple(sorted(row.answers.items())) for row in rows}) > 1:
        return _finding(licence, "twice", lines=", ".join(str(row.line) for row in rows))
    return _answers_finding(licence, rows[0])


def _answers_finding(licence: str, row: Row) -> Finding:
    if row.has_more:
        return _finding(licence, "long", line=row.line)
    truth, answers = truth_of(licence), row.answers
    wrong = [rule for rule in RULES if answers.get(rule) != truth[rule]]
    points = (1, ONE_SLIP, 0)[min(len(wrong), 2)]
    if row.strange:
        return _finding(licence, "strange", points, cells=_joined(_strange(row)))
    if len(row.blanks) == len(RULES):
        return _finding(licence, "untouched")
    if row.blanks:
        return _finding(licence, "blank", points, blanks=_joined(map(_column, row.blanks)))
    if not wrong:
        return _finding(licence, "right", points)
    places = _joined(_place(licence, rule) for rule in wrong)
    right = len(RULES) - len(wrong)
    return _finding(licence, "nearly" if points else "wrong", points, places=places, right=right)


def _strange(row: Row) -> list[Faces]:
    return [
        WORDS.in_both("cell.strange", column=_column(rule), word=word)
        for rule, word in row.strange.items()
    ]


@cache
def _said(licence: str) -> dict[str, tuple[str, str]]:
    """Return what the licence does say: rule → the answer and the clause that proves it."""
    found = find(licence)
    marks = {tag: found.limitations[tag] for tag in found.limitations if tag == "trademark-use"}
    said = {}
    for tag, citation in {**found.permissions, **found.conditions, **marks}.items():
        rule, _, reach = tag.partition("--")
        if rule in RULES:
            said[rule] = ((reach or "work") if rule == REACH else "yes", citation.clause)
    return said


def _place(licence: str, rule: str) -> Faces:
    """Return the column and the passage that answers, whatever the answer is."""
    said = _said(licence)
    clause = said[rule][1] if rule in said else _passage(licence, rule)
    column = _column(rule)
    if not clause:
        return WORDS.in_both("cell.text", column=column)
    return WORDS.in_both("cell.clause", column=column, clause=clause)


def _passage(licence: str, rule: str) -> str:
    """Return where a licence would say what it does not say; nothing means the whole text."""
    passages = WORDS.table("passage", language="en").get(licence, {})
    return str(passages.get(rule, "")) if isinstance(passages, dict) else ""


def _column(rule: str) -> Faces:
    return {language: column_of(rule, language=language) for language in LANGUAGES}


def _joined(faces: Iterable[Faces]) -> Faces:
    listed = list(faces)
    return {language: ", ".join(face[language] for face in listed) for language in LANGUAGES}
