# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The reading of a commit graph, ``graphe.yml``: eight questions, four answers each."""

from typing import Final

from atelier.artefacts.choices import ChoiceSheet
from atelier.words import words_beside

FILE: Final = "graphe.yml"
SHEET: Final = ChoiceSheet(FILE, words_beside(__file__))
