# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The start page: what this learner has done, the next step, and the other language."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from atelier import workspace
from atelier.progress import Facts, is_begun, is_done, my_progress
from atelier.views.view import View
from atelier.words import LANGUAGES, Language, words_beside


class Start(View):
    """What a learner sees first: one prominent next step, then the whole path."""

    name: ClassVar[str] = "start"

    def __init__(self, *, language: Language, checkout: Path = workspace.CHECKOUT) -> None:
        """Show the path of the learner whose folder this is."""
        super().__init__(language=language, state=_state(language, checkout))
        other = self.state["other"]
        self.words = {
            **self.words,
            "switch": words_beside(__file__).table("switch", language=other),
        }


def _state(language: Language, checkout: Path) -> dict[str, Any]:
    known = my_progress().all()
    modules = [
        _module(name, title, list(_steps(name, language, known, checkout)))
        for name, title in workspace.modules(language, checkout=checkout).items()
    ]
    ahead = [step for module in modules for step in module["steps"] if step["standing"] != "done"]
    return {
        "modules": [module for module in modules if module["total"]],
        "next": ahead[0] if ahead else None,
        "newer": list(_newer(language)),
        "other": next(other for other in LANGUAGES if other != language),
    }


def _module(name: str, title: str, steps: list[dict[str, str]]) -> dict[str, Any]:
    done = sum(step["standing"] == "done" for step in steps)
    return {"name": name, "title": title, "done": done, "total": len(steps), "steps": steps}


def _steps(
    module: str, language: Language, known: Mapping[str, Facts], checkout: Path
) -> Iterator[dict[str, str]]:
    """Yield the lessons of a module, each followed by its exercises, in the order of the course.

    An exercise waits for those before it: 0.E1, which ends the last lesson, comes before 0.E2.
    """
    waiting = [
        exercise
        for exercise in workspace.exercises(language, checkout=checkout)
        if exercise.lesson.startswith(f"{module}/")
    ]
    passed = set()
    for lesson in workspace.lessons(language, checkout=checkout):
        if lesson.module == module:
            yield _step("lesson", lesson, known)
            passed.add(lesson.name)
            while waiting and waiting[0].lesson in passed:
                yield _step("exercise", waiting.pop(0), known)


def _step(
    kind: str, page: workspace.Lesson | workspace.Exercise, known: Mapping[str, Facts]
) -> dict[str, str]:
    activity = f"{kind}/{page.name}"
    standing = (
        "done" if is_done(activity, known) else "begun" if is_begun(activity, known) else "new"
    )
    title = page.title if kind == "lesson" else f"{_number(page.name)} {page.title}"
    return {"kind": kind, "title": title, "path": page.path, "standing": standing}


def _number(exercise: str) -> str:
    """Return the number of an exercise, as its notebook is headed: ``0.E1``."""
    return ".".join(exercise.split("-")[:2])


def _newer(language: Language) -> Iterator[dict[str, str]]:
    home = workspace.home_around(Path.cwd())
    if home is None:
        return
    folder = home / language
    for pair in workspace.new_versions(home):
        if pair.newer.is_relative_to(folder):
            yield {
                "mine": pair.mine.relative_to(folder).as_posix(),
                "newer": pair.newer.relative_to(folder).as_posix(),
            }
