# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The history of a by-law, ``histoire.yml``: eight commits in order, who did what, and why."""

from typing import Final

from atelier.artefacts.choices import ChoiceSheet
from atelier.words import words_beside

FILE: Final = "histoire.yml"
SHEET: Final = ChoiceSheet(FILE, words_beside(__file__))
