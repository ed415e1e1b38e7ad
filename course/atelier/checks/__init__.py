# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What good looks like: one module a subject, its words in the TOML file beside it.

A check looks at what lies in a folder and returns a verdict. It knows nothing of notebooks or
grades, changes nothing, and never fails on what a person may have put there. Checks of a history
have ``judged(history)`` instead: one reading of the repository serves them all.
"""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Final

from atelier.credentials import masked
from atelier.enumeration import counted, enumerated
from atelier.git import Commit
from atelier.repository import NoRepositoryError
from atelier.verdict import Finding, Verdict

HALF: Final = 0.5


def check_of(exercise: str) -> Callable[..., Verdict]:
    """Return the check that judges ``exercise``: ``2-E1-permissions`` is judged by ``permissions``.

    Raises LookupError where no check has this name.
    """
    check: Callable[..., Verdict] = _module(exercise).check
    return check


def judge_of(subject: str) -> Callable[..., Verdict]:
    """Return what judges ``subject`` in a history that was read. Raises LookupError as above."""
    judge: Callable[..., Verdict] = _module(subject).judged
    return judge


def unread(subject: str, error: NoRepositoryError) -> Verdict:
    """Return what there is to say of ``subject`` where no history can be read."""
    values = {"seen": error.seen(), "step": error.next_step()}
    finding = Finding(
        criterion="readable", fact="unread", points=0, values=values, is_established=False
    )
    return Verdict(subject=subject, findings=(finding,))


def of_commits(
    criterion: str, wrong: Iterable[Commit], every: Sequence[Commit], **values: object
) -> Finding:
    """Return what was seen of a question that is asked of each commit: ``met``, or ``unmet``.

    Half a point where at least half of the commits are right; the latest wrong ones are named.
    """
    wrong = list(wrong)
    values = {"count": counted(len(every)), "wrong": counted(len(wrong)), **values}
    if not wrong:
        return Finding(criterion=criterion, fact="met", points=1, values=values)
    named = enumerated(masked(each.label) for each in reversed(wrong))
    return Finding(
        criterion=criterion,
        fact="unmet",
        points=HALF if len(wrong) <= len(every) * HALF else 0,
        values={"commits": named, **values},
    )


def _module(exercise: str) -> ModuleType:
    subject = exercise.split("-", 2)[-1].replace("-", "_")
    try:
        return import_module(f"{__name__}.{subject}")
    except ModuleNotFoundError as error:
        raise LookupError(f"No check judges the exercise {exercise!r}.") from error
