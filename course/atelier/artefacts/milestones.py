# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A plan, ``jalons.yml``: each issue in one milestone.

Two ways of writing it are understood: a line an issue (``billet-11: mars``), or a milestone with
the list of its issues (``mars: [11, 12]``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import yaml

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import plain
from atelier.words import LANGUAGES, Language, words_beside

FILE: Final = "jalons.yml"
SECTION: Final = "plan"
NUMBER: Final = re.compile(r"(?:[^\W\d]+[ -]?)?#?(?P<number>\d+)")


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A period, and the ``days`` of work that fit into it."""

    id: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """An issue: how many ``days`` it takes, what it ``needs`` first, where it must be ``by``."""

    number: int
    days: int
    needs: tuple[int, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the file holds: each issue with every milestone it is put in, and what is none."""

    places: Mapping[int, tuple[str, ...]]
    unknown: tuple[str, ...]

    @property
    def placed(self) -> dict[int, str]:
        """Return the milestone of each issue that has exactly one."""
        return {number: where[0] for number, where in self.places.items() if len(where) == 1}


class BrokenPlanError(ValueError):
    """The text cannot be read as YAML with one entry an issue or a milestone."""

    def __init__(self, line: int) -> None:
        """Remember the ``line`` (from 1) where reading stopped."""
        super().__init__(f"line {line}")
        self.line = line


@cache
def milestones() -> tuple[Milestone, ...]:
    """Return the milestones, in their order."""
    table = words_beside(__file__).table("milestone", language="en")
    return tuple(Milestone(id=name, days=facts["days"]) for name, facts in table.items())  # type: ignore[index]  # a table


@cache
def tasks() -> tuple[Task, ...]:
    """Return the issues, in their order."""
    table = words_beside(__file__).table("issue", language="en")
    return tuple(
        Task(
            number=int(number),
            days=facts["days"],  # type: ignore[index]  # a table
            needs=tuple(facts.get("needs", ())),  # type: ignore[attr-defined]
            by=facts.get("by", ""),  # type: ignore[attr-defined]
        )
        for number, facts in table.items()
    )


def name_of(milestone: str, *, language: Language) -> str:
    """Return the word that stands for a milestone in the file."""
    return words_beside(__file__).say(f"milestone.{milestone}.name", language=language)


def plan_of(text: str) -> Plan:
    """Return the plan that ``text`` holds. Raises BrokenPlanError where it cannot be read."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BrokenPlanError(mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BrokenPlanError(1) from error
    if node is None:
        return Plan(places={}, unknown=())
    tables = node.value if isinstance(node, yaml.SequenceNode) else [node]
    odd = next((each for each in tables if not isinstance(each, yaml.MappingNode)), None)
    if odd is not None:
        raise BrokenPlanError(odd.start_mark.line + 1)
    places: dict[int, list[str]] = {}
    unknown: list[str] = []
    for key, value in (pair for table in tables for pair in table.value):
        for number, milestone in _entries(_scalar(key), value, unknown):
            places.setdefault(number, []).append(milestone)
    once = {number: tuple(dict.fromkeys(where)) for number, where in places.items()}
    return Plan(places=once, unknown=tuple(unknown))


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return one question an issue: its milestone."""
    words = words_beside(__file__)
    choices = tuple(
        Choice(
            each.id,
            words.say(
                "choice",
                language=language,
                name=name_of(each.id, language=language),
                days=each.days,
            ),
        )
        for each in milestones()
    )
    questions = (
        Question(str(task.number), label_of(task, language=language), choices) for task in tasks()
    )
    return (Section(SECTION, "", tuple(questions)),)


def label_of(task: Task, *, language: Language) -> str:
    """Return what a person reads of an issue."""
    words = words_beside(__file__)
    after = ""
    if task.needs:
        after = words.say("after", language=language, needs=", ".join(map(str, task.needs)))
    elif task.by:
        after = words.say("by", language=language, by=name_of(task.by, language=language))
    return words.say(
        "label",
        language=language,
        number=task.number,
        title=words.say(f"issue.{task.number}.title", language=language),
        days=task.days,
        after=after,
    )


def read(text: str) -> Reading:
    """Return the answers that ``text`` holds."""
    try:
        plan = plan_of(text)
    except BrokenPlanError:
        plan = Plan(places={}, unknown=("",))
    answers = {str(task.number): plan.placed.get(task.number, "") for task in tasks()}
    is_whole = not plan.unknown and len(plan.placed) == len(plan.places)
    return Reading({SECTION: answers}, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return the plan with ``answers`` in it, a line an issue, written anew."""
    words = words_beside(__file__)
    names = ", ".join(name_of(each.id, language=language) for each in milestones())
    lines = [f"# {words.say('head', language=language, milestones=names)}"]
    for task in tasks():
        chosen = answers[SECTION].get(str(task.number), "")
        name = name_of(chosen, language=language) if chosen else ""
        key = words.say("key", language=language)
        lines += [f"# {label_of(task, language=language)}", f"{key}-{task.number}: {name}".rstrip()]
    return "\n".join(lines) + "\n"


def _entries(key: str, value: yaml.Node, unknown: list[str]) -> Iterator[tuple[int, str]]:
    """Yield what one line says: an issue and its milestone, or a milestone and its issues."""
    milestone = _names().get(plain(key))
    items = value.value if isinstance(value, yaml.SequenceNode) else [value]
    words = [word for item in items for word in _words(item, is_list=bool(milestone))]
    for word in words:
        number = _number(word if milestone else key)
        where = milestone or _names().get(plain(word))
        if number and where:
            yield number, where
        elif word or not (number or milestone):
            unknown.append(word if word and (milestone or number) else key)


def _words(node: object, *, is_list: bool) -> list[str]:
    """Return what a value says: one thing, or the issues of a milestone with commas between."""
    word = _scalar(node)
    return [each.strip() for each in word.split(",")] if is_list else [word]


def _number(word: str) -> int | None:
    found = NUMBER.fullmatch(word.strip())
    number = int(found["number"]) if found and len(found["number"]) < 6 else 0  # noqa: PLR2004
    return number if number in {task.number for task in tasks()} else None


def _scalar(node: object) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return "…"
    return "" if node.value in {"null", "~"} else str(node.value).strip()


@cache
def _names() -> dict[str, str]:
    return {
        plain(name_of(each.id, language=language)): each.id
        for each in milestones()
        for language in LANGUAGES
    }
