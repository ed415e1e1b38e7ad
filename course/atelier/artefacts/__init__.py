# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The files that a person fills in: what each asks, how it is read and how it is written.

A check and a form speak of the same file; what they share lies here. Reading forgives every
spelling that leaves no doubt, and says what it did not understand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from atelier.words import Language

Answers = Mapping[str, Mapping[str, str]]
"""Section → question → the id of the choice or the words written, ``""`` where there are none."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: its ``id`` and the words a person reads."""

    id: str
    label: str


@dataclass(frozen=True)
class Question:
    """One thing asked, with all that may be answered; without choices, it is written freely."""

    id: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Section:
    """Questions that belong together; ``title`` is empty where a file has one section only."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Reading:
    """What a file holds. ``is_whole`` is false where something in it was not understood."""

    answers: Answers
    is_whole: bool


class Sheet(Protocol):
    """A file that a form can fill in; the modules of this package are sheets."""

    FILE: str

    def sections(self, *, language: Language) -> tuple[Section, ...]:
        """Return what the file asks, in the words of ``language``."""

    def read(self, text: str) -> Reading:
        """Return the answers that ``text`` holds."""

    def fill(self, text: str, answers: Answers, *, language: Language) -> str:
        """Return ``text`` with ``answers`` in it, in the words of ``language``."""


@runtime_checkable
class Settling(Protocol):
    """A sheet whose file needs others beside it."""

    def settle(self, folder: Path, answers: Answers) -> None:
        """Put into ``folder`` what ``answers`` ask for beside the file."""
