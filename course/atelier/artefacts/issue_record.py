# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""An issue before it is opened, ``billet.yml``: title, context, steps, expected, seen, labels.

It looks like YAML and is read line by line: sentences hold colons, and a colon too many must not
cost a person the whole answer.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import plain
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "billet.yml"
SECTION: Final = "issue"
FIELDS: Final = ("title", "context", "steps", "expected", "actual", "labels")
LISTS: Final = frozenset({"steps", "labels"})
LABELS: Final = ("kind", "area")  # the two lists out of which a label comes
MOST_STEPS: Final = 4  # that the form has room for
LINE: Final = re.compile(r"(?P<key>[^\W\d][\w ’'-]*?)\s*:(?:\s+|$)(?P<word>.*)")
BLANKS: Final = frozenset({"", "|", ">", "|-", ">-", "null", "~", "[]"})  # nothing, in YAML
SPECIAL: Final = re.compile(r"[:#\"'\[\]{}&*!|>%@`-]")
ITEM: Final = re.compile(r"\s*(?:[-*•]|\d+[.)])\s*(?P<word>.*)")


@dataclass(frozen=True, kw_only=True)
class IssueRecord:
    """What the file holds: the words of each field, and the lines that belong to none."""

    words: dict[str, tuple[str, ...]]
    odd: tuple[int, ...]
    twice: tuple[str, ...]

    def word(self, field: str) -> str:
        """Return what is written in a field, several lines as one."""
        return " ".join(self.words.get(field, ()))

    def all_words(self) -> Iterator[tuple[str, str]]:
        """Yield each field with each thing written in it."""
        for field, words in self.words.items():
            for word in words:
                yield field, word


def record_of(text: str) -> IssueRecord:
    """Return the issue that ``text`` holds; fields that are missing have no words."""
    words: dict[str, list[str]] = {}
    odd, twice = [], []
    current = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#") or line.strip() in {"---", "..."}:
            continue
        found = LINE.fullmatch(line.rstrip())
        field = _fields().get(plain(found["key"])) if found else None
        if found and field:
            current = field
            if field in words:
                twice.append(field)
            words.setdefault(field, []).extend(_values(field, found["word"]))
        elif current and (item := ITEM.fullmatch(line)) and current in LISTS:
            words[current] += _values("", item["word"])
        elif current and line[0].isspace():
            _go_on(words[current], _bare(line))
        else:
            odd.append(number)
    kept = {field: tuple(filter(None, said)) for field, said in words.items()}
    return IssueRecord(words=kept, odd=tuple(odd), twice=tuple(twice))


def key_of(field: str, *, language: Language) -> str:
    """Return the word that stands for ``field`` in the file."""
    return words_beside(__file__).say(f"key.{field}", language=language)


def labels_of(group: str, *, language: Language) -> dict[str, str]:
    """Return the labels of one list: each id with its word."""
    table = words_beside(__file__).table(f"label.{group}", language=language)
    return {name: str(word) for name, word in table.items()}


def label_called(word: str) -> tuple[str, str] | None:
    """Return the list and the id of the label that ``word`` names, if there is one."""
    return _labels().get(plain(word))


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return what the form asks: short lines, and two labels out of lists."""
    words = words_beside(__file__)

    def ask(name: str, choices: tuple[Choice, ...] = (), **values: object) -> Question:
        label = words.say(f"question.{name}", language=language, **values)
        return Question(f"{name}-{values['number']}" if values else name, label, choices)

    steps = (ask("step", number=number) for number in range(1, MOST_STEPS + 1))
    labels = (
        ask(group, tuple(Choice(*each) for each in labels_of(group, language=language).items()))
        for group in LABELS
    )
    plain_ones = ask("title"), ask("context")
    return (Section(SECTION, "", (*plain_ones, *steps, ask("expected"), ask("actual"), *labels)),)


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    record = record_of(text)
    steps = record.words.get("steps", ())
    labels = [label_called(word) for word in record.words.get("labels", ())]
    groups = [found[0] for found in labels if found]
    answers = {field: record.word(field) for field in FIELDS if field not in LISTS}
    answers |= {
        f"step-{number}": steps[number - 1] if number <= len(steps) else ""
        for number in range(1, MOST_STEPS + 1)
    }
    answers |= {
        group: next((found[1] for found in labels if found and found[0] == group), "")
        for group in LABELS
    }
    is_whole = (
        not record.odd
        and not record.twice
        and len(steps) <= MOST_STEPS
        and all(labels)
        and len(groups) == len(set(groups))
    )
    return Reading({SECTION: answers}, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the issue with ``answers`` in it, written anew."""
    chosen = answers[SECTION]
    steps = [chosen.get(f"step-{number}", "") for number in range(1, MOST_STEPS + 1)]
    labels = [
        labels_of(group, language=language).get(chosen.get(group, ""), "") for group in LABELS
    ]
    lines = [f"# {words_beside(__file__).say('head', language=language)}"]
    for field in FIELDS:
        key = key_of(field, language=language)
        if field in LISTS:
            items = filter(None, steps if field == "steps" else labels)
            lines += [f"{key}:", *(f"  - {_quoted(item)}" for item in items)]
        else:
            lines.append(f"{key}: {_quoted(chosen.get(field, ''))}".rstrip())
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """Return ``word`` as YAML reads it back, whatever it holds."""
    is_plain = word not in BLANKS and not SPECIAL.search(word)
    return word if is_plain or not word else json.dumps(word, ensure_ascii=False)


def _values(field: str, word: str) -> list[str]:
    """Return what stands behind a key or a dash: one thing, or a list between brackets."""
    bare = word.strip()
    if bare.startswith("[") and bare.endswith("]"):
        return [_bare(each) for each in bare[1:-1].split(",")]
    if field == "labels":
        return [_bare(each) for each in re.split(r"[,;]", bare)]
    return [_bare(bare)]


def _bare(word: str) -> str:
    word = word.strip()
    if word in BLANKS:
        return ""
    if len(word) > 1 and word[0] == word[-1] == '"':
        try:
            return str(json.loads(word)).strip()
        except ValueError:
            return word[1:-1].strip()
    return word.strip("'").strip() if word.startswith("'") and word.endswith("'") else word


def _go_on(words: list[str], more: str) -> None:
    """Add a line that goes on to the last thing written."""
    if words and words[-1]:
        words[-1] = f"{words[-1]} {more}"
    else:
        words.append(more)


@cache
def _fields() -> dict[str, str]:
    named = {
        plain(key_of(field, language=language)): field for field in FIELDS for language in LANGUAGES
    }
    return named | {field: field for field in FIELDS}


@cache
def _labels() -> dict[str, tuple[str, str]]:
    return {
        plain(word): (group, name)
        for group in LABELS
        for language in LANGUAGES
        for name, word in labels_of(group, language=language).items()
    }
