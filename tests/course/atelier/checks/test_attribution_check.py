# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of a NOTICE file asks what the licences ask, and does not mind the layout."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atelier.artefacts import dependencies, notice
from atelier.checks.attribution import check, library_clause, notice_clause, ways
from atelier.expression import read
from atelier.licences import Reach, catalogue, find
from atelier.verdict import Finding, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

HEADER = "component,version,licence,copyright,text of the NOTICE file,use,modified\n"
EXERCISES = Path(__file__).parents[4] / "exercises"
RIGHT = "grid 1.0\nLicence: MIT\nCopyright (c) 2019 Ada Roy\n"


def verdict_of(rows: str, text: str | bytes, folder: Path, *, header: str = HEADER) -> Verdict:
    (folder / dependencies.FILE).write_text(header + rows, encoding="utf-8")
    data = text.encode("utf-8") if isinstance(text, str) else text
    (folder / notice.FILE).write_bytes(data)
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return verdict


def only(verdict: Verdict, criterion: str) -> Finding:
    return next(finding for finding in verdict.findings if finding.criterion == criterion)


def row(licence: str, *, notice_text: str = "", use: str = "shipped", modified: str = "no") -> str:
    return f"grid,1.0,{licence},Copyright (c) 2019 Ada Roy,{notice_text},{use},{modified}\n"


def test_what_is_asked_comes_from_the_catalogue_and_the_engine() -> None:
    assert notice_clause("Apache-2.0") == "4(d)"
    assert notice_clause("MIT") == ""
    asking = {identifier for identifier in catalogue() if library_clause(identifier)}
    assert asking == {
        each.id for each in catalogue().values() if each.reach.value is Reach.LIBRARY
    } - {"EPL-2.0"}
    assert "include-copyright" not in find("0BSD").conditions
    assert "document-changes" in find("CC-BY-4.0").conditions


@pytest.mark.parametrize("licence", ["0BSD", "CC0-1.0", "MIT-0", "MIT OR 0BSD"])
def test_a_licence_that_asks_for_nothing_is_not_looked_for(licence: str, tmp_path: Path) -> None:
    rows = row(licence) + "other,1,MIT,Copyright 2020 B,,shipped,no\n"
    text = "other, MIT OR 0BSD, MIT, Copyright 2020 B"
    asked = [each.about for each in verdict_of(rows, text, tmp_path).findings if each.about]
    assert asked == (["grid", "other"] if licence == "MIT OR 0BSD" else ["other"])


def test_a_choice_is_answered_by_either_licence(tmp_path: Path) -> None:
    rows = row("MIT OR Apache-2.0")
    for named in ("MIT", "Apache-2.0", "MIT (offered: Apache-2.0 or MIT)"):
        text = RIGHT.replace("MIT", named)
        assert only(verdict_of(rows, text, tmp_path), "component").fact == "right"
        assert only(verdict_of(rows, text, tmp_path), "choice").fact == "right"
    assert only(verdict_of(rows, RIGHT.replace("MIT", "ISC"), tmp_path), "component").fact == (
        "no-licence"
    )
    assert [[each.id for each in way] for way in ways(read("MIT OR (ISC AND 0BSD)"))] == [
        ["MIT"],
        ["ISC", "0BSD"],
    ]


@pytest.mark.parametrize(
    "named",
    [
        "MIT OR Apache-2.0",
        "MIT ou Apache-2.0",
        "Apache-2.0 / MIT",
        "MIT, Apache-2.0",
        "the MIT License or the Apache License 2.0",
        "ISC",
    ],
)
def test_a_choice_left_open_is_not_made(named: str, tmp_path: Path) -> None:
    verdict = verdict_of(row("MIT OR Apache-2.0"), RIGHT.replace("MIT", named), tmp_path)
    assert only(verdict, "choice").fact == "missing"


def test_a_choice_may_be_told_in_a_sentence(tmp_path: Path) -> None:
    for told in (
        "Offert sous MIT ou Apache-2.0; nous prenons Apache-2.0.",
        "Licence: Apache-2.0. MIT is not the one we took.",
    ):
        alone = f"grid 1.0\nCopyright (c) 2019 Ada Roy\n{told}\n"
        assert only(verdict_of(row("MIT OR Apache-2.0"), alone, tmp_path), "choice").fact == "right"


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("We modified it.", "right"),
        ("Modifié : oui", "right"),
        ("Provided without warranty, modified by us.", "right"),
        ("Nous l’avons\nmodifié.", "right"),
        ("Modified without moving a line.", "right"),
        ("non modifié", "missing"),
        ("Modifié : non", "missing"),
        ("Modified, no.", "missing"),
        ("Changes: none to this day", "missing"),
        ("We have not\nmodified it.", "missing"),
        ("It wasn’t changed.", "missing"),
        ("unmodified, unchanged, inchangé", "missing"),
        ("Jamais modifié.", "missing"),
        ("We changed nothing.", "missing"),
    ],
)
def test_a_change_that_is_denied_is_not_stated(said: str, fact: str, tmp_path: Path) -> None:
    text = f"{RIGHT.replace('MIT', 'CC-BY-4.0')}{said}\n"
    verdict = verdict_of(row("CC-BY-4.0", modified="yes"), text, tmp_path)
    assert only(verdict, "changes").fact == fact


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("This application uses this library.", "right"),
        ("L’application fait appel à cette bibliothèque.", "right"),
        ("This library is not used.", "missing"),
        ("Cette bibliothèque n’est pas utilisée.", "missing"),
        ("Library used: no", "missing"),
    ],
)
def test_a_use_that_is_denied_is_not_told(said: str, fact: str, tmp_path: Path) -> None:
    text = f"{RIGHT.replace('MIT', 'LGPL-2.1-only')}{said}\n"
    assert only(verdict_of(row("LGPL-2.1-only"), text, tmp_path), "library").fact == fact


def test_what_was_not_modified_may_not_be_said_to_be(tmp_path: Path) -> None:
    rows = row("CC-BY-4.0", modified="yes") + "other,1,MIT,Copyright 2020 B,,shipped,no\n"
    text = f"{RIGHT.replace('MIT', 'CC-BY-4.0')}Modified.\nother, MIT, Copyright 2020 B\n"
    assert only(verdict_of(rows, text, tmp_path), "changes").fact == "right"
    assert only(verdict_of(rows, f"{text}Modified.", tmp_path), "changes").fact == "false"
    for true in ("Not modified.", "grid was modified, not other."):
        assert only(verdict_of(rows, f"{text}{true}", tmp_path), "changes").fact == "right"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_copied_without_reading_earns_a_fifth_at_most(
    language: Language, tmp_path: Path
) -> None:
    listed = (EXERCISES / language / "source/2-E7-attribution" / dependencies.FILE).read_text(
        "utf-8"
    )
    header, *rows = listed.splitlines(keepends=True)
    shipped = [each for each in rows if ",livré," in each or ",shipped," in each]
    said = (
        "",
        "modifié; utilise cette bibliothèque\n",
        "not modified; library not used\n",
        "MIT\n",
    )
    for kept in (rows, shipped):
        for line in said:
            text = "".join(each + line for each in kept)
            verdict = verdict_of("".join(rows), text, tmp_path, header=header)
            assert verdict.maximum == 8
            assert verdict.points <= 8 / 5, (len(kept), line)


@pytest.mark.parametrize(
    ("licence", "named", "fact"),
    [
        ("LGPL-2.1-or-later", "GPL-2.1-or-later", "no-licence"),
        ("LGPL-2.1-or-later", "LGPL-2.1-only", "no-licence"),
        ("MIT", "MIT-0", "no-licence"),
        ("BSD-3-Clause", "BSD-3-Clause-Clear", "no-licence"),
        ("Apache-2.0", "Apache-2.0.", "right"),
        ("Apache-2.0", "(apache-2.0)", "right"),
        ("MIT", "the MIT License", "right"),
    ],
)
def test_a_licence_is_named_in_full(licence: str, named: str, fact: str, tmp_path: Path) -> None:
    verdict = verdict_of(row(licence), RIGHT.replace("MIT", named), tmp_path)
    assert only(verdict, "component").fact == fact


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("© 2019 Ada Roy", "no-copyright"),
        ("Copyright © 2019\n  Ada Roy", "right"),
        ("# COPYRIGHT (C) 2019 Ada Roy", "right"),
        ("Copyright (c) 2018 Ada Roy", "no-copyright"),
        ("Copyright (c) 2019", "no-copyright"),
    ],
)
def test_a_notice_is_kept_word_for_word_whatever_the_layout(
    line: str, fact: str, tmp_path: Path
) -> None:
    text = RIGHT.replace("Copyright (c) 2019 Ada Roy", line)
    assert only(verdict_of(row("MIT"), text, tmp_path), "component").fact == fact


def test_the_line_of_another_component_does_not_count(tmp_path: Path) -> None:
    rows = row("MIT") + "other,1,ISC,Copyright 2020 B,,shipped,no\n"
    text = "grid, MIT, Copyright 2020 B\nother, ISC, Copyright (c) 2019 Ada Roy\n"
    facts = [each.fact for each in verdict_of(rows, text, tmp_path).findings if each.about]
    assert facts == ["no-copyright", "no-copyright"]


def test_changes_are_asked_for_only_where_there_are_any(tmp_path: Path) -> None:
    text = RIGHT.replace("MIT", "CC-BY-4.0")
    unchanged = verdict_of(row("CC-BY-4.0"), text, tmp_path)
    assert [each.criterion for each in unchanged.findings] == ["component", "invented"]
    changed = verdict_of(row("CC-BY-4.0", modified="yes"), text, tmp_path)
    assert only(changed, "changes").fact == "missing"
    said = verdict_of(row("CC-BY-4.0", modified="oui"), f"{text}We modified it.", tmp_path)
    assert only(said, "changes").fact == "right"


def test_a_notice_text_is_asked_for_only_where_the_licence_speaks_of_it(tmp_path: Path) -> None:
    told = "Grid. Made by the Observatory."
    apache = verdict_of(row("Apache-2.0", notice_text=told), "grid", tmp_path)
    assert only(apache, "notice").fact == "missing"
    mit = verdict_of(row("MIT", notice_text=told), "grid", tmp_path)
    assert "notice" not in {finding.criterion for finding in mit.findings}


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Ada Roy endorses this application.", "endorsed"),
        ("Cette application est recommandée par Ada Roy.", "endorsed"),
        ("Ada Roy does not endorse this application.", "right"),
        ("Les auteurs n’approuvent ni ne recommandent cette application.", "right"),
        ("Thanks to Ada Roy.", "right"),
    ],
)
def test_no_backing_may_be_claimed(line: str, fact: str, tmp_path: Path) -> None:
    verdict = verdict_of(row("MIT"), f"{RIGHT}{line}\n", tmp_path)
    assert only(verdict, "invented").fact == fact


def test_what_is_not_shipped_may_be_named_but_not_declared(tmp_path: Path) -> None:
    rows = row("MIT") + "tool,2,ISC,Copyright 2020 B,,development,no\n"
    named = verdict_of(rows, f"{RIGHT}tool helped to test it.\n", tmp_path)
    assert only(named, "invented").fact == "right"
    declared = verdict_of(rows, f"{RIGHT}tool, ISC\n", tmp_path)
    assert only(declared, "invented").fact == "not-shipped"


def test_an_empty_file_earns_nothing_for_inventing_nothing(tmp_path: Path) -> None:
    assert verdict_of(row("MIT"), "", tmp_path).points == 0


@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04", b"a" * 200_000])
def test_a_notice_that_cannot_be_read_gets_a_finding(content: bytes, tmp_path: Path) -> None:
    verdict = verdict_of(row("MIT"), content, tmp_path)
    assert verdict.findings[0].fact == "unreadable"
    assert verdict.points == 0


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "grid\n",
        row("not a licence ("),
        row("MIT", use="perhaps"),
        '"open\n',
        row("LicenseRef-ours"),
        row("MIT WITH nothing"),
    ],
)
def test_a_list_that_was_changed_gets_a_finding(rows: str, tmp_path: Path) -> None:
    verdict = verdict_of(rows, RIGHT, tmp_path)
    assert verdict.points <= 3
    assert all(finding.fact for finding in verdict.findings)


def test_a_list_without_its_columns_or_not_there_gets_a_finding(tmp_path: Path) -> None:
    verdict = verdict_of("", RIGHT, tmp_path, header="a,b\n")
    assert [finding.fact for finding in verdict.findings] == ["list-broken"]
    (tmp_path / dependencies.FILE).unlink()
    assert [finding.fact for finding in check(tmp_path).findings] == ["unreadable"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(alphabet='gridMT ,"\n|()-.019©cC', max_size=120))
def test_no_list_and_no_notice_make_the_check_fall(text: str, tmp_path: Path) -> None:
    verdict = verdict_of(text, text, tmp_path)
    assert 0 <= verdict.points <= verdict.maximum
