# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The learner's profile, ``profil.yml``: four answers out of closed lists, and no name."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import yaml

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import plain
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "profil.yml"
USUAL_LINE: Final = re.compile(r"\s*(#.*|---|[^:#]+:(\s*|\s+[^\s\[{].*))?")
FIELDS: Final = ("role", "organization", "path", "language")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the file: the ``field`` it fills (None: no such field), what is written there.

    ``choice`` is the id of the answer, None where the word is not in the list. ``place`` is
    where the word stands in the text, from one character to another.
    """

    line: int
    key: str
    word: str
    field: str | None
    choice: str | None
    place: tuple[int, int]


class BrokenProfileError(ValueError):
    """The text is no list of ``key: word`` lines."""

    def __init__(self, line: int) -> None:
        """Remember the ``line`` (from 1) where reading stopped."""
        super().__init__(f"line {line}")
        self.line = line


def entries_of(text: str) -> tuple[Entry, ...]:
    """Return the entries of ``text``, in the order of its lines.

    Raises BrokenProfileError where the text is not YAML, or YAML of another shape.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        stop = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenProfileError(_first_odd_line(text) or stop) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BrokenProfileError(1) from error
    if node is None:
        return ()
    if not isinstance(node, yaml.MappingNode):
        raise BrokenProfileError(node.start_mark.line + 1)
    return tuple(_entry(text, key, value) for key, value in node.value)


def words_of(field: str, *, language: Language) -> dict[str, str]:
    """Return the choices of ``field``: each id with its word."""
    table = words_beside(__file__).table(f"{field}.choice", language=language)
    return {choice: str(word) for choice, word in table.items()}


def key_of(field: str, *, language: Language) -> str:
    """Return the word that stands for ``field`` in the file."""
    return words_beside(__file__).say(f"{field}.key", language=language)


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return the four questions, in one section."""
    questions = tuple(
        Question(
            field,
            words_beside(__file__).say(f"{field}.label", language=language),
            tuple(Choice(*choice) for choice in words_of(field, language=language).items()),
        )
        for field in FIELDS
    )
    return (Section("profile", "", questions),)


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    try:
        entries = entries_of(text)
    except BrokenProfileError:
        return Reading({"profile": dict.fromkeys(FIELDS, "")}, is_whole=False)
    answers = {entry.field: entry.choice or "" for entry in entries if entry.field}
    understood = all(entry.field and (entry.choice or not entry.word) for entry in entries)
    is_whole = understood and len(answers) == len(entries)
    return Reading({"profile": dict.fromkeys(FIELDS, "") | answers}, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:
    """Return ``text`` with each answer in its place; other lines and comments stay.

    A text that was not wholly understood gives way to four plain lines.
    """
    chosen = answers["profile"]
    if not read(text).is_whole:
        text = ""
    present = {entry.field: entry for entry in entries_of(text)}
    for field, entry in sorted(present.items(), key=lambda item: item[1].place, reverse=True):
        word = words_of(str(field), language=language).get(chosen[str(field)], "")
        start, end = entry.place
        gap = " " if word and text[start - 1] == ":" else ""
        text = f"{text[:start]}{gap}{word}{text[end:]}"
    missing = [field for field in FIELDS if field not in present]
    ending = "" if not text or text.endswith("\n") else "\n"
    return text + ending + "".join(_line(field, chosen[field], language) for field in missing)


def _first_odd_line(text: str) -> int | None:
    """Return the first line that is no comment and no ``key: word``: YAML may stop further down."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not USUAL_LINE.fullmatch(line):
            return number
    return None


def _line(field: str, choice: str, language: Language) -> str:
    word = words_of(field, language=language).get(choice, "")
    return f"{key_of(field, language=language)}: {word}".rstrip() + "\n"


def _entry(text: str, key: yaml.Node, value: yaml.Node) -> Entry:
    name = _scalar(key)
    word = _scalar(value)
    field = _fields().get(plain(name))
    is_blank = not word and value.start_mark.index == value.end_mark.index
    after_colon = text.find(":", key.end_mark.index) + 1
    start = after_colon if is_blank else value.start_mark.index
    return Entry(
        line=key.start_mark.line + 1,
        key=name,
        word=word,
        field=field,
        choice=_choices(field).get(plain(word)) if field else None,
        place=(start, start if is_blank else value.end_mark.index),
    )


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return "…"
    return "" if node.value in {"null", "~"} else str(node.value).strip()


@cache
def _fields() -> dict[str, str]:
    return {
        plain(key_of(field, language=language)): field for field in FIELDS for language in LANGUAGES
    }


@cache
def _choices(field: str) -> dict[str, str]:
    return {
        plain(word): choice
        for language in LANGUAGES
        for choice, word in words_of(field, language=language).items()
    }
