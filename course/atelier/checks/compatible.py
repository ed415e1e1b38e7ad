# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Twenty-four cases of a part in a whole: each is one criterion, worth ½ or 1 point.

The answer and a clause on which it rests are worth the points; the right answer with another
clause, or with none, a quarter of them. A clause counts only beside the right answer. The truth
is what ``combination`` answers, and is not repeated here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from atelier.artefacts.combinations import (
    ANSWER,
    CASES,
    CLAUSE,
    FILE,
    NONE,
    Case,
    choices_of,
    citation_of,
    fill,
    table_of,
)
from atelier.artefacts.table import BrokenTableError, Row, Table
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.combination import Answer
from atelier.licences import Sentence
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
ANSWER_ALONE: Final = 0.25
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return how well ``compat.csv`` in ``folder`` says what goes into what, and why."""
    try:
        table = table_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except BrokenTableError:
        header = {language: fill("", {}, language=language) for language in LANGUAGES}
        first = {language: text.partition("\n")[0] for language, text in header.items()}
        return _not_read("broken", file=FILE, header=first)
    return _verdict(_case_finding(case, table) for case in CASES)


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return Verdict(subject="compatible", findings=tuple(findings))


def _finding(case: Case, fact: str, /, share: float = 0, **values: object) -> Finding:
    title = {language: case.title(language) for language in LANGUAGES}
    return Finding(
        criterion="case",
        about=case.number,
        fact=fact,
        points=share * case.points,
        maximum=case.points,
        values={"case": title, **values},
    )


def _not_read(fact: str, **values: object) -> Verdict:
    """Say once why the file was not read."""
    first, *others = CASES
    return _verdict(
        (_finding(first, fact, 0, **values), *(_finding(c, "not-read") for c in others))
    )


def _case_finding(case: Case, table: Table) -> Finding:
    rows = table.rows.get(case.number, ())
    if not rows and table.unknown:
        return _finding(case, "misnamed", number=case.number, names=", ".join(table.unknown))
    if not rows:
        return _finding(case, "missing", number=case.number)
    if len({tuple(sorted(row.answers.items())) for row in rows}) > 1:
        return _finding(case, "twice", lines=", ".join(str(row.line) for row in rows))
    return _row_finding(case, rows[0])


def _row_finding(case: Case, row: Row) -> Finding:
    if row.has_more:
        return _finding(case, "long", line=row.line)
    if ANSWER in row.strange:
        return _finding(case, "strange-answer", word=row.strange[ANSWER], words=_answers())
    answer = row.answers.get(ANSWER)
    if answer is None:
        return _finding(case, "clause-alone" if row.words.get(CLAUSE) else "untouched")
    return _clause_finding(case, row) if answer == case.found.answer else _wrong(case, answer)


def _clause_finding(case: Case, row: Row) -> Finding:
    """Say what the clause adds to the right answer."""
    reference = row.answers.get(CLAUSE)
    if reference and _is_ground(reference, case):
        return _finding(case, "right", 1)
    if CLAUSE in row.strange:
        return _finding(case, "strange-clause", ANSWER_ALONE, word=row.strange[CLAUSE])
    fact = "other-clause" if reference else "no-clause"
    return _finding(case, fact, ANSWER_ALONE, texts=_texts(case))


def _is_ground(reference: str, case: Case) -> bool:
    """Return whether the answer rests on it; section 5 is named where 5(c) decides."""
    return any(
        ground == reference or ground.startswith(f"{reference}(") for ground in case.references
    )


def _wrong(case: Case, answer: str) -> Finding:
    given = {language: choices_of(ANSWER, language=language)[answer] for language in LANGUAGES}
    if Answer(answer).is_allowed and case.found.answer.is_allowed:
        return _conditions_finding(case, given)
    grounds = sorted(case.references - {NONE})
    if not grounds:
        return _finding(case, "wrong-silent", answer=given)
    return _finding(case, "wrong", answer=given, places=_places(grounds))


def _conditions_finding(case: Case, given: Faces) -> Finding:
    """Name the condition that was missed, or that no clause sets."""
    found, places = case.found, _places(sorted(case.references))
    if found.answer is Answer.CONDITIONS:
        missed = [duty.text for duty in found.obligations if not duty.is_usual]
        return _finding(
            case, "condition-missed", answer=given, places=places, conditions=_joined(missed)
        )
    told = {language: " ".join(found.said(language)) for language in LANGUAGES}
    if any(told.values()):
        return _finding(case, "condition-supposed", answer=given, places=places, supposed=told)
    usual = [duty.text for duty in found.obligations]
    fact = "condition-invented" if usual else "condition-none"
    return _finding(case, fact, answer=given, places=places, usual=_joined(usual))


def _joined(sentences: Iterable[Sentence]) -> Faces:
    said = list(sentences)
    return {language: " ".join(each[language] for each in said) for language in LANGUAGES}


def _places(grounds: Iterable[str]) -> Faces:
    cited = list(grounds)
    return {
        language: ", ".join(citation_of(each, language=language) for each in cited)
        for language in LANGUAGES
    }


def _texts(case: Case) -> Faces:
    """Return whose texts decide, without the clause."""
    grounds = sorted({ground.partition(" ")[0] for ground in case.references})
    said: Faces = {}
    for language in LANGUAGES:
        known = choices_of(CLAUSE, language=language)
        said[language] = ", ".join(known.get(each, each) for each in grounds)
    return said


def _answers() -> Faces:
    return {
        language: ", ".join(choices_of(ANSWER, language=language).values())
        for language in LANGUAGES
    }
