# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Six choices of a licence: two criteria a case, each worth 1 point.

A licence counts if it is among those that ``selection`` finds admissible for the needs of the
case. Of the three refusals of a case, three right reasons are worth the point and two half of
it; fewer, nothing: no code holds for two of the three, so that one and the same code for all
earns nothing. Any code that holds is right.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from atelier.artefacts.licence_choice import (
    FILE,
    LICENCE,
    BrokenChoicesError,
    Case,
    Choices,
    Word,
    cases,
    choices_of,
    title_of,
    word_of,
)
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.licences import find, nearest
from atelier.selection import Candidate, Evidence, Fit, judge
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
TWO_OF_THREE: Final = 0.5
NO_WORD: Final = Word("", "")
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return how well ``choix-licence.yml`` in ``folder`` answers the six cases."""
    try:
        choices = choices_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except BrokenChoicesError as error:
        return _not_read("broken", file=FILE, line=error.line)
    return _verdict(finding for case in cases() for finding in _findings(case, choices))


@cache
def candidate_of(case: str, licence: str) -> Candidate:
    """Return what ``selection`` says of a licence for the needs of a case."""
    needs = {each.id: each.needs for each in cases()}[case]
    return judge(find(licence), needs)


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return Verdict(subject="selection", findings=tuple(findings))


def _finding(
    criterion: str, case: Case, fact: str, /, points: float = 0, **values: object
) -> Finding:
    title = {language: title_of(case.id, language=language) for language in LANGUAGES}
    return Finding(
        criterion=criterion,
        about=f"{case.id}-{criterion}",
        fact=fact,
        points=points,
        values={"title": title, **values},
    )


def _not_read(fact: str, **values: object) -> Verdict:
    """Say once why the file was not read."""
    pairs = [(name, case) for case in cases() for name in ("licence", "reasons")]
    (first, case), *others = pairs
    later = (_finding(name, each, "not-read") for name, each in others)
    return _verdict((_finding(first, case, fact, 0, **values), *later))


def _findings(case: Case, choices: Choices) -> Iterator[Finding]:
    words = choices.words.get(case.id, {})
    if case.id in choices.twice:
        yield _finding("licence", case, "twice")
        yield _finding("reasons", case, "twice")
        return
    if not words and choices.unknown:
        names = ", ".join(choices.unknown)
        yield _finding("licence", case, "missing", names=names)
        yield _finding("reasons", case, "missing", names=names)
        return
    yield _licence_finding(case, words.get(LICENCE, NO_WORD))
    yield _reasons_finding(case, {name: words.get(name, NO_WORD) for name in case.refused})


def _licence_finding(case: Case, word: Word) -> Finding:
    if not word.text:
        return _finding("licence", case, "untouched")
    if not word.answer:
        near = nearest(word.text)
        fact = "near" if near else "unknown"
        return _finding("licence", case, fact, word=word.text, near=near or "")
    found = candidate_of(case.id, word.answer)
    if found.fit is Fit.ADMISSIBLE:
        return _finding("licence", case, "right", 1, licence=word.answer)
    why = _joined(_reason(point.name, point.evidence[0]) for point in found.reasons)
    return _finding("licence", case, str(found.fit), licence=word.answer, reasons=why)


def _reasons_finding(case: Case, words: dict[str, Word]) -> Finding:
    right = [name for name in words if words[name].answer in candidate_of(case.id, name).codes]
    points = (0, 0, TWO_OF_THREE, 1)[len(right)]
    blank = [name for name in words if not words[name].text]
    strange = [words[name].text for name in words if words[name].text and not words[name].answer]
    wrong = [name for name in words if name not in right]
    if len(blank) == len(words):
        return _finding("reasons", case, "untouched")
    if strange:
        return _finding("reasons", case, "strange", points, words=_quoted(strange))
    if blank:
        return _finding("reasons", case, "blank", points, names=", ".join(blank))
    if not wrong:
        return _finding("reasons", case, "right", points)
    places = _joined(_place(case, name) for name in wrong)
    fact = "nearly" if points else "wrong"
    return _finding("reasons", case, fact, points, right=len(right), places=places)


def _place(case: Case, licence: str) -> Faces:
    """Return a licence and where to read why it does not fit; the reason is not told."""
    point = candidate_of(case.id, licence).reasons[0]
    return WORDS.in_both("place", licence=licence, where=point.evidence[0].where)


def _reason(code: str, evidence: Evidence) -> Faces:
    label = {language: word_of(code, language=language) for language in LANGUAGES}
    return WORDS.in_both("reason", label=label, where=evidence.where)


def _quoted(words: Iterable[str]) -> Faces:
    return _joined(WORDS.in_both("quoted", word=word) for word in words)


def _joined(faces: Iterable[Faces]) -> Faces:
    listed = list(faces)
    return {language: "; ".join(face[language] for face in listed) for language in LANGUAGES}
