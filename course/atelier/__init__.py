# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Atelier libre: the interactive tools of the course. These names are all a notebook may use."""

from atelier.notebook import (
    chooser,
    combiner,
    doctor,
    exercise,
    explorer,
    expression_reader,
    form,
    hand_in,
    history_of,
    judge,
    lesson,
    licence_text,
    my_variant,
    practice_forge,
    practice_repository,
    quick_check,
    rehearse,
    show_file,
    start,
    working_copy,
)

__all__ = [
    "chooser",
    "combiner",
    "doctor",
    "exercise",
    "explorer",
    "expression_reader",
    "form",
    "hand_in",
    "history_of",
    "judge",
    "lesson",
    "licence_text",
    "my_variant",
    "practice_forge",
    "practice_repository",
    "quick_check",
    "rehearse",
    "show_file",
    "start",
    "working_copy",
]
