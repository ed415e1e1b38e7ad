# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The button that hands in an exercise: one field, one archive, and what to do with it."""

from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from atelier import workspace
from atelier.handin import HandInError, hand_in
from atelier.identity import remembered_student
from atelier.views.view import View
from atelier.words import Language


class HandIn(View):
    """Packs the exercise when asked, and says where the archive lies."""

    name: ClassVar[str] = "handin"

    def __init__(self, exercise: str, folder: Path, *, language: Language) -> None:
        """Offer to hand in ``exercise``, which lies in ``folder``.

        Outside a learner's folder (a grader runs the notebook) only the way to do it is shown.
        """
        self._exercise, self._folder, self._spoken = exercise, folder, language
        self._home = workspace.home_around(folder)
        student = (remembered_student(self._home) if self._home else None) or ""
        state = {"exercise": exercise, "student": student, "done": [], "refused": "", "archive": ""}
        super().__init__(language=language, state=state)
        self.observe(self._hand_in, names="answer")

    def _hand_in(self, change: dict[str, Any]) -> None:
        """Pack for the learner named in the answer; each answer carries its own ``asked``."""
        state = {**self.state, "asked": change["new"].get("asked"), "done": [], "refused": ""}
        try:
            state |= self._packed(change["new"].get("student", "").strip())
        except HandInError as error:
            state["refused"] = error.sentence(self._spoken)
        self.state = state

    def _packed(self, student: str) -> dict[str, Any]:
        if self._home is None:
            raise HandInError("no-home", folder=self._folder)
        made = hand_in(
            self._exercise,
            language=self._spoken,
            student=student,
            home=self._home,
            folder=self._folder,
        )
        place = made.archive.relative_to(self._home)
        return {
            "student": made.student,
            "done": list(made.sentences(self._spoken)),
            "archive": quote(place.as_posix()),
        }
