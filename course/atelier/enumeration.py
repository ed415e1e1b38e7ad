# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Many names in one sentence: the first few as they are, and how many more there are."""

from collections.abc import Iterable
from typing import Final

from atelier.words import LANGUAGES, Language, words_beside

SHOWN: Final = 3
LONGEST: Final = 120  # characters of one name
THOUSANDS: Final = {"fr": "\u00a0", "en": ","}


def enumerated(names: Iterable[str], *, shown: int = SHOWN) -> dict[Language, str]:
    """Return the first ``shown`` of ``names``, once each, and the count of the others."""
    once = list(dict.fromkeys(names))
    first = ", ".join(map(visible, once[:shown]))
    if len(once) <= shown:
        return dict.fromkeys(LANGUAGES, first)
    key = "one-more" if len(once) == shown + 1 else "more"
    rest = counted(len(once) - shown)
    return {
        language: words_beside(__file__).say(
            key, language=language, shown=first, count=rest[language]
        )
        for language in LANGUAGES
    }


def counted(number: int) -> dict[Language, str]:
    """Return a whole number as each language groups its digits."""
    return {each: f"{number:,}".replace(",", THOUSANDS[each]) for each in LANGUAGES}


def visible(name: str, *, longest: int = LONGEST) -> str:
    """Return a name on one line, what cannot be printed written out: no name commands a screen."""
    written = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in name
    )
    return written if len(written) <= longest else f"{written[: longest - 1]}…"
