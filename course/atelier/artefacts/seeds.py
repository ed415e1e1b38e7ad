# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The exercises whose file begins with the seed of the learner's variant."""

from pathlib import Path
from typing import Final

from atelier.artefacts import chronology, graph_reading
from atelier.artefacts.choices import put_seed, seed_of
from atelier.identity import home_of, seed_for
from atelier.words import Language

FILES: Final = {
    "3-E1-chronologie": chronology.FILE,
    "3-E8-variation": graph_reading.FILE,
}


def settle_seed(exercise: str, folder: Path, *, language: Language) -> None:
    """Put the learner's seed into the file of an exercise that has variants, where it has none.

    Outside a learner's folder nothing is written: what a grader finds is what was handed in.
    """
    file = FILES.get(exercise)
    home = home_of(exercise, folder) if file else None
    if file and home and not seed_of(folder, file):
        put_seed(folder, file, seed_for(exercise, home), language=language)
