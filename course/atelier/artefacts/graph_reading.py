# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The reading of a commit graph, ``graphe.yml``: eight questions, four answers each.

What is asked follows from the seed in the file's first line.
"""

from functools import cache
from pathlib import Path
from typing import Final

from atelier.artefacts.choices import ChoiceSheet, seed_of
from atelier.artefacts.graph_questions import Item, Option, histories, items_of
from atelier.variant import Variant, number_of
from atelier.words import LANGUAGES, Words, words_beside

FILE: Final = "graphe.yml"
WORDS: Final = words_beside(__file__)
KEYS: Final = ("key", "title")


def variant_of(seed: str) -> Variant:
    """Return the variant that follows from a seed; the public one where there is none."""
    of = len(histories())
    return Variant(number=number_of(seed, of), of=of, seed=seed)


def sheet_in(folder: Path) -> ChoiceSheet:
    """Return the sheet of the variant whose seed lies in ``folder``."""
    return sheet_of(seed_of(folder, FILE))


@cache
def sheet_of(seed: str) -> ChoiceSheet:
    """Return the sheet of the variant that follows from a seed."""
    items = items_of(variant_of(seed).number)
    tables = {
        "section": {"graph": {each: WORDS.in_both(f"section.graph.{each}") for each in KEYS}},
        "question": {
            item.asked: {
                "section": "graph",
                "choices": item.asked,
                "key": WORDS.in_both(f"question.{item.asked}.key"),
                "label": label_of(item),
            }
            for item in items
        },
        "list": {
            item.asked: {option.id: word_of(item, option) for option in item.options}
            for item in items
        },
    }
    return ChoiceSheet(FILE, Words(WORDS.path, tables), seed)


def label_of(item: Item) -> dict[str, str]:
    """Return a question in both languages."""
    key = f"question.{item.asked}.label"
    return {each: WORDS.say(key, language=each, **item.values) for each in LANGUAGES}


def word_of(item: Item, option: Option) -> dict[str, str]:
    """Return an answer in both languages."""
    key = "letters" if option.word == "letters" else f"option.{item.asked}.{option.word}"
    return {each: WORDS.say(key, language=each, **option.values) for each in LANGUAGES}
