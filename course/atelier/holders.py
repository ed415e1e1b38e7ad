# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A copyright line: who is named in it, and which places of a model were left to be filled in.

A place is left in the marks of a model (``<name>``, ``[year]``, ``{{ organization }}``) or in
words that name nobody (``Your Name``, ``YYYY``, ``TODO``). A word that may belong to a real name
counts only where it is all that stands in the place of the name.
"""

import re
from typing import Final, NamedTuple

YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
ADDRESS: Final = re.compile(
    r"[<(\[]?\b(?:https?://|www\.)\S+|[<(\[]?[\w.+-]+@[\w-]+\.[\w.-]+[>)\]]?"
)
MARKS: Final = re.compile(
    r"spdx-filecopyrighttext:?|copyright|droits? d.auteur|\(c\)|©|&copy;|all rights reserved"
    r"|tous droits réservés|\b(?:19|20)\d\d\b|\bpresent\b|^\W*\b(?:by|par)\b",
    re.IGNORECASE,
)
AROUND: Final = " \t-–—,;:.#*/<>|\"'«»“”"  # what may stand around a name
# Places of a model; a tool that reads a line may cut the last sign off.
PLACE: Final = re.compile(
    r"\$?\{\{?[^{}]*(?:\}\}?|$)|<[^<>!][^<>]*>|\[[^\[\]]+\]"
    r"|%[A-Za-z_ ]+%|__[A-Za-z_]+__|@[A-Za-z_]+@"
)
FOR_A_YEAR: Final = re.compile(
    r"\W*(?:ann[ée]e|year|a{4}|y{2,4}\b|x{4}|20xx|date)s?\b", re.IGNORECASE
)
# In the place of a year, and nowhere in a name.
YEAR_BLANK: Final = re.compile(
    r"[(]\s*(?:ann[ée]e|year|a{4}|y{4}|x{4}|20xx|date)[^)]*[)]|\b(?:y{4}\b|(?:19|20)(?:xx\b|__))",
    re.IGNORECASE,
)
# Where a year should begin the line, and there is none: these words may begin a name too.
YEAR_FIRST: Final = re.compile(r"\W*\b(a{4}|x{4}|year|ann[ée]e)\b", re.IGNORECASE)
YEAR_CAPITALS: Final = re.compile(r"\bYEAR\b")
HOLDER_BLANK: Final = re.compile(
    r"\b(?:nom (?:exact |complet )?(?:de (?:l.|votre )(?:organisme|organisation|auteur)"
    r"|du titulaire|de la personne)"
    r"|votre (?:nom|organisme|organisation|entreprise)"
    r"|(?:the )?name of (?:the |your )?"
    r"(?:organi[sz]ation|owner|author|copyright (?:owner|holder)s?)"
    r"|your (?:full )?(?:name|organi[sz]ation|company)|author email|first author|email@address"
    r"|fix ?me|change[ _-]?me|replace[ _-]?me|(?:todo|tbd)\s*:)(?!\w)",
    re.IGNORECASE,
)
# What names nobody where it is the whole name.
NOBODY: Final = re.compile(
    r"(?:the |le |la |les |l.|un |une |a |an |my |mon |ma )?"
    r"(?:(?:full ?|last ?|first ?|company |organi[sz]ation )?names?|nom(?: complet)?|todo|tbd|n/a"
    r"|(?:copyright )?(?:author|owners?|holders?)|auteur|autrice"
    r"|titulaires?(?: d[ue]s?)?(?: droits?)?(?: d.auteur)?"
    r"|organi[sz]ations?|organismes?|compan(?:y|ies)|entreprises?|placeholder|x{3,}|\?+|_+|\.{3}|…)",
    re.IGNORECASE,
)
# Likewise; but between brackets it may say what a name is the name of.
KIND: Final = re.compile(
    r"(?:the |la |le )?(?:ville|city|municipalit[éy]|minist[èe]re|ministry|department)",
    re.IGNORECASE,
)


class Blanks(NamedTuple):
    """What waits for a year in a line, and what waits for a name; nothing where nothing does."""

    year: str = ""
    holder: str = ""


def holder_in(line: str) -> str:
    """Return who is named in a copyright line, once its other parts are taken away."""
    name = _name(line)
    return name if len(re.findall(r"[^\W\d_]", name)) > 1 else ""


def blank_in(line: str) -> str:
    """Return the first place of a copyright line that was left to be filled in, or nothing."""
    return next(filter(None, blanks_in(line)), "")


def blanks_in(line: str) -> Blanks:
    """Return the places of a copyright line that were left to be filled in."""
    said = ADDRESS.sub(" ", line)
    places = [found.group().strip() for found in PLACE.finditer(said)]
    years = [place for place in places if FOR_A_YEAR.match(place)]
    others = [place for place in places if not FOR_A_YEAR.match(place)]
    plain = PLACE.sub(" ", said)
    year = years[0] if years else _year_in(plain)
    name = _name(plain.replace(year, " ") if year else plain)
    named = HOLDER_BLANK.search(plain)
    holder = named.group() if named else name if _is_nobody(name) else ""
    if not holder and others and (not holder_in(name) or any(map(_is_a_name, others))):
        holder = others[0]
    return Blanks(year, holder)


def _year_in(line: str) -> str:
    if found := YEAR_BLANK.search(line) or YEAR_CAPITALS.search(line):
        return found.group()
    found = None if YEAR.search(line) else YEAR_FIRST.match(MARKS.sub(" ", line))
    return found.group(1) if found else ""


def _is_nobody(name: str) -> bool:
    return bool(NOBODY.fullmatch(name) or KIND.fullmatch(name))


def _is_a_name(place: str) -> bool:
    """Return whether a place of a model asks for a name, and is not an aside beside one."""
    inner = place.strip("$<>[]{}%_@ ").replace("_", " ")
    return bool(NOBODY.fullmatch(inner) or HOLDER_BLANK.search(inner))


def _name(line: str) -> str:
    name = MARKS.sub(" ", ADDRESS.sub(" ", line))
    name = re.sub(r"^\W*\b(?:by|par)\b", " ", " ".join(name.split()), flags=re.IGNORECASE)
    return name.strip(AROUND)
