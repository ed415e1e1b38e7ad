# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A YAML file of choices: sections, questions, and one word out of a closed list for each.

What a file asks is data, in the TOML beside the module that names it: ``[section.ID]`` (title,
key), ``[question.ID]`` (section, key, label, choices) and ``[list.ID]`` (words by id).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.artefacts.text import UnreadableTextError, plain, read_text
from atelier.variant import seed_in
from atelier.words import LANGUAGES, Language, Words

SEED_KEYS: Final[dict[Language, str]] = {"fr": "graine", "en": "seed"}


class BrokenChoicesError(ValueError):
    """The text is not written as YAML, or not as sections of questions."""

    def __init__(self, line: int) -> None:
        """Remember the ``line`` (from 1) where reading stopped."""
        super().__init__(f"line {line}")
        self.line = line


@dataclass(eq=False)
class ChoiceSheet:
    """A file of choices, as a form wants it; ``words`` hold all that it asks.

    Where the exercise has variants, the file begins with the ``seed`` of this one.
    """

    FILE: str
    words: Words
    seed: str = ""

    def sections(self, *, language: Language) -> tuple[Section, ...]:
        """Return what the file asks, in the words of ``language``."""
        return tuple(
            Section(
                name,
                self.words.say(f"section.{name}.title", language=language),
                tuple(
                    Question(
                        asked,
                        self.words.say(f"question.{asked}.label", language=language),
                        tuple(Choice(*each) for each in self._list(asked, language).items()),
                    )
                    for asked in self.questions_of(name)
                ),
            )
            for name in self._tables["section"]
        )

    def read(self, text: str) -> Reading:
        """Return the answers that ``text`` holds."""
        try:
            entries = list(self.entries(text))
        except BrokenChoicesError:
            return Reading(self._blank(), is_whole=False)
        answers = self._blank()
        for section, asked, word, choice in entries:
            if asked:
                answers[section][asked] = choice
            elif word:
                return Reading(answers, is_whole=False)
        is_whole = all(choice or not word for _, _, word, choice in entries)
        return Reading(answers, is_whole=is_whole)

    def fill(self, text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG002
        """Return the file with ``answers`` in it, written anew."""
        lines = [f"{SEED_KEYS[language]}: {self.seed}"] if self.seed else []
        for name in self._tables["section"]:
            lines.append(f"{self.words.say(f'section.{name}.key', language=language)}:")
            for asked in self.questions_of(name):
                choice = answers.get(name, {}).get(asked, "")
                word = self._list(asked, language).get(choice, "")
                key = self.words.say(f"question.{asked}.key", language=language)
                lines.append(f"  {key}: {word}".rstrip())
        return "\n".join(lines) + "\n"

    def entries(self, text: str) -> Iterator[tuple[str, str, str, str]]:
        """Yield each entry: section, question, the word that stands there, the choice that it is.

        Names that are not asked for have no question. Raises BrokenChoicesError.
        """
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise BrokenChoicesError(mark.line + 1 if mark else 1) from error
        except (yaml.YAMLError, RecursionError) as error:
            raise BrokenChoicesError(1) from error
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            raise BrokenChoicesError(node.start_mark.line + 1)
        for key, value in node.value:
            if plain(_scalar(key)) in SEED_KEYS.values():
                continue
            section = self._keys("section").get(plain(_scalar(key)), "")
            inner = value.value if isinstance(value, yaml.MappingNode) else []
            if not section or not isinstance(value, yaml.MappingNode):
                yield section, "", _scalar(key), ""
            for name, answer in inner:
                asked = self._keys("question").get(plain(_scalar(name)), "")
                if asked and asked not in self.questions_of(section):
                    asked = ""
                word = _scalar(answer)
                yield section, asked, word, self.choice(asked, word) if asked else ""

    def choice(self, asked: str, word: str) -> str:
        """Return the id of the choice that ``word`` is, in either language, or nothing."""
        for language in LANGUAGES:
            for name, label in self._list(asked, language).items():
                if plain(word) in {plain(label), plain(name)}:
                    return name
        return ""

    def word(self, asked: str, choice: str) -> dict[Language, str]:
        """Return the words of a choice, in both languages."""
        return {language: self._list(asked, language)[choice] for language in LANGUAGES}

    def questions_of(self, section: str) -> tuple[str, ...]:
        """Return the questions of a section, in order."""
        asked = self._tables["question"].items()
        return tuple(name for name, facts in asked if facts["section"] == section)

    @cached_property
    def _tables(self) -> Mapping[str, Any]:
        return self.words.table(language="en")

    def _list(self, asked: str, language: Language) -> dict[str, str]:
        name = self._tables["question"][asked]["choices"]
        table = self.words.table(f"list.{name}", language=language)
        return {choice: str(word) for choice, word in table.items()}

    def _keys(self, kind: str) -> dict[str, str]:
        return {
            plain(self.words.say(f"{kind}.{name}.key", language=language)): name
            for name in self._tables[kind]
            for language in LANGUAGES
        }

    def _blank(self) -> dict[str, dict[str, str]]:
        return {
            name: dict.fromkeys(self.questions_of(name), "") for name in self._tables["section"]
        }


def seed_of(folder: Path, file: str) -> str:
    """Return the seed that stands in a file of choices, or nothing."""
    try:
        return seed_in(read_text(folder, file))
    except UnreadableTextError:
        return ""


def put_seed(folder: Path, file: str, seed: str, *, language: Language) -> None:
    """Write the seed into the first line of a file of choices that has none; else do nothing."""
    try:
        text = read_text(folder, file)
    except UnreadableTextError:
        return
    if seed not in text and not seed_in(text):
        new = folder / f".{file}.new"
        new.write_text(f"{SEED_KEYS[language]}: {seed}\n{text}", encoding="utf-8")
        new.replace(folder / file)


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return "…"
    return "" if node.value in {"null", "~"} else str(node.value).strip()
