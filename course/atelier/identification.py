# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Which licence is this text? Compared word by word, as SPDX's matching guidelines ask.

Case, spaces, line ends, punctuation, quotation marks, dashes, markup, the scheme of web
addresses and copyright lines do not matter; neither do a title before the text nor the
instructions after it, nor the names in the places that the licence leaves to its user.
Everything else does: one changed word makes another licence.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Final

from atelier.licences import catalogue

# A line that names a holder: no part of the licence, and different in each project.
COPYRIGHT_LINE: Final = re.compile(
    r"^[^\w\n]*(?:spdx-filecopyrighttext\W|©|&copy;|\(c\)\W*\d{4}"
    r"|(?:copyright|droits? d.auteur)\W*(?:\(c\)|©|&copy;|\d{4}|by\b|y{4}|a{4}\b|x{4}\b"
    r"|(?:19|20)(?:xx|__)|year\b|ann[ée]e\b|[<\[{])).*$",
    re.IGNORECASE | re.MULTILINE,
)
# The number or letter of a clause, wherever it stands: copies number, and break their lines, in
# their own way. "30 days" keeps its number, "section 7." does not.
LABEL: Final = re.compile(
    r"(?<![\w.])\(?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,4})(?:[.)][.)]?|°)(?=\s|[A-ZÀ-Ý]|$)"
    r"|(?<=\w)\((?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})\)"
    r"|^[ \t]*\d{1,2} +(?=[A-ZÀ-Ý])"
    r"|(?<![\w.])\d{1,2}\xa0+(?=[A-ZÀ-Ý])",
    re.MULTILINE,
)
# REUSE-IgnoreStart
STATEMENT: Final = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n*/>\"]+)")
# REUSE-IgnoreEnd
# What a licence leaves to its user: who disclaims, and whose name may not be used.
LEFT_TO_ITS_USER: Final = (
    (re.compile(r"\bneither the names? of (?:\S+ ){1,12}?nor the names"), "neither the name of"),
    (re.compile(r"\bthe name of (?:\S+ ){1,12}?shall not be used"), "the name shall not be used"),
    (
        re.compile(r"\bwritten authorization from (?:\S+ ){0,12}?(?:\S+ ?$|(?=x window system))"),
        "written authorization ",
    ),
    (re.compile(r"\bnotice of copyright\s+(?:\S+\s+){0,60}?are retained"), "are retained"),
    (re.compile(r"\bprovided by (?:\S+ ){1,12}?as is\b"), "provided by as is"),
    (re.compile(r"\bas is and (?:\S+ ){1,12}?disclaims? all\b"), "as is and disclaims all"),
    (re.compile(r"\bin no event shall (?:\S+ ){1,12}?be liable\b"), "in no event shall be liable"),
)
SPELLINGS: Final = (
    (re.compile(r"\b(sub)?licence(s|d|e|es)?\b"), r"\1license\2"),
    (re.compile(r"\b(?:https?|www)\b "), ""),
    (re.compile(r"\bsub licens"), "sublicens"),
    (re.compile(r"\ball rights reserved\b"), ""),
    (re.compile(r"\bgnu (lesser )?general public license (?=terms and conditions)"), ""),
)
# Where the licence itself begins and ends, where SPDX's text has more around it.
BEGINNINGS: Final = {
    "AFL-3.0": "this academic free license the license applies",
    "AGPL-3.0": "everyone is permitted to copy and distribute verbatim",
    "Artistic-2.0": "everyone is permitted to copy and distribute verbatim",
    "BSL-1.0": "permission is hereby granted free of charge",
    "BUSL-1.1": "the licensor hereby grants you the right to copy",
    "BlueOak-1.0.0": "purpose this license gives everyone",
    "CC-BY-3.0": "the work as defined below is provided",
    "CC-BY-SA-3.0": "the work as defined below is provided",
    "CC-BY": "by exercising the licensed rights defined below",
    "CC0-1.0": "statement of purpose the laws of most jurisdictions",
    "CDLA-Permissive-2.0": "this is the community data license agreement",
    "CPL-1.0": "the accompanying program is provided under",
    "ECL-2.0": "terms and conditions for use reproduction and distribution",
    "Elastic-2.0": "acceptance by using the software you agree",
    "EUPL-1": "this european union public licen[cs]e",
    "GPL-2.0": "everyone is permitted to copy and distribute verbatim",
    "GPL-3.0": "everyone is permitted to copy and distribute verbatim",
    "ISC": "permission to use copy modify",
    "JSON": "permission is hereby granted free of charge",
    "LGPL-2.1": "everyone is permitted to copy and distribute verbatim",
    "LGPL-3.0": "this version of the gnu lesser general public",
    "MIT": "permission is hereby granted free of charge",
    "NCSA": "permission is hereby granted free of charge",
    "ODC-By-1.0": "preamble the open data commons attribution license",
    "ODbL-1.0": "preamble the open database license",
    "OFL-1.1": "preamble the goals of the open font license",
    "OGL-UK-3.0": "you are encouraged to use and re use",
    "OSL-3.0": "this open software license the license applies",
    "PDDL-1.0": "preamble the open data commons public domain",
    "PSF-2.0": "this license agreement is between",
    "PolyForm": "acceptance in order to get any license",
    "PostgreSQL": "permission to use copy modify",
    "UPL-1.0": "subject to the condition set forth below",
    "WTFPL": "everyone is permitted to copy and distribute verbatim",
    "X11": "permission is hereby granted free of charge",
    "Zlib": "this software is provided as is",
}
ENDINGS: Final = {
    "CC-BY-3.0": "(?:creative commons notice )?creative commons is not a party",
    "CC-BY-SA-3.0": "(?:creative commons notice )?creative commons is not a party",
    "CC-BY": "creative commons is not a party to its public",
    "LGPL-3.0": "gnu general public license version 3 29 june 2007",
    "Unlicense": "for more information please refer to",
    "X11": "x window system is a trademark",
    "": "end of terms and conditions",
}
# What the stewards' own copies say around the licence, and SPDX's text does not.
SURROUNDINGS: Final = (
    """This General Public License does not permit incorporating your program into proprietary
    programs. If your program is a subroutine library, you may consider it more useful to permit
    linking proprietary applications with the library. If this is what you want to do, use the
    GNU Lesser General Public License instead of this License.""",
    """The text of the Creative Commons public licenses is dedicated to the public domain under
    the CC0 Public Domain Dedication.""",
    """This Font Software is licensed under the SIL Open Font License, Version 1.1. This license is
    copied below, and is also available with a FAQ at: https://scripts.sil.org/OFL""",
)
TITLE: Final = 20  # words that may stand before a licence: its title, an address
LIMITING: Final = frozenset(
    {"aucun", "aucune", "except", "no", "non", "not", "only", "sans", "sauf"}
)
WINDOW: Final = 12  # words among which most must be known for other text to be SPDX's own
# The parameters that the Business Source License asks for stand before its terms.
PARAMETERS: Final = 600
RESEMBLANCE: Final = 0.6  # share of word pairs in common from which a text is a changed licence
SHOWN: Final = 8  # words shown where two texts part


@dataclass(frozen=True, kw_only=True)
class Change:
    """Where a text leaves the licence that it resembles: the words of each from there on."""

    licence: str
    expected: str
    found: str


@dataclass(frozen=True, kw_only=True)
class Identification:
    """What a text is.

    ``licences`` are those with this very text: two where only the choice between this version
    and later ones differs. ``more`` are the first words of other text around it; ``change``
    tells where a text that is no licence's leaves the nearest one.
    """

    licences: tuple[str, ...] = ()
    more: str = ""
    change: Change | None = None
    stated: str = ""

    @property
    def name(self) -> str:
        """Return the identifier to speak of: the one stated, where it is one of those found."""
        return self.stated if self.stated in self.licences else " / ".join(self.licences)


def identify(text: str) -> Identification:
    """Return which licence ``text`` is, or which one it resembles and where it was changed."""
    stated = statement(text)
    spoken = words(text)
    found = {
        name: at for name, core in _longest_first() if (at := _place(core, spoken)) is not None
    }
    if not found:
        return Identification(change=_nearest(spoken), stated=stated)
    around = {name: _around(name, spoken, at) for name, at in found.items()}
    whole = [name for name in found if not around[name]]
    best = whole[0] if whole else min(found, key=found.__getitem__)
    cores = dict(_longest_first())
    same = tuple(name for name in catalogue() if cores[name] == cores[best])
    return Identification(licences=same, more=around[best], stated=stated)


def contained(text: str) -> tuple[str, ...]:
    """Return every licence whose whole text stands somewhere in ``text``."""
    spoken = words(text)
    cores = dict(_longest_first())
    return tuple(name for name in catalogue() if _place(cores[name], spoken) is not None)


def compared(text: str, licence: str) -> Identification:
    """Return whether ``text`` is that of ``licence``, or the first words that differ from it."""
    spoken = words(text)
    at = _place(dict(_longest_first())[licence], spoken)
    if at is None:
        return Identification(change=_first_change(licence, spoken), stated=statement(text))
    return Identification(
        licences=(licence,), more=_around(licence, spoken, at), stated=statement(text)
    )


def statement(text: str) -> str:
    """Return the licence expression that ``text`` states by an SPDX tag, or nothing."""
    found = STATEMENT.search(text)
    return found.group(1).strip() if found else ""


def words(text: str) -> list[str]:
    """Return the words that matter in ``text``, each in one spelling."""
    spoken = LABEL.sub(" ", STATEMENT.sub(" ", COPYRIGHT_LINE.sub(" ", text)))
    spoken = unicodedata.normalize("NFKC", spoken).casefold()
    spoken = " ".join(re.findall(r"[^\W_]+", spoken))
    for written, spelling in (*SPELLINGS, *LEFT_TO_ITS_USER):
        spoken = written.sub(spelling, spoken)
    return spoken.split()


def tail(text: str) -> str:
    """Return what stands after the licence proper: instructions, with blanks to be left alone."""
    found = re.search(r"end\s+of\s+terms\s+and\s+conditions", text, re.IGNORECASE)
    return text[found.end() :] if found else ""


@cache
def _longest_first() -> tuple[tuple[str, tuple[str, ...]], ...]:
    cores = {name: _core(name, licence.text) for name, licence in catalogue().items()}
    return tuple(sorted(cores.items(), key=lambda found: -len(found[1])))


def _core(name: str, text: str) -> tuple[str, ...]:
    spoken = " ".join(words(text))
    if begins := _of_family(name, BEGINNINGS):
        spoken = spoken[_position(begins, spoken, 0) :]
    ends = _of_family(name, ENDINGS)
    return tuple(spoken[: _position(ends, spoken, len(spoken))].split())


def _of_family(name: str, phrases: dict[str, str]) -> str:
    return next((phrase for family, phrase in phrases.items() if name.startswith(family)), "")


def _position(phrase: str, spoken: str, otherwise: int) -> int:
    found = re.search(rf"\b{phrase}\b", spoken)
    return found.start() if found else otherwise


def _place(core: tuple[str, ...], spoken: list[str]) -> int | None:
    sought, within = f" {' '.join(core)} ", f" {' '.join(spoken)} "
    at = within.find(sought)
    return None if at < 0 else within.count(" ", 0, at + 1) - 1


def _around(licence: str, spoken: list[str], begins: int) -> str:
    before, after = spoken[:begins], spoken[begins + len(dict(_longest_first())[licence]) :]
    own = (catalogue()[licence].text, *SURROUNDINGS)
    known = {pair for text in own for pair in pairwise(words(text))}
    is_title = len(before) <= TITLE and LIMITING.isdisjoint(before)
    if licence == "BUSL-1.1":
        is_title = len(before) <= PARAMETERS
    return ("" if is_title else _unknown(before, known)) or _unknown(after, known)


def _unknown(spoken: list[str], known: set[tuple[str, str]]) -> str:
    """Return the first words of ``spoken`` that SPDX's text does not have, if there are many."""
    strange = [pair not in known for pair in pairwise(spoken)]
    for at in range(max(len(strange) - WINDOW, 0) + 1):
        window = strange[at : at + WINDOW]
        if sum(window) * 2 > len(window):
            first = at + window.index(True) + (at > 0)
            return " ".join(spoken[first : first + SHOWN])
    return ""


def _nearest(spoken: list[str]) -> Change | None:
    pairs = Counter(pairwise(spoken))
    best, resemblance = max(
        ((name, _resemblance(pairs, Counter(pairwise(core)))) for name, core in _longest_first()),
        key=lambda found: found[1],
    )
    return _first_change(best, spoken) if resemblance >= RESEMBLANCE else None


def _resemblance(these: Counter[tuple[str, str]], those: Counter[tuple[str, str]]) -> float:
    return 2 * (these & those).total() / max(these.total() + those.total(), 1)


def _first_change(licence: str, spoken: list[str]) -> Change:
    core = dict(_longest_first())[licence]
    start = _beginning(core, spoken)
    same = 0
    while same < len(core) and start + same < len(spoken) and core[same] == spoken[start + same]:
        same += 1
    return Change(
        licence=licence,
        expected=" ".join(core[same : same + SHOWN]),
        found=" ".join(spoken[start + same : start + same + SHOWN]),
    )


def _beginning(core: tuple[str, ...], spoken: list[str]) -> int:
    """Return where ``core`` begins in ``spoken``, even if its first words were changed."""
    places = {tuple(spoken[at : at + SHOWN]): at for at in reversed(range(len(spoken)))}
    changed = next((at for at in range(len(core)) if core[at : at + SHOWN] in places), 0)
    kept = places.get(core[changed : changed + SHOWN], 0)
    farthest = max(kept - changed - SHOWN, 0)  # before that stands a title
    before = spoken[farthest:kept]
    # Backwards, so that of equal matches the one next to the words that are kept is found.
    same = SequenceMatcher(None, core[:changed][::-1], before[::-1]).find_longest_match()
    return max(kept - changed + same.a - same.b, 0)
