# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A project's ``LICENSE``: one line or more with a year and a holder, and the licence's text.

The notice may stand before or after the text, in French or in English, in the form of an SPDX
tag or not; what stands between brackets in it is a place that was not filled in yet.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import plain
from atelier.holders import ADDRESS, YEAR, blanks_in
from atelier.identification import identify, statement, tail, words
from atelier.licences import catalogue, find
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "LICENSE"
LICENCES: Final = (
    "LiLiQ-P-1.1",
    "LiLiQ-R-1.1",
    "LiLiQ-Rplus-1.1",
    "Apache-2.0",
    "MPL-2.0",
    "LGPL-3.0-or-later",
    "GPL-3.0-or-later",
)
SECTION: Final = "mention"
LONGEST: Final = 25  # words: what is longer is a sentence of a licence, not a notice
MOST_LETTERS: Final = 500  # of a line: what is longer is no line that a person wrote
MARK: Final = re.compile(
    r"\W*(?:spdx-filecopyrighttext\b|copyright\b|©|&copy;|\(c\)|droits? d.auteur\b|titulaires?\b)",
    re.IGNORECASE,
)
MARKS: Final = re.compile(
    r"(?:\W*(?:spdx-filecopyrighttext|copyright|titulaires? d(?:u|es) droits?(?: d.auteur)?"
    r"|titulaires?|droits? d.auteur|\(c\)|©|&copy;)(?!\w))+",
    re.IGNORECASE,
)
NOT_A_NAME: Final = re.compile(
    r"all rights reserved|tous droits réservés|\(?\b(?:19|20)\d\d\b\)?|\bpresent\b|\(c\)|©",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One line that names who holds the rights; a blank is a place that waits to be filled in."""

    line: str
    years: tuple[str, ...]
    holder: str
    year_blank: str = ""
    holder_blank: str = ""


def notices_of(text: str) -> tuple[Notice, ...]:
    """Return the notices of ``text``; those that belong to a licence's own text do not count."""
    return tuple(_notice(line) for line in _lines_of(text))


def body_of(text: str) -> str:
    """Return ``text`` without its notices: what should be the licence, and nothing else."""
    found = set(_lines_of(text))
    return "\n".join(line for line in text.splitlines() if line.strip() not in found)


def prompt_in(text: str) -> str:
    """Return the line that asks for the licence's text, where it was left in ``text``."""
    asked = {plain(words_beside(__file__).say("text.blank", language=face)) for face in LANGUAGES}
    return next((line.strip() for line in text.splitlines() if plain(line) in asked), "")


def holder_of(line: str) -> str:
    """Return who is named in a notice, once its other parts are taken away."""
    name = ADDRESS.sub(" ", MARKS.sub(" ", line, count=1) if MARKS.match(line) else line)
    for blank in blanks_in(line):
        name = name.replace(blank, " ") if blank else name
    name = NOT_A_NAME.sub(" ", name)
    name = re.sub(r"^\W*(?:by|par)\b", " ", " ".join(name.split()), flags=re.IGNORECASE)
    name = name.strip(" \t-–—,;:.#*/<>|\"'«»“”")
    return name if len(re.findall(r"[^\W\d_]", name)) > 1 else ""


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return the three questions: which licence, who holds the rights, since which year."""
    say = words_beside(__file__).say
    named = tuple(Choice(name, f"{name} – {find(name).name[language]}") for name in LICENCES)
    choices = {"licence": named, "holder": (), "year": ()}
    questions = tuple(
        Question(asked, say(f"{asked}.label", language=language), listed)
        for asked, listed in choices.items()
    )
    return (Section(SECTION, "", questions),)


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds; it is whole where nothing else stands in it."""
    notices = notices_of(text)
    notice = notices[0] if len(notices) == 1 else _notice("")
    body = body_of(text).replace(prompt_in(text), "").strip()
    licence = next((name for name in identify(body).licences if name in LICENCES), "")
    answers = {
        "licence": licence,
        "holder": notice.holder,
        "year": notice.years[0] if len(notice.years) == 1 else "",
    }
    is_known = not body or (licence and words(body) == words(find(licence).text))
    is_plain = len(notices) <= 1 and len(notice.years) <= 1 and not ADDRESS.search(notice.line)
    is_whole = bool(is_known) and is_plain and not statement(text)
    return Reading({SECTION: answers}, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the file with ``answers`` in it, written anew; a blank stands where one is missing."""
    given = answers.get(SECTION, {})

    def said(asked: str) -> str:
        blank = words_beside(__file__).say(f"{asked}.blank", language=language)
        return given.get(asked, "").strip() or blank

    licence = given.get("licence", "")
    blank = words_beside(__file__).say("text.blank", language=language)
    body = find(licence).text.rstrip() if licence else blank
    return f"Copyright {said('year')} {said('holder')}\n\n{body}\n"


def _lines_of(text: str) -> list[str]:
    after = tail(text)
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if _is_notice(line) and not _is_licence_own(line, after)]


def _is_notice(line: str) -> bool:
    found = MARK.match(line) if len(line) <= MOST_LETTERS else None
    if not found or len(line.split()) > LONGEST:
        return False
    begins = found.group().lstrip(" #*/-<!")[:1]
    return not begins.islower() or bool(YEAR.search(line)) or any(blanks_in(line))


def _is_licence_own(line: str, after: str) -> bool:
    """Return whether a licence says this of itself; a blank it leaves to its user is not so."""
    if f" {_bare(line)} " not in _all_texts():
        return False
    return not any(blanks_in(line)) or line in after


def _notice(line: str) -> Notice:
    year_blank, holder_blank = blanks_in(line)
    return Notice(
        line=line,
        years=tuple(YEAR.findall(line)),
        holder=holder_of(line),
        year_blank=year_blank,
        holder_blank=holder_blank,
    )


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text)))


@cache
def _all_texts() -> str:
    return " | ".join(f" {_bare(licence.text)} " for licence in catalogue().values())
