# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Searching the book with or without accents: the index holds its words without them.

``_static/search.js`` takes them from what a reader types; both must take the same.
"""

import unicodedata

from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish
from sphinx.search.fr import SearchFrench

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"})


def fold(word: str) -> str:
    """Return the word as one types it without accents."""
    parts = unicodedata.normalize("NFD", word.translate(LIGATURES))
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


class _Folded(SearchLanguage):
    """A language whose words are looked up without their accents."""

    def stem(self, word: str) -> str:
        """Return the stem of the word without accents: folded first, for a reader may omit them."""
        return str(super().stem(fold(word)))


class FrenchSearch(_Folded, SearchFrench):
    """French, with or without accents."""

    stopwords = SearchFrench.stopwords | {fold(word) for word in SearchFrench.stopwords}


class EnglishSearch(_Folded, SearchEnglish):
    """English, where names such as Québec may be typed without accents."""
