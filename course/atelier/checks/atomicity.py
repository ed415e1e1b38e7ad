# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each commit keeps to one area of the project, as a map of paths draws them.

The map is the project's own (a TOML file: areas, each with git's path patterns): where one stops
and the next begins is a choice, so nothing is judged without it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from atelier.checks import of_commits
from atelier.enumeration import enumerated
from atelier.repository import History
from atelier.verdict import Verdict

Areas = Mapping[str, Sequence[str]]


class NotAMapError(ValueError):
    """A file does not draw a project's areas."""


def areas_in(file: Path) -> Areas:
    """Return the areas that a TOML file draws: ``[areas]``, then ``name = ["pattern", …]``.

    Raises NotAMapError where the file cannot be read or draws none.
    """
    try:
        drawn = tomllib.loads(file.read_text(encoding="utf-8")).get("areas")
    except (OSError, ValueError) as error:
        raise NotAMapError(file) from error
    if not isinstance(drawn, dict) or not drawn:
        raise NotAMapError(file)
    areas = {name: [each] if isinstance(each, str) else each for name, each in drawn.items()}
    if not all(isinstance(each, list) and each for each in areas.values()):
        raise NotAMapError(file)
    if not all(_is_inside(each) for patterns in areas.values() for each in patterns):
        raise NotAMapError(file)
    return areas


def _is_inside(pattern: object) -> bool:
    """Return whether a pattern names something in the repository, and has no magic of its own."""
    if not isinstance(pattern, str) or not pattern or pattern.startswith((":", "/")):
        return False
    return ".." not in PurePosixPath(pattern).parts


def judged(history: History, *, areas: Areas) -> Verdict:
    """Return whether commits keep to one of ``areas``; what lies in none of them goes anywhere."""
    touched: dict[str, list[str]] = {}
    for place, (name, patterns) in enumerate(areas.items()):
        history.heard(place, len(areas))
        for commit in _touching(history, patterns):
            touched.setdefault(commit, []).append(name)
    # At the end of a shallow copy, a commit seems to add every file.
    written = [each for each in history.written if each.id not in history.cut]
    mixed = [each for each in written if len(touched.get(each.id, ())) > 1]
    spans = enumerated(" + ".join(touched[each.id]) for each in reversed(mixed))
    finding = of_commits("one", mixed, written, areas=spans)
    return Verdict(subject="atomicity", findings=(finding,))


def _touching(history: History, patterns: Sequence[str]) -> list[str]:
    """Return the commits that touch what ``patterns`` name, as git matches paths."""
    globs = [f":(glob){each}" for each in patterns]
    options = ["--full-history", "--no-merges", "--format=%H", "--end-of-options"]
    return history.git.run("log", *options, *history.reach, "--", *globs).split()
