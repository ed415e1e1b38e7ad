# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A reply to a team that wants an open-data licence on its code.

The machine reads the head of the file: what is wrong, which licence instead, which section of
the text says so. What fits is computed from the catalogue; the reply itself is read by a person.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from atelier.artefacts import reply
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.expression import (
    BrokenExpressionError,
    Compound,
    Expression,
    Join,
    Name,
    is_spdx,
    read,
)
from atelier.licences import Licence, Reach, catalogue, find, nearest
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language

REFUSED: Final = "OGL-Canada-2.0"  # the licence that the team asks for
RIGHT: Final = "made-for-data"
DEFINITIONS: Final = "definitions"  # where the text says what it is a licence of
BY_HAND: Final = 2.0
MAXIMUM: Final = {"diagnosis": 1.5, "alternative": 1.5, "section": 1.0}
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return how well the head of ``reponse-ore.md`` in ``folder`` answers the team."""
    try:
        written = reply.reply_of(read_text(folder, reply.FILE))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except reply.NoHeadError:
        keys = {language: _keys(language) for language in LANGUAGES}
        return _not_read("no-head", file=reply.FILE, keys=keys)
    findings = (_diagnosis(written), _alternative(written), _section(written))
    return Verdict(subject="diagnostic", findings=findings, by_hand=BY_HAND)


def fault_of(licence: Licence) -> str:
    """Return why ``licence`` does not serve the team's goal: the name of a fact, or nothing.

    The goal: free software that anyone may take, also into closed products, under a licence that
    the OSI approves, as long as the notice stays.
    """
    if not licence.is_free:
        return "not-free"
    if licence.category.made_for not in {"software", "anything"}:
        return f"for-{licence.category.made_for}"
    if licence.reach.value is not Reach.NONE:
        return "copyleft"
    if "include-copyright" not in licence.conditions:
        return "no-notice"
    return "" if licence.osi.value else "not-approved"


@cache
def supporting() -> frozenset[str]:
    """Return the sections that support the diagnosis.

    They are the definitions, which say what the licence is of, and the section on which the
    catalogue rests what it says of software and of patents.
    """
    licence = find(REFUSED)
    clauses = {licence.patent.citation.clause}
    clauses |= {licence.remark.citation.clause} if licence.remark else set()
    return frozenset({DEFINITIONS, *filter(None, map(_section_called, clauses))})


def _section_called(clause: str) -> str | None:
    return reply.choice_of("section", clause)


def _keys(language: Language) -> str:
    return ", ".join(reply.key_of(field, language=language) for field in reply.FIELDS)


def _finding(criterion: str, fact: str, /, **values: object) -> Finding:
    """Return a finding; the facts whose names begin with ``right`` have all the points."""
    maximum = MAXIMUM[criterion]
    key = {language: reply.key_of(criterion, language=language) for language in LANGUAGES}
    return Finding(
        criterion=criterion,
        fact=fact,
        points=maximum if fact.startswith("right") else 0,
        maximum=maximum,
        values={"key": key, "refused": REFUSED, **values},
    )


def _not_read(fact: str, **values: object) -> Verdict:
    """Say once why the head was not read."""
    first, *others = reply.FIELDS
    later = (_finding(field, "not-read") for field in others)
    return Verdict(
        subject="diagnostic", findings=(_finding(first, fact, **values), *later), by_hand=BY_HAND
    )


def _only(written: reply.Reply, field: str) -> str | Finding:
    """Return the one word that answers ``field``, or what there is to say of none or several."""
    words = written.words_for(field)
    if not words:
        if written.odd:
            lines = ", ".join(map(str, written.odd))
            return _finding(field, "odd", lines=lines)
        return _finding(field, "blank")
    if len(words) > 1:
        return _finding(field, "several", words=", ".join(words))
    return words[0]


def _diagnosis(written: reply.Reply) -> Finding:
    word = _only(written, "diagnosis")
    if isinstance(word, Finding):
        return word
    choice = reply.choice_of("diagnosis", word)
    if choice is None:
        return _finding("diagnosis", "strange", word=word)
    if choice == RIGHT:
        return _finding("diagnosis", "right")
    clause = find(REFUSED).permissions["commercial-use"].clause
    return _finding("diagnosis", f"wrong-{choice}", clause=clause)


def _section(written: reply.Reply) -> Finding:
    word = _only(written, "section")
    if isinstance(word, Finding):
        return word
    choice = reply.choice_of("section", word)
    if choice is None:
        return _finding("section", "strange", word=word)
    if choice in supporting():
        return _finding("section", f"right-{choice}")
    named = reply.word_of("section", choice, language="en")
    return _finding("section", "beside", named=named)


def _alternative(written: reply.Reply) -> Finding:
    word = _only(written, "alternative")
    if isinstance(word, Finding):
        return word
    try:
        expression = read(word)
    except BrokenExpressionError:
        return _unknown(word)
    if isinstance(expression, Compound) and expression.join is Join.ALL:
        return _finding("alternative", "several", words=word)
    for name in _names(expression):
        if name.id not in catalogue():
            return _unknown(str(name))
        fault = "exception" if name.exception else fault_of(find(name.id))
        if fault:
            return _finding("alternative", fault, licence=name.id, clause=_clause(find(name.id)))
    return _finding("alternative", "right", licence=str(expression))


def _unknown(word: str) -> Finding:
    if Name(id=word).is_reference:
        return _finding("alternative", "unknown", word=word)
    if is_spdx(word):
        return _finding("alternative", "elsewhere", licence=word)
    meant = nearest(word)
    if meant:
        return _finding("alternative", "misspelt", word=word, meant=meant)
    return _finding("alternative", "unknown", word=word)


def _clause(licence: Licence) -> Faces:
    """Return where the licence says how far it reaches; nothing where the text has no numbers."""
    clause = licence.reach.citation.clause
    if not clause:
        return dict.fromkeys(LANGUAGES, "")
    return {"fr": f" (art. {clause})", "en": f" (s. {clause})"}


def _names(expression: Expression) -> Iterator[Name]:
    if isinstance(expression, Name):
        yield expression
    else:
        for part in expression.parts:
            yield from _names(part)
