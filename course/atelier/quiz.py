# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The quick checks of the lessons: questions, their options, and a reason for every option.

The bank is data: ``questions/<module>/<lesson>.toml``, French and English side by side.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from atelier.words import LANGUAGES, Language

BANK: Final = Path(str(files(__package__))) / "questions"
FEWEST_OPTIONS: Final = 2

Text = Mapping[Language, str]


class QuestionError(ValueError):
    """A question of the bank is not written as it must be; the message says what to mend."""


class Kind(StrEnum):
    """How many options may be chosen."""

    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One possible answer, and why it is right or not."""

    id: str
    right: bool
    text: Text
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of a lesson's quick check; ``source`` says where the answer stands."""

    id: str
    kind: Kind
    prompt: Text
    options: tuple[Option, ...]
    source: Text | None = None


@cache
def questions_of(lesson: str) -> tuple[Question, ...]:
    """Return the questions of ``lesson`` (``02-licences/01-permission``), in order.

    A lesson without a file in the bank has none. Raises QuestionError where the file is wrong.
    """
    path = BANK / f"{lesson}.toml"
    return questions_in(path) if path.is_file() else ()


def questions_in(path: Path) -> tuple[Question, ...]:
    """Return the questions of one file of the bank; raises QuestionError where it is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise QuestionError(f"{path.name} is not TOML in UTF-8: {error}.") from error
    _refuse_unknown(tables, {"question"}, path.name)
    found = tables.get("question", [])
    questions = tuple(
        _question(table, f"{path.name}, question {number}")
        for number, table in enumerate(found, start=1)
    )
    _refuse_twins([question.id for question in questions], path.name)
    return questions


def grade(question: Question, chosen: Collection[str]) -> bool:
    """Return whether ``chosen`` holds exactly the ids of the right options."""
    return set(chosen) == {option.id for option in question.options if option.right}


def _question(table: Mapping[str, Any], where: str) -> Question:
    _refuse_unknown(table, {"id", "kind", "prompt", "source", "option"}, where)
    question = Question(
        id=_name(table, where),
        kind=_kind(table, where),
        prompt=_text(table, "prompt", where),
        options=tuple(
            _option(option, f"{where}, option {number}")
            for number, option in enumerate(table.get("option", []), start=1)
        ),
        source=_source(table, where),
    )
    _refuse_twins([option.id for option in question.options], where)
    if len(question.options) < FEWEST_OPTIONS:
        raise QuestionError(f"{where} has fewer than {FEWEST_OPTIONS} options: add some.")
    right = sum(option.right for option in question.options)
    if right == 0 or (question.kind is Kind.ONE and right > 1):
        raise QuestionError(
            f"{where} has {right} right options: 'one' needs exactly one, 'several' one or more."
        )
    return question


def _option(table: Mapping[str, Any], where: str) -> Option:
    _refuse_unknown(table, {"id", "right", "text", "reason"}, where)
    if not isinstance(table.get("right"), bool):
        raise QuestionError(
            f"{where} does not say whether it is right: write right = true or false."
        )
    return Option(
        id=_name(table, where),
        right=table["right"],
        text=_text(table, "text", where),
        reason=_text(table, "reason", where),
    )


def _name(table: Mapping[str, Any], where: str) -> str:
    name = table.get("id")
    if not isinstance(name, str) or not name:
        raise QuestionError(f"{where} has no id: give it a short name.")
    return name


def _kind(table: Mapping[str, Any], where: str) -> Kind:
    try:
        return Kind(table.get("kind", ""))
    except ValueError:
        raise QuestionError(f"{where} has no known kind: write 'one' or 'several'.") from None


def _source(table: Mapping[str, Any], where: str) -> Text | None:
    """Return where the answer stands: one text for both languages, or one for each."""
    source = table.get("source")
    if isinstance(source, str):
        return dict.fromkeys(LANGUAGES, source)
    return None if source is None else _text(table, "source", where)


def _text(table: Mapping[str, Any], key: str, where: str) -> Text:
    text = table.get(key)
    if not isinstance(text, dict) or set(text) != set(LANGUAGES) or not all(text.values()):
        raise QuestionError(f"{where} needs {key}.fr and {key}.en, both written.")
    return text


def _refuse_unknown(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        raise QuestionError(f"{where} holds {', '.join(unknown)}, which nobody reads: remove it.")


def _refuse_twins(names: list[str], where: str) -> None:
    if twins := sorted({name for name in names if names.count(name) > 1}):
        raise QuestionError(f"{where} uses the id {', '.join(twins)} twice: rename one.")
