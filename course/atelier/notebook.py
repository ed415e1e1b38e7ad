# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What lessons and exercises may call: the names that ``import atelier`` offers."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atelier.views.file import FileView
    from atelier.views.history import History
    from atelier.views.practice import PracticeRepository
    from atelier.views.variant import VariantView
    from atelier.views.verdict import VerdictView
    from atelier.views.view import View
    from atelier.words import Language


@dataclass
class _Page:
    """The page that is open in this kernel."""

    activity: str = ""
    language: Language = "fr"


_page = _Page()


def lesson(name: str, *, language: Language) -> None:
    """Open the lesson ``name`` (``02-licences/01-permission``) in ``language`` and note it."""
    from atelier.progress import my_progress

    _page.activity, _page.language = f"lesson/{name}", language
    my_progress().note(_page.activity, opened=True)


def exercise(name: str, *, language: Language) -> None:
    """Open the exercise ``name`` (``2-E1-permissions``) in ``language``.

    Where it is done in a repository, this lays the repository out beside the notebook; where it
    has variants, this learner's seed into its file.
    """
    from atelier.failures import watch_failures
    from atelier.forge.attempt import begin, has_mission
    from atelier.git import GitMissingError

    _page.activity, _page.language = f"exercise/{name}", language
    watch_failures()
    if has_mission(name):
        # Without git there is nothing to lay: the check says so, and what to do.
        with contextlib.suppress(GitMissingError):
            begin(name, Path.cwd(), language=language)
    _settle_seed(name, language)


def quick_check() -> View:
    """Return the open lesson's questions, each option with its reason."""
    from atelier.quiz import questions_of
    from atelier.views.quiz import QuickCheck

    name = _page.activity.removeprefix("lesson/")
    return QuickCheck(name, questions_of(name), language=_page.language)


def explorer() -> View:
    """Return the licence explorer: filter, read and compare what licences say."""
    from atelier.views.explorer import Explorer

    return Explorer(language=_page.language)


def chooser() -> View:
    """Return the licence chooser: a goal, a few questions, and why each licence fits or not."""
    from atelier.views.chooser import Chooser

    return Chooser(language=_page.language)


def combiner() -> View:
    """Return the combination explorer: may this part go into this whole, joined in this way."""
    from atelier.views.combiner import Combiner

    return Combiner(language=_page.language)


def doctor(folder: str = "") -> View:
    """Return the REUSE doctor on ``folder``, or on the course's own sick repository."""
    from atelier.views.doctor import Doctor

    return Doctor(Path(folder) if folder else None, language=_page.language)


def expression_reader() -> View:
    """Return the reader that says an SPDX expression in words, or where it breaks."""
    from atelier.views.expression_reader import ExpressionReader

    return ExpressionReader(language=_page.language)


def practice_repository(name: str) -> PracticeRepository:
    """Make the practice repository ``name`` (``horaire``) anew, say where it is, and return it."""
    from IPython.display import display

    from atelier.views.practice import PracticeRepository

    repository = PracticeRepository(name, language=_page.language)
    display(repository)
    return repository


def form(exercise: str, *, language: Language) -> View:
    """Return the form that writes the file of ``exercise``, for who prefers no editor."""
    from atelier.views.form import form_of

    _settle_seed(exercise, language)
    return form_of(exercise, Path.cwd(), language=language)


def my_variant(exercise: str, *, language: Language) -> VariantView:
    """Return what ``exercise`` asks this learner about, where it is not the same for everybody."""
    from atelier.views.variant import VariantView

    _settle_seed(exercise, language)
    return VariantView(exercise, Path.cwd(), language=language)


def hand_in(exercise: str, *, language: Language) -> View:
    """Return the button that puts ``exercise`` into one archive to send."""
    from atelier.views.handin import HandIn

    return HandIn(exercise, Path.cwd(), language=language)


def practice_forge(exercise: str, *, language: Language) -> View:
    """Begin the mission of ``exercise`` in the current folder and return the forge's panel.

    Where it was begun before, nothing is changed: the panel shows where it stands.
    """
    from atelier.views.forge import Forge

    return Forge(exercise, Path.cwd(), language=language)


def working_copy(exercise: str, *, language: Language) -> View:
    """Begin the mission of ``exercise`` in the current folder; return its working copies' panel.

    Where it was begun before, nothing is changed: the panel shows where it stands.
    """
    return practice_forge(exercise, language=language)


def history_of(folder: str | Path, *, language: Language) -> History:
    """Return the history of the repository in ``folder``: its graph, and the same in words."""
    from atelier.views.history import History

    return History(Path(folder), language=language)


def start(*, language: Language) -> View:
    """Return the start page: progress, next step, language."""
    from atelier.views.start import Start

    return Start(language=language)


def licence_text(licence: str) -> str:
    """Return the text of ``licence`` (``LiLiQ-R-1.1``), as SPDX records it."""
    from atelier.licences import find

    return find(licence).text


def show_file(name: str, *, language: Language) -> FileView:
    """Return the text of the file ``name``, as a trainer will read it beside the notebook."""
    from atelier.views.file import FileView

    return FileView(Path.cwd(), name, language=language)


def rehearse(exercise: str, files: Mapping[str, str], **answers: object) -> VerdictView:
    """Return what the check of ``exercise`` says of ``files``, texts by name; note nothing.

    A lesson shows a verdict with it. The texts lie in a folder that is gone afterwards.
    """
    from atelier.checks import check_of
    from atelier.views.verdict import VerdictView

    with TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        verdict = check_of(exercise)(Path(folder), **answers)
        return VerdictView(verdict, language=_page.language)


def judge(exercise: str, *, language: Language, **answers: object) -> float:
    """Show the verdict on ``exercise`` and return its points, a plain float.

    The files are looked for in the current folder, where both JupyterLab and nbgrader run the
    notebook. Nothing is written to standard error: nbgrader would give 0 for that.
    """
    from IPython.display import display

    from atelier.checks import check_of
    from atelier.progress import my_progress
    from atelier.views.verdict import VerdictView

    with contextlib.redirect_stderr(io.StringIO()):
        _gather(exercise, language)
        verdict = check_of(exercise)(Path.cwd(), **answers)
        display(VerdictView(verdict, language=language))
        my_progress().note(
            f"exercise/{exercise}",
            tries=1,
            points=verdict.points,
            maximum=verdict.maximum,
            done=verdict.is_met,
            **({"by_hand": verdict.by_hand} if verdict.by_hand else {}),
        )
    return float(verdict.points)


def _settle_seed(exercise: str, language: Language) -> None:
    """Put the learner's seed into the file of an exercise that has variants."""
    from atelier.artefacts.seeds import settle_seed

    with contextlib.suppress(OSError):  # the verdict says that the file has no seed
        settle_seed(exercise, Path.cwd(), language=language)


def _gather(exercise: str, language: Language) -> None:
    """Write what came of the exercise's mission, if one was begun here; say what could not be."""
    from IPython.display import Markdown, display

    from atelier.forge.attempt import NotGatheredError, gather, left_out

    try:
        for trouble in gather(exercise, Path.cwd()):
            display(Markdown(left_out(trouble, language)))
    except NotGatheredError as error:
        display(Markdown(error.sentence(language)))
