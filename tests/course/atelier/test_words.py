# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The words on screen: both languages say all, with the same blanks, by their own typography."""

import re
import string
import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from atelier.words import LANGUAGES, UnknownWordsError, Words

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(
    path
    for package in ("course/atelier", "autograder", "book")
    for path in (ROOT / package).rglob("*.toml")
)
each_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix()
)

CHECKS = sorted(
    path
    for path in (ROOT / "course" / "atelier" / "checks").glob("*.py")
    if path.with_suffix(".toml").exists()
)
NAMED = re.compile(r'(?:_finding\(\s*|criterion=)"([\w-]+)",\s*(?:fact=)?"([\w-]+)"')

FRENCH_RULES = {
    "a non-breaking space stands after « and before »": r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»",
    "a non-breaking space stands before a colon": r"(?<![\u00a0\u202f]):(?=\s|$)",
    "no space stands before ; ! or ?": r"\s[;!?]",
    "a non-breaking space stands before % and $": r"(?<![\u00a0\u202f])[%$]",
    "an apostrophe between letters is typographic": r"\w'\w",
    "an ellipsis is one character": r"\.\.\.",
    "quotation marks are « »": r'["“”]',
}
ENGLISH_RULES = {
    "quotation marks are not French": r"[«»]",
    "no space stands before a colon": r"\s:",
    "no space stands before ; ! or ?": r"\s[;!?]",
    "an ellipsis is one character": r"\.\.\.",
}


ARTEFACT = re.compile(r"\.(commits|files|slots|write)\.")


def sentences(found: object, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every leaf (fr and en) of a file of words, with its dotted key."""
    if isinstance(found, list):
        for number, entry in enumerate(found):
            yield from sentences(entry, f"{key}.{number}")
    elif isinstance(found, dict) and re.fullmatch(r"\.goals\.\d+\.hints", key):
        for number, hints in enumerate(zip_longest(*(found.get(each, ()) for each in LANGUAGES))):
            yield f"{key}.{number}", dict(zip(LANGUAGES, hints, strict=True))
    elif isinstance(found, dict) and set(LANGUAGES) & set(found):
        yield key, {language: found.get(language) for language in LANGUAGES}
    elif isinstance(found, dict):
        for name, entry in found.items():
            yield from sentences(entry, f"{key}.{name}")


def leaves(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the sentences of a file.

    A list is no sentence but spellings that are accepted; the commits and files of a mission, and
    what a practice writes, are artefacts.
    """
    return [
        (key, text)
        for key, text in sentences(tomllib.loads(path.read_text(encoding="utf-8")))
        if not all(isinstance(said, list) for said in text.values()) and not ARTEFACT.search(key)
    ]


def prose(text: str) -> str:
    """Return a sentence without what is no prose: code, blanks to fill, addresses."""
    return re.sub(r"`[^`]*`|\{[^}]*\}|https?://\S+", "x", text)


def breaches(path: Path, language: str, rules: dict[str, str]) -> list[str]:
    return [
        f"{key}: {rule} ({text[language]})"
        for key, text in leaves(path)
        for rule, pattern in rules.items()
        if re.search(pattern, prose(text[language]))
    ]


@each_file
def test_every_sentence_is_there_in_both_languages(path: Path) -> None:
    incomplete = [key for key, text in leaves(path) if None in text.values()]
    assert incomplete == []


@each_file
def test_both_languages_fill_the_same_blanks(path: Path) -> None:
    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    unequal = [key for key, text in leaves(path) if blanks(text["fr"]) != blanks(text["en"])]
    assert unequal == []


@each_file
def test_no_sentence_is_empty_but_the_next_step_of_what_is_met(path: Path) -> None:
    empty = [
        key
        for key, text in leaves(path)
        if not all(text.values()) and not (key.endswith(".next") and not any(text.values()))
    ]
    assert empty == []


@each_file
def test_french_is_written_by_french_rules(path: Path) -> None:
    assert breaches(path, "fr", FRENCH_RULES) == []


@each_file
def test_english_is_written_by_english_rules(path: Path) -> None:
    assert breaches(path, "en", ENGLISH_RULES) == []


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_whatever_a_check_may_say_it_has_words_for(path: Path) -> None:
    """The facts that stand in its code as they are: not all of them happen in a test."""
    words = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    named = NAMED.findall(path.read_text(encoding="utf-8"))
    missing = [
        f"{criterion}: {fact}"
        for criterion, fact in named
        if fact not in words.get(criterion, {}).get("facts", {})
    ]
    assert missing == []


def test_a_sentence_is_said_with_its_blanks_filled(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text('[a.b]\nfr = "{n} sur {all}"\nen = "{n} of {all}"\n', encoding="utf-8")
    assert Words(path).say("a.b", language="fr", n=1, all=2) == "1 sur 2"
    assert Words(path).table("a", language="en") == {"b": "{n} of {all}"}


@pytest.mark.parametrize("key", ["a.c", "z", "a.b.c"])
def test_words_that_are_missing_are_named(tmp_path: Path, key: str) -> None:
    path = tmp_path / "some.toml"
    path.write_text('[a.b]\nfr = "oui"\nen = "yes"\n', encoding="utf-8")
    with pytest.raises(UnknownWordsError, match=re.escape(key)):
        Words(path).say(key, language="fr")


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("Source\u00a0: «\u00a0MIT\u00a0», à 10\u00a0%! Est-ce vu?", True),
        ("Source : MIT", False),
        ("« MIT »", False),
        ("l'état", False),
        ("Vu\u00a0?", False),
        ("Attendez...", False),
        ("10 %", False),
        ("Tapez `a : b` à 10:30", True),
    ],
)
def test_the_rules_know_right_french_from_wrong(text: str, *, is_right: bool) -> None:
    found = [rule for rule, pattern in FRENCH_RULES.items() if re.search(pattern, prose(text))]
    assert (found == []) is is_right
