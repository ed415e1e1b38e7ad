# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What good looks like: one module a subject, its words in the TOML file beside it.

A check looks at what lies in a folder and returns a verdict. It knows nothing of notebooks or
grades, changes nothing, and never fails on what a person may have put there.
"""

from collections.abc import Callable
from importlib import import_module

from atelier.verdict import Verdict


def check_of(exercise: str) -> Callable[..., Verdict]:
    """Return the check that judges ``exercise``: ``2-E1-permissions`` is judged by ``permissions``.

    Raises LookupError where no check has this name.
    """
    subject = exercise.split("-", 2)[-1].replace("-", "_")
    try:
        module = import_module(f"{__name__}.{subject}")
    except ModuleNotFoundError as error:
        raise LookupError(f"No check judges the exercise {exercise!r}.") from error
    check: Callable[..., Verdict] = module.check
    return check
