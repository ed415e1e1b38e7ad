# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A form that fills in an exercise's file, for who prefers no editor."""

import shutil
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any, Final, cast

from atelier.artefacts import (
    Answers,
    Question,
    Reading,
    Section,
    Settling,
    Sheet,
    chronology,
    combinations,
    depot,
    graph_reading,
    issue_record,
    licence_choice,
    mention,
    milestones,
    profile,
    reply,
    tags,
)
from atelier.artefacts.text import Trouble, UnreadableTextError, read_text
from atelier.views.view import View
from atelier.words import Language, words_beside

SHEETS: Final = {
    "0-E1-orientation": profile,
    "2-E1-permissions": tags,
    "2-E2-selection": licence_choice,
    "2-E3-mention": mention,
    "2-E4-reparation": depot,
    "2-E6-compatible": combinations,
    "2-E8-diagnostic": reply,
    "4-E1-description": issue_record,
    "4-E7-planification": milestones,
}
# What these ask, or what they write, follows from the seed that lies in the folder.
SEEDED: Final = {
    "3-E1-chronologie": chronology.sheet_in,
    "3-E8-variation": graph_reading.sheet_in,
}
LONGEST: Final = 200  # characters of an answer that is written freely


class Form(View):
    """The questions of one file; Save writes the answers into it.

    What the file holds is shown first. A file that was not wholly understood is copied under
    another name before anything is written.
    """

    name = "form"

    def __init__(self, sheet: Sheet, folder: Path, *, language: Language) -> None:
        """Ask what ``sheet`` asks, about the file in ``folder``."""
        self._sheet, self._folder = sheet, folder
        sections = sheet.sections(language=language)
        _, reading = self._open()
        state = {
            "file": sheet.FILE,
            "sections": [asdict(section) for section in sections],
            "answers": _known(reading.answers, sections),
            "notice": "" if reading.is_whole else self._say("partial", language),
            "reply": {},
        }
        super().__init__(language=language, state=state)
        self.observe(self._save, names="answer")

    def _open(self) -> tuple[str, Reading]:
        """Return the text of the file and what was understood of it."""
        try:
            text = read_text(self._folder, self._sheet.FILE)
        except UnreadableTextError as error:
            return "", Reading({}, is_whole=error.trouble is Trouble.MISSING)
        return text, self._sheet.read(text)

    def _save(self, change: dict[str, Any]) -> None:
        """Write what was chosen and say so."""
        language = cast("Language", self.language)
        sections = self._sheet.sections(language=language)
        answers = _known(change["new"].get("answers", {}), sections)
        counts = {
            "filled": sum(bool(choice) for part in answers.values() for choice in part.values()),
            "all": sum(len(section.questions) for section in sections),
        }
        try:
            copy = self._write(answers, language)
        except OSError:
            saved, sentence = False, self._say("failed", language)
        else:
            fact = "kept" if copy else "saved"
            saved, sentence = True, self._say(fact, language, copy=copy, **counts)
        reply = {"number": change["new"].get("number"), "saved": saved, "sentence": sentence}
        self.state = {**self.state, "answers": answers, "notice": "", "reply": reply}

    def _write(self, answers: Answers, language: Language) -> str:
        """Write the file in one stroke; return the name of the copy of the old one, or nothing."""
        text, reading = self._open()
        path = self._folder / self._sheet.FILE
        copy = "" if reading.is_whole else self._keep(path, language)
        new = path.with_name(f".{path.name}.new")
        new.write_text(self._sheet.fill(text, answers, language=language), encoding="utf-8")
        new.replace(path)
        if isinstance(self._sheet, Settling):
            self._sheet.settle(self._folder, answers)
        return copy

    def _keep(self, path: Path, language: Language) -> str:
        """Copy the file under a free name beside the notebook, and return this name."""
        word = words_beside(__file__).say("copy", language=language)
        names = (f"{path.stem}-{word}-{number}{path.suffix}" for number in count(1))
        free = next(name for name in names if not (self._folder / name).exists())
        if path.is_file() and not path.is_symlink():
            shutil.copy2(path, self._folder / free)
        else:
            path.rename(self._folder / free)
        return free

    def _say(self, key: str, language: Language, **values: object) -> str:
        return words_beside(__file__).say(key, language=language, file=self._sheet.FILE, **values)


def form_of(exercise: str, folder: Path, *, language: Language) -> Form:
    """Return the form that fills in the file of ``exercise`` in ``folder``.

    Raises LookupError where the exercise has no file to fill in.
    """
    if exercise in SEEDED:
        return Form(SEEDED[exercise](folder), folder, language=language)
    if exercise not in SHEETS:
        raise LookupError(f"The exercise {exercise!r} has no form.")
    return Form(cast("Sheet", SHEETS[exercise]), folder, language=language)


def _known(answers: Answers, sections: tuple[Section, ...]) -> dict[str, dict[str, str]]:
    """Return the answers to what was asked, out of what may be; ``""`` for the others."""
    return {
        section.id: {
            question.id: _answer(answers.get(section.id, {}).get(question.id, ""), question)
            for question in section.questions
        }
        for section in sections
    }


def _answer(given: str, question: Question) -> str:
    """Return ``given`` where it is one of the choices; without choices, as one short line."""
    if not question.choices:
        return " ".join(str(given).split())[:LONGEST]
    return given if any(choice.id == given for choice in question.choices) else ""
