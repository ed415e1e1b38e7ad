# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A first submission: the notebook ran without an error, and its sentence is the learner's own."""

from pathlib import Path
from typing import Final

from atelier.artefacts.text import plain
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, words_beside

WORDS: Final = words_beside(__file__)
HALF: Final = 0.5


def check(folder: Path, *, sentence: object = None) -> Verdict:  # noqa: ARG001 - no file to look at
    """Return whether every cell of this kernel ran, and whether ``sentence`` was changed."""
    return Verdict(subject="transmission", findings=(_clean(), _changed(sentence)))


def _clean() -> Finding:
    from atelier.failures import failed_cells

    failed = failed_cells()
    if not failed:
        return Finding(criterion="clean", fact="right", points=HALF, maximum=HALF)
    values = {"error": failed[0].error, "first_line": failed[0].first_line}
    return Finding(criterion="clean", fact="failed", points=0, maximum=HALF, values=values)


def _changed(sentence: object) -> Finding:
    fact = _fact(sentence)
    points = HALF if fact == "right" else 0
    return Finding(criterion="changed", fact=fact, points=points, maximum=HALF)


def _fact(sentence: object) -> str:
    if sentence is None:
        return "undefined"
    if not isinstance(sentence, str):
        return "not-text"
    if not sentence.strip():
        return "blank"
    handed_out = {plain(WORDS.say("handed-out", language=language)) for language in LANGUAGES}
    return "same" if plain(sentence) in handed_out else "right"
