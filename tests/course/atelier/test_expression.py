# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""SPDX expressions: read as the specification writes them, said in words, broken in one place."""

import json
import re
import tomllib
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from license_expression import get_spdx_licensing

from atelier import spdx
from atelier.explanation import explain
from atelier.expression import (
    DEEPEST,
    LONGEST,
    WORDS,
    BrokenExpressionError,
    Compound,
    Name,
    choices_of,
    is_equivalent,
    meant,
    names_in,
    read,
)
from atelier.licences import FOLDER, catalogue, vocabulary
from atelier.words import LANGUAGES, Language

both = pytest.mark.parametrize("language", LANGUAGES)
# A text that is read too slowly is a defect; a busy machine is not.
at_once = settings(deadline=timedelta(seconds=2), max_examples=200)
PIECES = some.sampled_from(
    [
        *(
            "MIT",
            "and",
            "AND",
            "Or",
            "OR",
            "WITH",
            "with",
            "(",
            ")",
            "+",
            "/",
            ",",
            "\n",
            "\0",
            "’",
        ),
        *("GPL-3.0", "GPL-2.0+", "GPL-3.0-only+", "CDDL-1.0+", "GPL-2.0-with-classpath-exception"),
        *("Classpath-exception-2.0", "Classpath", "LicenseRef-a", "licenseref-a", "LicenseRef-"),
        *(
            "DocumentRef-a:LicenseRef-b",
            "AdditionRef-a",
            "NONE",
            "NOASSERTION",
            "Apache2",
            "LiLiQ",
        ),
    ]
)
TEXTS = some.one_of(
    some.text(max_size=60),
    some.lists(PIECES, max_size=14).map(" ".join),
    some.lists(PIECES, max_size=14).map("".join),
)
NAMES = some.sampled_from(
    ["MIT", "ISC", "Zlib", "LicenseRef-a", "GPL-2.0-only WITH LLVM-exception"]
)
EXPRESSIONS = some.recursive(
    NAMES,
    lambda inner: some.tuples(inner, some.sampled_from(["AND", "OR"]), inner).map(
        lambda three: f"({three[0]}) {three[1]} ({three[2]})"
    ),
    max_leaves=6,
)


def leaves(node: dict[str, Any]) -> list[dict[str, Any]]:
    if node["kind"] == "licence":
        return [node]
    return list(chain.from_iterable(map(leaves, node["parts"])))


# --------------------------------------------------------------------------------- how it is read


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("mit or apache-2.0", "MIT OR Apache-2.0"),
        ("MIT OR (Apache-2.0 OR ISC)", "MIT OR Apache-2.0 OR ISC"),
        ("((MIT))", "MIT"),
        ("LGPL-2.1-only OR BSD-3-Clause AND MIT", "LGPL-2.1-only OR (BSD-3-Clause AND MIT)"),
        ("(LGPL-2.1-or-later OR BSD-3-Clause) AND MIT",) * 2,
        ("GPL-2.0-or-later WITH Bison-exception-2.2 AND MIT",) * 2,
        ("CDDL-1.0+",) * 2,
        ("DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2",) * 2,
        ("NOASSERTION AND MIT",) * 2,
        ("MIT WITH AdditionRef-ours",) * 2,
        ("LicenseRef-MIT-Bootstrap",) * 2,
        ("GPL-3.0", "GPL-3.0-only"),
        ("AGPL-3.0+", "AGPL-3.0-or-later"),
        ("GPL-2.0+ WITH Classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("MIT\N{NO-BREAK SPACE}OR\tISC\n", "MIT OR ISC"),
    ],
)
def test_an_expression_is_read_as_the_specification_writes_it(typed: str, normal: str) -> None:
    assert str(read(typed)) == normal
    assert read(normal) == read(typed)


@at_once
@given(EXPRESSIONS)
def test_what_is_written_out_is_read_as_the_same(typed: str) -> None:
    expression = read(typed)
    assert read(str(expression)) == expression
    assert is_equivalent(expression, read(typed.lower().replace("licenseref", "LicenseRef")))


@pytest.fixture(scope="module")
def package() -> Any:
    """Return what the ``license-expression`` package knows of SPDX; it is slow to load."""
    return get_spdx_licensing()


@settings(deadline=None, max_examples=50)
@given(EXPRESSIONS)
def test_the_license_expression_package_reads_the_same(package: Any, typed: str) -> None:
    listed = typed.replace("LicenseRef-a", "PSF-2.0")
    assert package.is_equivalent(package.parse(listed), str(read(listed)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("MIT OR ISC", "ISC OR MIT", True),
        ("MIT AND (ISC OR Zlib)", "(Zlib AND MIT) OR (ISC AND MIT)", True),
        ("MIT OR (MIT AND ISC)", "MIT", True),
        ("MIT AND MIT", "MIT", True),
        ("MIT OR ISC", "MIT AND ISC", False),
        ("MIT OR ISC AND Zlib", "(MIT OR ISC) AND Zlib", False),
        ("GPL-2.0-only", "GPL-2.0-or-later", False),
        ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("CDDL-1.0", "CDDL-1.0+", False),
    ],
)
def test_two_expressions_are_the_same_when_they_leave_the_same_choices(
    first: str, second: str, *, expected: bool
) -> None:
    assert is_equivalent(read(first), read(second)) is expected


def test_too_many_choices_are_not_counted() -> None:
    many = " AND ".join(f"(LicenseRef-{n} OR LicenseRef-x{n})" for n in range(25))
    assert choices_of(read(many)) is None
    assert not is_equivalent(read(many), read(many))


# ------------------------------------------------------------------------------- where it breaks


@pytest.mark.parametrize(
    ("typed", "fact", "position"),
    [
        ("MIT XOR ISC", "at", 5),
        ("MIT (ISC)", "at", 5),
        ("qqqq rrrr OR MIT", "at", 6),
        ("MIT OR qqqq rrrr", "at", 13),
        ("Apache 2 OR MIT", "at-nearest", 8),
        ("LiLiQ-R ou MIT", "not-operator", 9),
        ("MIT et ISC", "not-operator", 5),
        ("MIT OU (ISC)", "not-operator", 5),
        ("(MIT) et ISC", "not-operator", 7),
        ("GPL-2.0-only avec Classpath-exception-2.0", "not-operator", 14),
        ("qqqq rrrr ou MIT", "at", 6),
        ("ou MIT", "not-operator", 1),
        ("(MIT) ISC", "at", 7),
        ("MIT WITH (ISC)", "at", 10),
        ("LicenseRef-a b", "at", 14),
        ("AND MIT", "operator", 1),
        ("MIT AND OR ISC", "operator", 9),
        ("MIT Or ISC", "operator-case", 5),
        ("MIT AND", "unfinished", 5),
        ("(MIT", "brackets", 1),
        ("MIT)", "brackets", 4),
        ("()", "before-bracket", 2),
        ("MIT/ISC", "character", 4),
        ("LicenseRef-é", "character", 12),
        ("MIT\0", "character", 4),
        ("MIT AND\nISC", "line-break", 8),
        ("(" * (DEEPEST + 1) + "MIT" + ")" * (DEEPEST + 1), "too-deep", DEEPEST + 1),
        ("Classpath-exception-2.0", "exception-alone", 1),
        ("MIT OR AdditionRef-a", "exception-alone", 8),
        ("MIT WITH Classpath-exception-2", "exception-nearest", 10),
        ("MIT WITH qqqq", "exception-unknown", 10),
        ("MIT WITH ISC", "with-licence", 10),
        ("(MIT OR ISC) WITH LLVM-exception", "with-one", 14),
        ("NONE WITH LLVM-exception", "with-one", 6),
        ("MIT WITH LLVM-exception WITH LLVM-exception", "with-twice", 25),
        ("GPL-2.0-with-bison-exception WITH LLVM-exception", "with-twice", 30),
        ("MIT OR NONE", "special-choice", 5),
        ("licenseref-a", "reference", 1),
        ("LicenseRef-a_b", "reference", 1),
        ("MIT WITH LicenseRef-a", "addition", 10),
        ("GPL-3.0-only+", "plus", 1),
    ],
)
def test_an_expression_breaks_in_one_place_and_says_so_in_both_languages(
    typed: str, fact: str, position: int
) -> None:
    with pytest.raises(BrokenExpressionError) as refused:
        read(typed)
    error = refused.value
    assert (error.fact, error.values["position"]) == (fact, position)
    assert error.excerpt
    for language in LANGUAGES:
        assert str(position) in error.sentence(language)


@pytest.mark.parametrize(
    ("typed", "fact"), [("", "empty"), (" \n", "empty"), ("a" * 1001, "too-long")]
)
def test_nothing_and_too_much_are_refused_without_a_place(typed: str, fact: str) -> None:
    with pytest.raises(BrokenExpressionError) as refused:
        read(typed)
    assert refused.value.fact == fact
    assert refused.value.excerpt is None
    assert all(refused.value.sentence(language) for language in LANGUAGES)


def test_every_sentence_on_what_is_broken_is_used() -> None:
    source = (FOLDER / "expression.py").read_text(encoding="utf-8")
    assert all(f'"{fact}"' in source for fact in WORDS.table("broken", language="fr"))


@at_once
@given(TEXTS)
@example("(" * 1000)
@example("(" * 500 + ")" * 500)
@example("(" * 20 + "MIT" + ")" * 20)
@example("MIT OR " * 142 + "MIT")
@example("(MIT OR ISC) AND " * 55 + "MIT")
@example("MIT WITH " * 100)
@example("a" * 1000)
@example("é" * 1000)
@example("\udcff\ud800")
@example("{position} %s {0}")
@example("\u202eTIM RO CSI")
@example("MIT OR ｍｉｔ")
def test_whatever_is_typed_is_read_or_refused_in_words_at_once(typed: str) -> None:
    for language in LANGUAGES:
        said = explain(typed, language=language)
        assert said["summary"]
        assert json.dumps(said)
        if "broken" in said:
            shown = "".join(said["broken"].values())
            assert shown.replace("\N{NO-BREAK SPACE}", " ").isprintable()
        else:
            unknown = [name for name in names_in(read(typed)) if spdx.licence(name.id) is None]
            for name in unknown:
                assert name.is_reference or name.id in " ".join(
                    chain.from_iterable(leaf["notes"] for leaf in leaves(said["reading"]))
                )


def test_the_place_shown_of_a_long_expression_is_short() -> None:
    with pytest.raises(BrokenExpressionError) as refused:
        read("MIT OR " * 60 + "MIT ISC" + " OR MIT" * 60)
    before, part, after = refused.value.excerpt or ("", "", "")
    assert part == "ISC"
    assert before.startswith("…")
    assert after.endswith("…")
    assert len(before) == len(after) == 31
    assert LONGEST == 1000


# -------------------------------------------------------------------------------------- in words


@both
def test_each_licence_has_its_name_and_family_from_the_catalogue(language: Language) -> None:
    for licence in catalogue().values():
        leaf = explain(licence.id, language=language)["reading"]
        label = vocabulary()["categories"][licence.category]["label"][language]
        assert (leaf["name"], leaf["family"]) == (licence.name[language], label)
        warned = any("n’est pas libre" in note or "not free" in note for note in leaf["notes"])
        assert warned is not licence.is_free


def test_a_licence_outside_the_catalogue_has_the_name_that_spdx_gives_it() -> None:
    leaf = explain("OSL-1.0", language="en")["reading"]
    assert (leaf["name"], leaf["family"]) == ("Open Software License 1.0", "")
    assert "outside the catalogue" in leaf["notes"][0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("MIT OR ISC", "You may choose one of these 2:"),
        ("MIT AND ISC AND Zlib", "All of these 3 apply together:"),
        ("GPL-3.0-only", "this version alone"),
        ("GPL-3.0-or-later", "a later version"),
        ("CDDL-1.0+", "CDDL-1.0 or any later version"),
        ("LicenseRef-ours", "with REUSE, in LICENSES/LicenseRef-ours.txt"),
        ("DocumentRef-a:LicenseRef-b", "another SPDX document, called “a”"),
        ("NONE", "concludes that there is no licence"),
        ("NOASSERTION", "does not say"),
        ("GPL-3.0+", "Today, write GPL-3.0-or-later"),
        ("Net-SNMP", "identifier Net-SNMP is deprecated"),
        ("mit", "SPDX writes MIT (not mit)"),
        ("MIT or ISC", "OR is usual"),
        ("MIT OR ISC AND Zlib", "this is MIT OR (ISC AND Zlib)"),
        ("MIT OR ISC OR MIT", "named twice"),
        ("MIT AND GPL-2.0-only WITH LLVM-exception", "applies only to the licence just before it"),
        ("LiLiQ-R+-1.1", "Did you mean LiLiQ-Rplus-1.1?"),
        ("qqqqqqqqqqq", "Look for the exact name"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "independent modules"),
        ("Apache-2.0 WITH LLVM-exception", "sections 4(a), 4(b) and 4(d) of the Apache"),
        ("GPL-3.0-only WITH GCC-exception-3.1", "eligible compilation"),
        ("GPL-2.0-only WITH Linux-syscall-note", "read its text"),
        ("MIT WITH AdditionRef-a", "outside the SPDX list"),
    ],
)
def test_an_expression_is_said_in_words(typed: str, said: str) -> None:
    assert said in json.dumps(explain(typed, language="en"), ensure_ascii=False)
    assert said not in json.dumps(explain(typed, language="fr"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("(MIT OR ISC) AND Zlib", False),
        ("MIT OR (ISC AND Zlib)", False),
        ("MIT AND ISC", False),
        ("(MIT OR ISC AND Zlib)", True),
    ],
)
def test_precedence_is_told_where_no_bracket_tells_it(typed: str, *, told: bool) -> None:
    remarks = " ".join(explain(typed, language="en")["remarks"])
    assert ("AND is read before OR" in remarks) is told


def test_a_suggestion_puts_every_misspelt_name_right_or_none() -> None:
    assert explain("MITT AND LiLiQ-R", language="fr")["suggestion"] == "MIT AND LiLiQ-R-1.1"
    assert explain("MITT AND qqqqqqqqqqq", language="fr")["suggestion"] == ""
    assert explain("MIT", language="fr")["suggestion"] == ""
    assert explain("MITT WITH LLVM-exception", language="en")["suggestion"].startswith("MIT WITH")


def test_what_an_exception_lets_one_do_is_quoted_with_its_source() -> None:
    table = tomllib.loads((FOLDER / "explanation.toml").read_text(encoding="utf-8"))["exception"]
    assert {"Classpath-exception-2.0", "GCC-exception-3.1", "LLVM-exception"} <= set(table)
    for identifier, facts in table.items():
        assert spdx.exceptions()[identifier.casefold()].id == identifier
        assert facts["quote"]["fr"] == facts["quote"]["en"]
        assert re.search(r"license-list-data, [0-9a-f]{7}", facts["source"]["en"])


# ------------------------------------------------------------------------------------- the list


def test_every_deprecated_identifier_has_a_successor_that_spdx_has() -> None:
    listed = chain(spdx.licences().values(), spdx.exceptions().values())
    old = [entry.id for entry in listed if entry.is_deprecated]
    assert len(old) > 30
    assert [name for name in old if not spdx.successor(name)] == ["Net-SNMP"]
    for name in old:
        for today in parts_of(spdx.successor(name)):
            found = spdx.licence(today) or spdx.exception(today)
            assert found is None or not found.is_deprecated
            assert found or not today


def parts_of(expression: str) -> list[str]:
    return expression.split(" WITH ") if expression else []


def test_no_identifier_in_use_has_a_successor() -> None:
    listed = chain(spdx.licences().values(), spdx.exceptions().values())
    assert not [
        entry.id for entry in listed if not entry.is_deprecated and spdx.successor(entry.id)
    ]


def test_the_successors_are_those_of_the_license_expression_package_where_it_has_them(
    package: Any,
) -> None:
    for entry in spdx.licences().values():
        theirs = str(package.parse(entry.id))
        if entry.is_deprecated and theirs != entry.id and not theirs.startswith("LicenseRef-"):
            assert spdx.successor(entry.id) == theirs


def test_there_is_one_reader_of_expressions(root: Path) -> None:
    importing = [
        path.name
        for path in (root / "course/atelier").rglob("*.py")
        if "from license_expression import" in path.read_text(encoding="utf-8")
    ]
    assert importing == ["expression.py"]


@pytest.mark.parametrize("entry", ["MIT", "LiLiQ-Rplus-1.1", "BSD-4-Clause", "OSL-1.0"])
def test_the_nearest_name_may_lie_beyond_the_catalogue(entry: str) -> None:
    assert meant(f"{entry}x") == entry
    assert isinstance(read(entry), Name)
    assert isinstance(read(f"{entry} OR ISC"), Compound)
