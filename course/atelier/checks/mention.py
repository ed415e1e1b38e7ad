# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A ``LICENSE`` for a fictional body: the text it wants, word for word, its holder and its year.

The text is worth 3 points; the exact text of another licence is worth 1, so that a licence put
there without reading what the body wants passes a sixth of the scale. Each place of the model
that was not filled in costs the criterion to which it belongs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.mention import FILE, LONGEST, Notice, body_of, notices_of, prompt_in
from atelier.artefacts.text import UnreadableTextError, plain, read_text
from atelier.identification import LIMITING, Identification, contained, identify, statement, words
from atelier.licences import Licence, catalogue, find, vocabulary
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
TEXT: Final = 3  # points for the text
EXACT: Final = 1  # of which: for a text that is exact, but not alone or not the one wanted
FILLED: Final = 2  # of which: where only the model's own line was left
# What a body may wish, each with the table of the vocabulary that holds its terms.
WISHES: Final = MappingProxyType({"reach": "reaches", "french": "french", "law": "laws"})
ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
ENGLISH: Final = re.compile(r"qu[ée]bec free and open.source licen[cs]e", re.IGNORECASE)
NAMED: Final = re.compile(r"\bliliq[ -]?(rplus|r\+|r|p)(?![\w+])", re.IGNORECASE)
LILIQ: Final = MappingProxyType(
    {"p": "LiLiQ-P-1.1", "r": "LiLiQ-R-1.1", "r+": "LiLiQ-Rplus-1.1", "rplus": "LiLiQ-Rplus-1.1"}
)
FEW: Final = 60  # words: a text that short names a licence or points to it, and is none
Faces = dict[Language, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a body wants and what its record says: the truth, and what misleads."""

    licence: str
    holder: str
    year: str
    misleading: Mapping[str, str]


CASES: Final = MappingProxyType(
    {
        "trails": Case(
            licence="LiLiQ-R-1.1",
            holder="Agence québécoise des sentiers",
            year="2024",
            misleading={
                "Direction des solutions numériques": "service",
                "Maïka Côté-Desbiens": "person",
                "Balises": "software",
                "AQS": "short",
                "Gouvernement du Québec": "government",
                "2022": "begun",
                "2026": "last",
            },
        ),
        # The one that a lesson shows: another body, another wish.
        "quays": Case(
            licence="LiLiQ-P-1.1",
            holder="Régie des quais patrimoniaux",
            year="2025",
            misleading={"Service de l’informatique": "service", "2026": "last"},
        ),
    }
)


def check(folder: Path, *, case: str = "trails") -> Verdict:
    """Return how well ``LICENSE`` in ``folder`` says what the body of ``case`` wants to say."""
    try:
        text = read_text(folder, FILE)
    except UnreadableTextError as error:
        return _not_read(seen=error.seen(), step=error.next_step())
    asked = CASES[case]
    return _verdict(
        _text(text, asked), _licence(text, asked), _holder(text, asked), _year(text, asked)
    )


def _verdict(*findings: Finding) -> Verdict:
    return Verdict(subject="mention", findings=findings)


def _finding(criterion: str, fact: str, points: float = 0, **values: object) -> Finding:
    maximum = TEXT if criterion == "text" else 1
    values = {"file": FILE, **values}
    return Finding(criterion=criterion, fact=fact, points=points, maximum=maximum, values=values)


def _not_read(**values: object) -> Verdict:
    others = (_finding(criterion, "not-read") for criterion in ("licence", "holder", "year"))
    return _verdict(_finding("text", "unreadable", 0, **values), *others)


# ------------------------------------------------------------------------------- the licence


def _text(text: str, case: Case) -> Finding:
    """Return whether the text is that of the licence wanted: whole, unchanged and alone."""
    body = body_of(text)
    seen = identify(body)
    if seen.more:
        seen = identify(_without_grants(body))
    if not seen.licences:
        return _no_text(body, seen)
    if len(_licences_in(text)) > 1 or seen.more:
        return _finding("text", "more", EXACT, licence=seen.name, more=_quoted(body, seen.more))
    if case.licence not in seen.licences:
        return _finding("text", "other", EXACT, licence=seen.name)
    if prompt := prompt_in(text):
        return _finding("text", "prompt", FILLED, licence=case.licence, prompt=prompt)
    return _finding("text", "exact", TEXT, licence=case.licence)


def _without_grants(body: str) -> str:
    """Return ``body`` without the sentences that only say under which licence the software is."""
    own = " ".join(word for name in LILIQ.values() for word in words(find(name).text))
    return "\n".join(line for line in body.splitlines() if not _is_grant(line, own))


def _is_grant(line: str, own: str) -> bool:
    spoken = words(line)
    is_short = len(spoken) <= LONGEST and (LIMITING | {"seulement", "uniquement"}).isdisjoint(
        spoken
    )
    return is_short and bool(NAMED.search(line)) and " ".join(spoken) not in own


def _no_text(body: str, seen: Identification) -> Finding:
    """Return what stands where the text of a licence should."""
    body = body.replace(prompt_in(body), "").strip()
    if not body:
        return _finding("text", "empty")
    if seen.change:
        return _changed(body, seen)
    if ENGLISH.search(body) and len(body.split()) > FEW:
        return _finding("text", "translated")
    if len(body.split()) > FEW:
        return _finding("text", "unknown")
    return _finding("text", "linked" if ADDRESS.search(body) else "named")


def _changed(body: str, seen: Identification) -> Finding:
    """Return where the text leaves the licence: its first word that differs."""
    change = seen.change
    if change is None:
        return _finding("text", "unknown")
    expected = _quoted(find(change.licence).text, change.expected)
    if not change.found:
        last = " ".join(body.split()[-8:])
        return _finding("text", "short", licence=change.licence, expected=expected, last=last)
    found = _quoted(body, change.found)
    return _finding("text", "changed", licence=change.licence, expected=expected, found=found)


def _quoted(text: str, phrase: str) -> str:
    """Return the passage of ``text`` that ``phrase`` compares, as it is written there."""
    spellings = (re.escape(word).replace("license", "licen[cs]e") for word in phrase.split())
    found = re.search(r"[\W\d_]+".join(spellings), text, re.IGNORECASE) if phrase else None
    return " ".join(found.group().split()) if found else phrase


def _licence(text: str, case: Case) -> Finding:
    """Return whether the licence is the one that the body wants, whatever became of its text."""
    found = _licences_in(text)
    stated = statement(text)
    if len(found) > 1:
        return _finding("licence", "two", licences=" + ".join(found))
    if found and stated and stated not in _same_text(found[0]):
        return _finding("licence", "contradicted", licence=found[0], stated=stated)
    licence = found[0] if found else _meant(text)
    if not licence:
        return _finding("licence", "none")
    if licence == case.licence:
        return _finding("licence", "wanted", 1, licence=licence)
    return _finding("licence", "other", licence=licence, wishes=_unmet(find(licence), case))


def _licences_in(text: str) -> tuple[str, ...]:
    """Return the licences with their whole text, one name for those that share a text."""
    found = contained(body_of(text))
    within = {name for name in found for other in found if _is_part(name, other)}
    first: dict[str, str] = {}
    for name in found:
        if name not in within:
            first.setdefault(find(name).text, name)
    return tuple(first.values())


def _is_part(name: str, other: str) -> bool:
    """Return whether the text of ``other`` holds that of ``name`` and more."""
    is_longer = len(words(find(other).text)) > len(words(find(name).text))
    return is_longer and name in contained(find(other).text)


def _same_text(licence: str) -> set[str]:
    return {name for name, other in catalogue().items() if other.text == find(licence).text}


def _meant(text: str) -> str:
    """Return the licence that a text without its whole wording resembles, states or names."""
    seen = identify(body_of(text))
    if seen.change:
        return seen.change.licence
    if seen.stated in catalogue():
        return seen.stated
    if ENGLISH.search(text):
        is_strong = re.search(r"strong reciprocity", text[:2000], re.IGNORECASE)
        return LILIQ["r+" if is_strong else "r" if "eciprocity" in text[:2000] else "p"]
    named = {LILIQ[kind.lower()] for kind in NAMED.findall(body_of(text))}
    named |= {name for name in catalogue() if re.search(rf"(?<![\w.-]){re.escape(name)}\b", text)}
    return named.pop() if len(named) == 1 else ""


def _unmet(licence: Licence, case: Case) -> Faces:
    """Return in what ``licence`` is not what the body wishes, and where it says so."""
    wanted = find(case.licence)
    wishes = []
    for wish, table in WISHES.items():
        fact = getattr(licence, wish)
        if fact.value != getattr(wanted, wish).value:
            seen = vocabulary()[table][fact.value]["label"]
            where = "cited" if fact.citation.clause else "silent"
            what = WORDS.in_both(f"wish.{where}", seen=seen, clause=fact.citation.clause)
            wishes.append(WORDS.in_both(f"wish.{wish}", what=what))
    return {face: "; ".join(wish[face] for wish in wishes) for face in LANGUAGES}


# -------------------------------------------------------------------------------- the notice


def _holder(text: str, case: Case) -> Finding:
    notices = notices_of(text)
    if blank := next((notice.holder_blank for notice in notices if notice.holder_blank), ""):
        return _finding("holder", "blank", blank=blank)
    names = [notice.holder for notice in notices if notice.holder]
    wrong = [name for name in names if not _is_called(name, case.holder)]
    if wrong:
        has_more = plain(case.holder) in plain(wrong[0])
        fact = "more" if has_more else _misleading(wrong[0], case, "other")
        return _finding("holder", fact, seen=wrong[0], holder=case.holder if has_more else "")
    if names:
        return _finding("holder", "named", 1, holder=names[0])
    if notices:
        return _finding("holder", "no-name", line=notices[0].line)
    if plain(case.holder) in plain(text):
        return _finding("holder", "unmarked")
    return _finding("holder", "missing")


def _is_called(name: str, holder: str) -> bool:
    """Return whether ``name`` is that of the holder, with or without an article before it."""
    return re.sub(r"^(?:l'|la |le |les |the )", "", plain(name)) == plain(holder)


def _year(text: str, case: Case) -> Finding:
    notices = notices_of(text)
    if blank := next((notice.year_blank for notice in notices if notice.year_blank), ""):
        return _finding("year", "blank", blank=blank)
    years = sorted(year for notice in notices for year in notice.years)
    if not years:
        return _finding("year", "missing" if notices else "no-notice")
    if years[0] == case.year:
        return _finding("year", "first", 1, year=_span(notices))
    return _finding("year", _misleading(years[0], case, "other"), year=years[0])


def _span(notices: tuple[Notice, ...]) -> str:
    years = sorted({year for notice in notices for year in notice.years})
    return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _misleading(seen: str, case: Case, otherwise: str) -> str:
    """Return what ``seen`` is in the record of the body, if it is something there."""
    facts = {plain(name): fact for name, fact in case.misleading.items()}
    return next((fact for name, fact in facts.items() if name in plain(seen)), otherwise)
