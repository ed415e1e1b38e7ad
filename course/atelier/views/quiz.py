# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The quick check of a lesson: choose, read the reason, try again as often as you like."""

from collections.abc import Iterable
from typing import Any, ClassVar

from atelier.progress import my_progress
from atelier.quiz import Question, grade
from atelier.views.view import View
from atelier.words import Language


class QuickCheck(View):
    """The questions of one lesson; what was answered before comes back."""

    name: ClassVar[str] = "quiz"
    works_alone: ClassVar[bool] = True

    def __init__(self, lesson: str, questions: Iterable[Question], *, language: Language) -> None:
        """Show ``questions`` in ``language`` and note the answers under the lesson's name."""
        self._questions = {f"quiz/{lesson}/{question.id}": question for question in questions}
        known = my_progress().all()
        super().__init__(
            language=language,
            state={
                "lesson": lesson,
                "questions": [_shown(question, language) for question in self._questions.values()],
            },
            answer={
                question.id: {"chosen": facts["chosen"], "tries": facts["tries"]}
                for activity, question in self._questions.items()
                if "chosen" in (facts := known.get(activity, {}))
            },
        )
        self.observe(self._note, "answer")

    def _note(self, change: dict[str, Any]) -> None:
        """Note the answers that are new."""
        for activity, question in self._questions.items():
            given = change["new"].get(question.id)
            if given and given != change["old"].get(question.id):
                chosen = list(given["chosen"])
                my_progress().note(activity, tries=1, chosen=chosen, done=grade(question, chosen))


def _shown(question: Question, language: Language) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "prompt": question.prompt[language],
        "source": question.source[language] if question.source else "",
        "options": [
            {
                "id": option.id,
                "right": option.right,
                "text": option.text[language],
                "reason": option.reason[language],
            }
            for option in question.options
        ],
    }
