# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A reply to a team, ``reponse-ore.md``: three short answers at its head, then a text.

The head stands between two lines of three dashes. It is read line by line and not as YAML:
headings of a licence hold colons, and a colon too many must not cost a person the whole answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import plain
from atelier.licences import catalogue
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "reponse-ore.md"
FIELDS: Final = ("diagnosis", "alternative", "section")
FENCE: Final = "---"
LINE: Final = re.compile(r"\s*(?P<key>[^:#]+?)\s*:\s*(?P<word>.*?)\s*")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the head: its number, the ``field`` it fills (None: no such field), its word."""

    line: int
    key: str
    word: str
    field: str | None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the file holds: the entries of its head, lines there that are no entry, the text."""

    entries: tuple[Entry, ...]
    odd: tuple[int, ...]
    body: str

    def words_for(self, field: str) -> tuple[str, ...]:
        """Return what is answered to ``field``, each word once: more than one is no answer."""
        found = (entry.word for entry in self.entries if entry.field == field and entry.word)
        return tuple(dict.fromkeys(found))

    @property
    def is_whole(self) -> bool:
        """Return whether every line of the head was understood, and no field given twice."""
        fields = [entry.field for entry in self.entries]
        known = all(entry.field and _is_known(entry) for entry in self.entries)
        return known and not self.odd and len(fields) == len(set(fields))


class NoHeadError(ValueError):
    """The text does not begin with a head between two lines of three dashes."""


def reply_of(text: str) -> Reply:
    """Return the reply that ``text`` holds; raises NoHeadError where it has no head."""
    head, body = _cut(text)
    entries, odd = [], []
    for number, line in head:
        found = LINE.fullmatch(line)
        if found:
            key = found["key"]
            word = found["word"].strip().strip("\"'`«»“”").strip()
            entries.append(Entry(line=number, key=key, word=word, field=_fields().get(plain(key))))
        elif line.strip() and not line.strip().startswith("#"):
            odd.append(number)
    return Reply(entries=tuple(entries), odd=tuple(odd), body=body)


def choice_of(field: str, word: str) -> str | None:
    """Return the id of the choice that ``word`` stands for; None where it is not in the list."""
    return _choices(field).get(plain(word).rstrip(" :"))


def key_of(field: str, *, language: Language) -> str:
    """Return the word that stands for ``field`` in the file."""
    return words_beside(__file__).say(f"{field}.key", language=language)


def word_of(field: str, choice: str, *, language: Language) -> str:
    """Return what the file holds for a choice: a licence is its identifier."""
    if field == "alternative":
        return choice
    return words_beside(__file__).say(f"{field}.choice.{choice}.word", language=language)


def choices_of(field: str) -> tuple[str, ...]:
    """Return the ids of what may be answered to ``field``, in order."""
    if field == "alternative":
        return tuple(catalogue())
    return tuple(words_beside(__file__).table(f"{field}.choice", language="en"))


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return the three questions, in one section."""
    words = words_beside(__file__)
    questions = tuple(
        Question(
            field,
            words.say(f"{field}.label", language=language),
            tuple(
                Choice(choice, _label(field, choice, language=language))
                for choice in choices_of(field)
            ),
        )
        for field in FIELDS
    )
    return (Section("reply", "", questions),)


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    try:
        reply = reply_of(text)
    except NoHeadError:
        return Reading({"reply": dict.fromkeys(FIELDS, "")}, is_whole=not text.strip())
    answers = {field: _answer(field, reply.words_for(field)) for field in FIELDS}
    return Reading({"reply": answers}, is_whole=reply.is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:
    """Return ``text`` with the answers at its head; what was written below stays as it is."""
    try:
        body = reply_of(text).body
    except NoHeadError:
        body = f"\n{text}" if text.strip() else "\n"
    lines = (_line(field, answers["reply"][field], language=language) for field in FIELDS)
    return "\n".join((FENCE, *lines, FENCE, "")) + body


def _line(field: str, choice: str, *, language: Language) -> str:
    word = word_of(field, choice, language=language) if choice else ""
    return f"{key_of(field, language=language)}: {word}".rstrip()


def _cut(text: str) -> tuple[list[tuple[int, str]], str]:
    """Return the lines of the head with their numbers, and what comes after the head."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.strip() == FENCE]
    if len(fences) < 2 or any(line.strip() for line in lines[: fences[0]]):  # noqa: PLR2004
        raise NoHeadError
    start, stop = fences[:2]
    head = list(enumerate(lines[start + 1 : stop], start=start + 2))
    return head, "\n".join(lines[stop + 1 :])


def _answer(field: str, words: tuple[str, ...]) -> str:
    return (choice_of(field, words[0]) or "") if len(words) == 1 else ""


def _is_known(entry: Entry) -> bool:
    return bool(entry.field and (not entry.word or choice_of(entry.field, entry.word)))


def _label(field: str, choice: str, *, language: Language) -> str:
    if field == "alternative":
        return choice
    return words_beside(__file__).say(f"{field}.choice.{choice}.label", language=language)


@cache
def _fields() -> dict[str, str]:
    named = {
        plain(key_of(field, language=language)): field for field in FIELDS for language in LANGUAGES
    }
    return named | {field: field for field in FIELDS}


@cache
def _choices(field: str) -> Mapping[str, str]:
    return {plain(word).rstrip(" :"): choice for word, choice in _spelled(field)}


def _spelled(field: str) -> Iterator[tuple[str, str]]:
    for choice in choices_of(field):
        yield choice, choice
        for language in LANGUAGES:
            yield word_of(field, choice, language=language), choice
            yield _label(field, choice, language=language), choice
