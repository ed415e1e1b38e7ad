# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Five SPDX expressions in ``expression.txt``: each case is one criterion, worth 1 point.

What counts is what an expression says: order, needless brackets, capitals and how a choice is
spread out do not matter. An identifier that SPDX has deprecated is worth half; the right
licences joined wrongly, a quarter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from atelier import spdx
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.explanation import explain
from atelier.expression import (
    BrokenExpressionError,
    Compound,
    Expression,
    Name,
    is_equivalent,
    meant,
    names_in,
    read,
    visible,
    words_of,
)
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
FILE: Final = "expression.txt"
ANSWERS: Final[Mapping[str, str]] = {
    "choice": "MIT OR Apache-2.0",
    "own": "LiLiQ-R-1.1 AND LicenseRef-contrat-2024",
    "exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "later": "LGPL-2.1-or-later",
    "brackets": "(EUPL-1.2 OR GPL-3.0-only) AND CC-BY-4.0",
}
OLD_NAME: Final = 0.5
WRONG_JOIN: Final = 0.25
OURS: Final = "LicenseRef-"
NUMBERED: Final = re.compile(r"(?:cas|case)?\s*(\d{1,3})\s*(?:[.:)=]|\s|$)\s*(.*)", re.IGNORECASE)
TAG: Final = re.compile(r"SPDX-License-Identifier\s*:", re.IGNORECASE)
QUOTES: Final = "`\"'“”«» \t\N{NO-BREAK SPACE}"
Faces = dict[Language, str]


@dataclass(frozen=True)
class Sheet:
    """What the file holds: the answers given to each case, and whether a line has no number."""

    answers: Mapping[str, tuple[str, ...]]
    has_strays: bool


def check(folder: Path) -> Verdict:
    """Return how well ``expression.txt`` in ``folder`` says the five cases."""
    try:
        sheet = sheet_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        first, *others = ANSWERS
        told = _finding(first, "unreadable", seen=error.seen(), step=error.next_step())
        return _verdict(told, *(_finding(case, "not-read") for case in others))
    return _verdict(*(_case_finding(case, sheet) for case in ANSWERS))


def sheet_of(text: str) -> Sheet:
    """Return the answers of ``text``, case by case; lines that begin with ``#`` are comments."""
    answers: dict[str, tuple[str, ...]] = {}
    has_strays = False
    cases = dict(enumerate(ANSWERS, start=1))
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        numbered = NUMBERED.fullmatch(stripped)
        case = cases.get(int(numbered[1])) if numbered else None
        if numbered is None or case is None:
            has_strays = True
            continue
        if written := TAG.sub("", numbered[2]).strip(QUOTES):
            answers[case] = (*answers.get(case, ()), written)
        else:
            answers.setdefault(case, ())
    return Sheet(answers, has_strays)


def _verdict(*findings: Finding) -> Verdict:
    return Verdict(subject="expression", findings=findings)


def _finding(case: str, fact: str, /, points: float = 0, **values: object) -> Finding:
    values = {
        "title": WORDS.in_both(f"name.{case}", n=list(ANSWERS).index(case) + 1),
        "n": list(ANSWERS).index(case) + 1,
        "reread": WORDS.in_both(f"reread.{case}"),
        **values,
    }
    return Finding(criterion="case", about=case, fact=fact, points=points, values=values)


def _case_finding(case: str, sheet: Sheet) -> Finding:
    given = tuple(dict.fromkeys(sheet.answers.get(case, ())))
    if not given and case not in sheet.answers:
        return _finding(case, "unnumbered" if sheet.has_strays else "missing")
    if not given:
        return _finding(case, "untouched")
    if len(given) > 1:
        return _finding(case, "twice", count=len(given))
    try:
        return _answer_finding(case, given[0], _in_one_case(read(given[0])))
    except BrokenExpressionError as error:
        sentence = {language: error.sentence(language) for language in LANGUAGES}
        return _finding(case, "broken", sentence=sentence)


def _answer_finding(case: str, typed: str, expression: Expression) -> Finding:
    expected = _in_one_case(read(ANSWERS[case]))
    names, wanted = set(names_in(expression)), set(names_in(expected))
    shown = str(read(typed))
    for name in sorted(names - wanted, key=str):
        if not name.is_reference and spdx.licence(name.id) is None:
            return _unknown(case, name)
    old = {word.text: spdx.successor(word.text) for word in words_of(typed)}
    renamed = {before: today for before, today in old.items() if today}
    if is_equivalent(expression, expected) and renamed:
        said = ", ".join(f"{before} → {today}" for before, today in renamed.items())
        return _finding(case, "old", OLD_NAME, shown=shown, renamed=said)
    if is_equivalent(expression, expected):
        return _right(case, typed, shown)
    if names == wanted:
        return _finding(case, "joined", WRONG_JOIN, shown=shown, summary=_summary(typed))
    return _finding(case, _difference(names, wanted), shown=shown, extra=_extra(names - wanted))


def _difference(names: set[Name], wanted: set[Name]) -> str:
    """Return what sets these licences apart from those wanted: the name of a sentence."""
    if {_stem(name) for name in names} == {_stem(name) for name in wanted}:
        return "version"
    if {name.id for name in names} == {name.id for name in wanted}:
        return "exception"
    if names < wanted:
        return "fewer"
    return "others"


def _right(case: str, typed: str, shown: str) -> Finding:
    told = {language: explain(typed, language=language)["remarks"] for language in LANGUAGES}
    if not told["en"]:
        return _finding(case, "right", 1, shown=shown)
    remarks = {language: " ".join(told[language]) for language in LANGUAGES}
    return _finding(case, "right-told", 1, shown=shown, remarks=remarks)


def _unknown(case: str, name: Name) -> Finding:
    near = meant(name.id)
    fact = "nearest" if near else "unknown"
    return _finding(case, fact, id=visible(name.id), nearest=near)


def _extra(names: set[Name]) -> str:
    return ", ".join(sorted(map(str, names)))


def _summary(typed: str) -> Faces:
    return {language: explain(typed, language=language)["summary"] for language in LANGUAGES}


def _stem(name: Name) -> tuple[str, str]:
    stem = name.id.removesuffix("-only").removesuffix("-or-later")
    return stem, name.exception


def _in_one_case(expression: Expression) -> Expression:
    """Return ``expression`` with names of one's own in small letters: their case does not count."""
    if isinstance(expression, Compound):
        return replace(expression, parts=tuple(map(_in_one_case, expression.parts)))
    if not expression.id.startswith(OURS):
        return expression
    return replace(expression, id=OURS + expression.id.removeprefix(OURS).casefold())
