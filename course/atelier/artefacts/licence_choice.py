# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Six choices of a licence, ``choix-licence.yml``: for each case a licence, and three refusals.

The cases lie in ``licence_choice.toml``: what is wanted, and three licences that do not fit, for
which the learner says why. Which licence fits is for ``selection`` to say, not for this file.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import plain
from atelier.combination import Linking
from atelier.licences import catalogue
from atelier.selection import (
    WORDS,
    Code,
    Dependency,
    Goal,
    Jurisdiction,
    Needs,
    Subject,
    Wish,
)
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "choix-licence.yml"
LICENCE: Final = "licence"
WIDTH: Final = 90


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: its ``needs``, and the licences that do not fit (``refused``)."""

    id: str
    needs: Needs
    refused: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """What stands in one place of the file: the word, and the answer that it is, if it is one."""

    text: str
    answer: str


@dataclass(frozen=True)
class Choices:
    """What the file holds: by case, by question (``licence`` or a licence's id).

    ``unknown`` are names that stand where a case or a question is expected and are none.
    """

    words: Mapping[str, Mapping[str, Word]]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


class BrokenChoicesError(ValueError):
    """The text is not written as YAML, or not as a list of cases."""

    def __init__(self, line: int) -> None:
        """Remember the ``line`` (from 1) where reading stopped."""
        super().__init__(f"line {line}")
        self.line = line


@cache
def cases() -> tuple[Case, ...]:
    """Return the six cases, in their order."""
    return tuple(_case(name, facts) for name, facts in _table("case").items())


def title_of(case: str, *, language: Language) -> str:
    """Return the title of a case."""
    return _say(f"case.{case}.title", language)


def word_of(code: str, *, language: Language) -> str:
    """Return the word that stands for a reason code in the file."""
    return WORDS.say(f"code.{code}.label", language=language)


def choices_of(text: str) -> Choices:
    """Return what ``text`` holds; what is missing has no word.

    Raises BrokenChoicesError where the text cannot be read as YAML with one entry a case.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BrokenChoicesError(mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BrokenChoicesError(1) from error
    if node is None:
        return Choices({})
    if not isinstance(node, yaml.MappingNode):
        raise BrokenChoicesError(node.start_mark.line + 1)
    return _read(node)


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return one section a case: which licence, and why not each of three others."""
    licences = tuple(Choice(name, name) for name, each in catalogue().items() if each.is_free)
    codes = tuple(Choice(code, word_of(code, language=language)) for code in Code)
    return tuple(
        Section(
            case.id,
            title_of(case.id, language=language),
            (
                Question(LICENCE, _say("question.licence", language), licences),
                *(
                    Question(
                        name,
                        words_beside(__file__).say(
                            "question.refusal", language=language, licence=name
                        ),
                        codes,
                    )
                    for name in case.refused
                ),
            ),
        )
        for case in cases()
    )


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    try:
        choices = choices_of(text)
    except BrokenChoicesError:
        choices = Choices({}, unknown=("",))
    found = {
        case.id: {
            question: choices.words.get(case.id, {}).get(question, Word("", "")).answer
            for question in (LICENCE, *case.refused)
        }
        for case in cases()
    }
    words = [word for each in choices.words.values() for word in each.values()]
    is_whole = (
        not choices.unknown and not choices.twice and all(w.answer or not w.text for w in words)
    )
    return Reading(found, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the six cases with ``answers`` in them, written anew."""
    reasons = ", ".join(word_of(code, language=language) for code in Code)
    head = words_beside(__file__).say("head", language=language, reasons=reasons)
    lines = [f"# {line}" for line in textwrap.wrap(head, WIDTH, break_on_hyphens=False)]
    for case in cases():
        chosen = answers.get(case.id, {})
        lines += [
            "",
            f"# {title_of(case.id, language=language)}",
            f"{_say(f'case.{case.id}.key', language)}:",
            f"  {_say('key.licence', language)}: {chosen.get(LICENCE, '')}".rstrip(),
            f"  {_say('key.refusals', language)}:",
        ]
        for name in case.refused:
            code = chosen.get(name, "")
            word = word_of(code, language=language) if code else ""
            lines.append(f"    {name}: {word}".rstrip())
    return "\n".join(lines) + "\n"


# -------------------------------------------------------------------------------------- the cases


def _case(name: str, facts: Mapping[str, Any]) -> Case:
    wanted = facts["needs"]
    needs = Needs(
        goal=Goal(wanted["goal"]),
        subject=Subject(wanted["subject"]),
        jurisdiction=Jurisdiction(wanted["jurisdiction"]),
        french=Wish(wanted["french"]),
        needs_patents=wanted["patents"],
        dependencies=tuple(
            Dependency(expression=each["licence"], linking=Linking(each["linking"]))
            for each in wanted["dependencies"]
        ),
    )
    return Case(id=name, needs=needs, refused=tuple(facts["refused"]))


@cache
def _table(name: str) -> Mapping[str, Any]:
    return words_beside(__file__).table(name, language="en")


def _say(key: str, language: Language) -> str:
    return words_beside(__file__).say(key, language=language)


# ------------------------------------------------------------------------------------ reading YAML


def _read(node: yaml.MappingNode) -> Choices:
    words: dict[str, dict[str, Word]] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for key, value in node.value:
        name = _scalar(key)
        case = _cases_by_key().get(plain(name))
        if case is None:
            unknown.append(name)
        elif case.id in words:
            twice.append(case.id)
        else:
            words[case.id] = {}
            _read_case(case, value, words[case.id], unknown)
    return Choices(words, tuple(unknown), tuple(twice))


def _read_case(case: Case, node: yaml.Node, words: dict[str, Word], unknown: list[str]) -> None:
    for key, value in _pairs(node, unknown):
        name = plain(key)
        if name in _keys("key.licence"):
            words[LICENCE] = Word(_scalar(value), licence_called(_scalar(value)))
        elif name in _keys("key.refusals"):
            for refused, code in _pairs(value, unknown):
                licence = licence_called(refused)
                if licence in case.refused:
                    words[licence] = Word(_scalar(code), _code_called(_scalar(code)))
                else:
                    unknown.append(refused)
        else:
            unknown.append(key)


def _pairs(node: yaml.Node, unknown: list[str]) -> list[tuple[str, yaml.Node]]:
    """Return the entries of a mapping; a list of one-entry mappings counts as one.

    A list in a list is not followed: one that holds itself, or many others, has no end.
    """
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    pairs: list[tuple[str, yaml.Node]] = []
    for item in items:
        if isinstance(item, yaml.MappingNode):
            pairs += [(_scalar(key), value) for key, value in item.value]
        elif _scalar(item):
            unknown.append(_scalar(item))
    return pairs


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return "…"
    return "" if node.value in {"null", "~"} else str(node.value).strip()


def licence_called(words: str) -> str:
    """Return the identifier of the licence that ``words`` name, or nothing."""
    return _licences().get(_id(words), "")


def _code_called(words: str) -> str:
    return _codes().get(plain(words), "")


def _id(name: str) -> str:
    return plain(name).replace("+", "plus").replace(" ", "-").replace("--", "-")


def _keys(key: str) -> set[str]:
    return {plain(_say(key, language)) for language in LANGUAGES}


@cache
def _cases_by_key() -> dict[str, Case]:
    return {
        plain(_say(f"case.{case.id}.key", language)): case
        for case in cases()
        for language in LANGUAGES
    }


@cache
def _licences() -> dict[str, str]:
    """Return each licence by its id and its names, where a name means one licence only."""
    named: dict[str, set[str]] = {}
    for licence in catalogue().values():
        for name in (*licence.name.values(), *licence.also):
            named.setdefault(_id(name), set()).add(licence.id)
    names = {name: next(iter(ids)) for name, ids in named.items() if len(ids) == 1}
    return names | {_id(name): name for name in catalogue()}


@cache
def _codes() -> dict[str, str]:
    """Return each code by its words in either language, and by itself."""
    said = {
        plain(word_of(code, language=language)): str(code)
        for language in LANGUAGES
        for code in Code
    }
    return {str(code): str(code) for code in Code} | said
