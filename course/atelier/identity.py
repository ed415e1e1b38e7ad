# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Under which identifier this learner hands in, and which seed each exercise was laid out with.

Both lie in one hidden file of the learner's folder; whoever deletes it is unknown again.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from atelier import variant, workspace

STUDENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def remembered_student(home: Path) -> str | None:
    """Return the id under which this learner handed in last."""
    found = _read(home).get("student")
    return found if isinstance(found, str) and STUDENT.fullmatch(found) else None


def remember_student(student: str, home: Path) -> None:
    """Keep the id for the next hand-in. Another person's exercises begin with seeds of their own.

    Whoever had no id keeps the seeds drawn until then.
    """
    with _lock(home):
        known = remembered_student(home)
        if student != known:
            _write(home, {"student": student, "seeds": {} if known else _seeds(home)})


def seed_for(exercise: str, home: Path) -> str:
    """Return the seed of an exercise: the one it had before, also in the other language.

    The first time, it follows from the id, or is drawn where no id is known yet.
    """
    with _lock(home):
        seeds = _seeds(home)
        if exercise not in seeds:
            student = remembered_student(home)
            seeds[exercise] = (
                variant.seed_of(student, exercise) if student else variant.drawn_seed()
            )
            _write(home, {**_read(home), "seeds": seeds})
        return seeds[exercise]


def remembered_seed(exercise: str, home: Path) -> str:
    """Return the seed with which an exercise was laid out, or nothing."""
    return _seeds(home).get(exercise, "")


def home_of(exercise: str, folder: Path) -> Path | None:
    """Return the learner's folder whose exercise lies in ``folder``; a grader's is none."""
    home = workspace.home_around(folder)
    places = [home / each / "exercises" / exercise for each in ("fr", "en")] if home else []
    return home if any(folder.resolve() == place.resolve() for place in places) else None


def _lock(home: Path) -> FileLock:
    workspace.state_folder(home).mkdir(parents=True, exist_ok=True)
    return FileLock(workspace.state_folder(home) / "lock")


def _seeds(home: Path) -> dict[str, str]:
    found = _read(home).get("seeds")
    return {
        str(exercise): seed
        for exercise, seed in (found.items() if isinstance(found, dict) else ())
        if isinstance(seed, str) and variant.TOKEN.fullmatch(seed)
    }


def _read(home: Path) -> dict[str, Any]:
    try:
        found = json.loads(_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(home: Path, known: dict[str, Any]) -> None:
    workspace.replace_file(_file(home), json.dumps(known).encode())


def _file(home: Path) -> Path:
    return workspace.state_folder(home) / "identity.json"
