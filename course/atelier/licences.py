# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What each licence permits, requires and forbids: facts, each with its source."""

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from atelier.words import Language

FOLDER: Final = Path(__file__).parent
LONGEST: Final = 200  # characters of what may be an identifier, misspelt
MOST_NEAR: Final = 20
NEAR: Final = 0.7  # how much of the letters two names must share
Sentence = Mapping[Language, str]


class UnknownLicenceError(LookupError):
    """No licence of the catalogue has this identifier; ``nearest`` may be the one meant."""

    def __init__(self, wanted: str, nearest: str | None) -> None:
        """Say what was wanted, and which identifier comes nearest."""
        self.wanted, self.nearest = wanted, nearest
        meant = f" Did you mean {nearest}?" if nearest else ""
        super().__init__(f"No licence here has the SPDX identifier {wanted!r}.{meant}")


class Category(StrEnum):
    """The family of a licence."""

    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak-copyleft"
    STRONG_COPYLEFT = "strong-copyleft"
    NETWORK_COPYLEFT = "network-copyleft"
    PUBLIC_DOMAIN = "public-domain-dedication"
    CONTENT_PERMISSIVE = "content-permissive"
    CONTENT_COPYLEFT = "content-copyleft"
    DATA_PERMISSIVE = "data-permissive"
    DATA_COPYLEFT = "data-copyleft"
    NOT_FREE = "not-free"
    SOURCE_AVAILABLE = "source-available"

    @property
    def is_free(self) -> bool:
        """Return whether licences of this family leave every use free."""
        return bool(vocabulary()["categories"][self]["free"])

    @property
    def made_for(self) -> str:
        """Return what this family is made for: software, content, data or anything."""
        return str(vocabulary()["categories"][self]["made_for"])


class Reach(StrEnum):
    """How far the same licence must follow."""

    NONE = "none"
    FILE = "file"
    MODULE = "module"
    LIBRARY = "library"
    COMPONENT = "component"
    WORK = "work"
    DATABASE = "database"
    NETWORK = "network"
    SERVICE = "service"


class Patent(StrEnum):
    """What the text says of patents."""

    NOT_STATED = "not-stated"
    EXPRESS = "express"
    EXPRESS_WITH_TERMINATION = "express-with-termination"
    NON_ASSERTION = "non-assertion"
    EXCLUDED = "excluded"


class Network(StrEnum):
    """Whether use over a network can require giving the source."""

    NO = "no"
    YES = "yes"
    CONTESTED = "contested"


class French(StrEnum):
    """Whether there is a French text."""

    OFFICIAL = "official"
    TRANSLATION = "translation"
    NOT_MENTIONED = "not-mentioned"


class Law(StrEnum):
    """Which law governs the licence, by its own words."""

    SILENT = "silent"
    QUEBEC = "quebec"
    FRANCE = "france"
    MEMBER_STATE = "member-state"
    NEW_YORK = "new-york"
    ONTARIO = "ontario"
    LICENSOR = "licensor"
    DEFENDANT = "defendant"
    NOTICE = "notice"
    ENFORCEMENT = "enforcement"


class Standing(StrEnum):
    """What the SPDX data says that the Free Software Foundation holds of a licence."""

    LISTED = "listed"
    NOT_FREE = "not-free"
    NO_ENTRY = "no-entry"


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where a fact comes from: a key of ``sources()``, and a clause or heading of the text."""

    source: str
    clause: str = ""


Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Fact(Generic[Value]):
    """What is held to be so, and where that comes from."""

    value: Value
    citation: Citation


@dataclass(frozen=True, kw_only=True)
class Licence:
    """One licence. ``permissions``, ``conditions`` and ``limitations`` map tags to citations."""

    id: str
    name: Sentence
    also: tuple[str, ...]
    category: Category
    osi: Fact[bool]
    fsf: Fact[Standing]
    permissions: Mapping[str, Citation]
    conditions: Mapping[str, Citation]
    limitations: Mapping[str, Citation]
    contested: frozenset[str]
    reach: Fact[Reach]
    patent: Fact[Patent]
    network: Fact[Network]
    french: Fact[French]
    law: Fact[Law]
    notice: Fact[Sentence]
    remark: Fact[Sentence] | None

    @property
    def is_free(self) -> bool:
        """Return whether the licence is free: every use permitted, to everyone."""
        return self.category.is_free

    @property
    def text(self) -> str:
        """Return the text of the licence, as SPDX records it."""
        return (FOLDER / "texts" / f"{self.id}.txt").read_text(encoding="utf-8")

    def is_called(self, words: str) -> bool:
        """Return whether ``words`` stand in its identifier or in one of its names."""
        names = (self.id, *self.name.values(), *self.also)
        return any(words.strip().casefold() in name.casefold() for name in names)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is looked for: every tag named must be there; what is left out does not matter."""

    words: str = ""
    permissions: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    limitations: frozenset[str] = frozenset()
    category: Category | None = None
    reach: Reach | None = None
    patent: Patent | None = None
    network: Network | None = None
    french: French | None = None
    is_free: bool | None = None

    def fit(self, licence: Licence) -> bool:
        """Return whether ``licence`` is one of those looked for."""
        wanted = (
            (self.category, licence.category),
            (self.reach, licence.reach.value),
            (self.patent, licence.patent.value),
            (self.network, licence.network.value),
            (self.french, licence.french.value),
            (self.is_free, licence.is_free),
        )
        return (
            licence.is_called(self.words)
            and self.permissions <= licence.permissions.keys()
            and self.conditions <= licence.conditions.keys()
            and self.limitations <= licence.limitations.keys()
            and all(want is None or want == seen for want, seen in wanted)
        )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What two licences say of one aspect, each as a set of terms of the closed vocabulary."""

    aspect: str
    first: frozenset[str]
    second: frozenset[str]

    @property
    def is_same(self) -> bool:
        """Return whether both say the same."""
        return self.first == self.second


ASPECTS: Final[Mapping[str, Callable[[Licence], Iterable[str]]]] = MappingProxyType(
    {
        "category": lambda licence: [licence.category],
        "permissions": lambda licence: licence.permissions,
        "conditions": lambda licence: licence.conditions,
        "limitations": lambda licence: licence.limitations,
        "reach": lambda licence: [licence.reach.value],
        "patent": lambda licence: [licence.patent.value],
        "network": lambda licence: [licence.network.value],
        "french": lambda licence: [licence.french.value],
        "law": lambda licence: [licence.law.value],
        "osi": lambda licence: ["yes" if licence.osi.value else "no"],
        "fsf": lambda licence: [licence.fsf.value],
    }
)


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return the closed vocabulary and the sources: terms with label and meaning, fr and en.

    Keys: ``sources tags categories reaches patents networks french laws fsf``; the tags lie
    one level deeper, below ``permissions conditions limitations``.
    """
    tables = _tables()
    return MappingProxyType({key: tables[key] for key in tables if key != "licences"})


@cache
def catalogue() -> Mapping[str, Licence]:
    """Return every licence by its SPDX identifier, in the order of ``licences.toml``."""
    licences = _tables()["licences"]
    return MappingProxyType({name: _licence(name, facts) for name, facts in licences.items()})


def find(identifier: str) -> Licence:
    """Return the licence with this SPDX identifier.

    Raises UnknownLicenceError, which names the nearest identifier if one comes near.
    """
    if identifier in catalogue():
        return catalogue()[identifier]
    raise UnknownLicenceError(identifier, nearest(identifier))


def nearest(identifier: str, *, beyond: Iterable[str] = ()) -> str | None:
    """Return the identifier, of the catalogue or ``beyond`` it, that may have been meant."""
    called = {name.casefold(): name for name in beyond} | {
        name.casefold(): licence.id
        for licence in catalogue().values()
        for name in (*licence.name.values(), *licence.also, licence.id)
    }
    if len(identifier) > LONGEST:
        return None
    typed = identifier.strip().casefold()
    letters = _letters(typed)
    near = {
        name: difflib.SequenceMatcher(None, _letters(name), letters).ratio()
        for name in difflib.get_close_matches(typed, called, n=MOST_NEAR)
    }
    # Two licences may share a version and nothing else: what they are called must be near too.
    likely = [name for name, ratio in near.items() if ratio >= NEAR]
    best = max(likely, key=lambda name: (near[name], _is_version(typed, name)), default="")
    return called.get(best)


def matching(licences: Mapping[str, Licence], filters: Filters) -> tuple[Licence, ...]:
    """Return the licences that ``filters`` fit, in their order."""
    return tuple(licence for licence in licences.values() if filters.fit(licence))


def compare(first: Licence, second: Licence) -> tuple[Comparison, ...]:
    """Return what both licences say, aspect by aspect."""
    return tuple(
        Comparison(aspect=aspect, first=frozenset(read(first)), second=frozenset(read(second)))
        for aspect, read in ASPECTS.items()
    )


def _letters(name: str) -> str:
    """Return what a licence is called, without its version."""
    stem = name.removesuffix("-only").removesuffix("-or-later").replace("+", "plus")
    return "".join(filter(str.isalpha, stem))


def _is_version(typed: str, name: str) -> bool:
    """Return whether ``name`` has the version that was typed, as far as it was typed."""
    digits = ("".join(filter(str.isdigit, each)) for each in (name, typed))
    return next(digits).startswith(next(digits))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "licences.toml").read_text(encoding="utf-8"))


def _citation(facts: Mapping[str, Any]) -> Citation:
    return Citation(source=facts.get("source", "text"), clause=facts.get("clause", ""))


def _fact(facts: Mapping[str, Any], term: Callable[[str], Value]) -> Fact[Value]:
    return Fact(value=term(facts["is"]), citation=_citation(facts))


def _said(facts: Mapping[str, Any]) -> Fact[Sentence]:
    return Fact(value={"fr": facts["fr"], "en": facts["en"]}, citation=_citation(facts))


def _tagged(facts: Mapping[str, Any], kind: str) -> Mapping[str, Citation]:
    source = facts["tags"]
    return MappingProxyType(
        {tag: Citation(source=source, clause=clause) for tag, clause in facts[kind].items()}
    )


def _licence(identifier: str, facts: Mapping[str, Any]) -> Licence:
    spdx = Citation(source="spdx")
    return Licence(
        id=identifier,
        name=facts["name"],
        also=tuple(facts.get("also", ())),
        category=Category(facts["category"]),
        osi=Fact(value=facts["osi"], citation=spdx),
        fsf=Fact(value=Standing(facts["fsf"]), citation=spdx),
        permissions=_tagged(facts, "permissions"),
        conditions=_tagged(facts, "conditions"),
        limitations=_tagged(facts, "limitations"),
        contested=frozenset(facts.get("contested", ())),
        reach=_fact(facts["reach"], Reach),
        patent=_fact(facts["patent"], Patent),
        network=_fact(facts["network"], Network),
        french=_fact(facts["french"], French),
        law=_fact(facts["law"], Law),
        notice=_said(facts["notice"]),
        remark=_said(facts["remark"]) if "remark" in facts else None,
    )
