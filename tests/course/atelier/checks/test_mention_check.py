# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of a LICENSE file quotes the first word that differs and forgives mere layout."""

from pathlib import Path

import nbformat
import pytest

from atelier.artefacts.mention import FILE, LICENCES, SECTION, fill, notices_of, read
from atelier.checks.mention import CASES, WISHES, check
from atelier.licences import catalogue, find
from atelier.verdict import Finding, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

ROOT = Path(__file__).resolve().parents[4]
CASE = CASES["trails"]
TEXT = find(CASE.licence).text
NOTICE = f"Copyright {CASE.year} {CASE.holder}"
FIFTH = 6 / 5
TAG = "SPDX-License-Identifier"


def verdict_of(content: str | bytes, folder: Path) -> Verdict:
    (folder / FILE).write_bytes(content if isinstance(content, bytes) else content.encode())
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text().replace("{{", "")
    return verdict


def finding(criterion: str, content: str | bytes, folder: Path) -> Finding:
    verdict = verdict_of(content, folder)
    return next(found for found in verdict.findings if found.criterion == criterion)


def with_notice(line: str) -> str:
    return f"{line}\n\n{TEXT}"


def test_the_body_wants_what_one_licence_alone_offers() -> None:
    wanted = find(CASE.licence)
    fitting = [
        name
        for name, licence in catalogue().items()
        if all(getattr(licence, wish).value == getattr(wanted, wish).value for wish in WISHES)
    ]

    assert fitting == [CASE.licence]


@pytest.mark.parametrize(
    ("change", "expected", "found"),
    [
        (("30 jours", "60 jours"), "30 jours de sa", "60 jours de sa"),
        (("sans aucune garantie", "avec garantie"), "sans aucune garantie", "avec garantie"),
        (("Cette licence s'applique", "Cette licence vaut"), "s'applique à tout", "vaut à tout"),
        (("1.1", "1.0"), "1", "0"),
    ],
)
def test_the_first_difference_is_quoted_as_it_is_written(
    change: tuple[str, str], expected: str, found: str, tmp_path: Path
) -> None:
    seen = finding("text", f"{NOTICE}\n\n{TEXT.replace(*change, 1)}", tmp_path)

    assert (seen.fact, seen.points) == ("changed", 0)
    assert str(seen.values["expected"]).startswith(expected)
    assert str(seen.values["found"]).startswith(found)


def test_a_text_that_stops_is_said_to_stop_and_where(tmp_path: Path) -> None:
    seen = finding("text", f"{NOTICE}\n\n{TEXT[: TEXT.index('11. Divers')]}", tmp_path)

    assert seen.fact == "short"
    assert str(seen.values["expected"]).startswith("Divers Dans la mesure")
    assert str(seen.values["last"]).endswith("lui est accordée.")


@pytest.mark.parametrize(
    "line",
    [
        f"Copyright (c) 2024 {CASE.holder}",
        f"© {CASE.holder}, 2024",
        f"# Copyright : 2024, par l’{CASE.holder}",
        f"Droits d'auteur 2024 {CASE.holder}",
        f"Titulaire des droits : {CASE.holder} (2024)",
        f"Copyright 2024–2026 {CASE.holder}. Tous droits réservés.",
        f"copyright 2024 {CASE.holder.upper()}",
        f"// SPDX-FileCopyrightText: © 2024 {CASE.holder} <https://sentiers.example>",
        f"Copyright 2024 {CASE.holder}\nCopyright 2026 {CASE.holder}",
    ],
)
def test_a_notice_may_be_written_in_many_ways(line: str, tmp_path: Path) -> None:
    assert verdict_of(with_notice(line), tmp_path).is_met
    assert verdict_of(f"{TEXT}\n\n{line}\n", tmp_path).is_met


@pytest.mark.parametrize(
    "name", ["Commission des droits de la personne", "Régie du logement (Québec)", "Ville de Lévis"]
)
def test_a_name_is_read_whole(name: str) -> None:
    for line in (f"Copyright 2024 {name}", f"© {name}, 2024. Tous droits réservés."):
        assert [notice.holder for notice in notices_of(line)] == [name]


@pytest.mark.parametrize(
    ("line", "holder", "year"),
    [
        ("", "missing", "no-notice"),
        ("Copyright 2024", "no-name", "first"),
        (f"Copyright {CASE.holder}", "named", "missing"),
        (f"{CASE.holder}, 2024", "unmarked", "no-notice"),
        ("Copyright 2022 Maïka Côté-Desbiens", "person", "begun"),
        ("© Direction des solutions numériques, 2026", "service", "last"),
        ("Copyright 2023 AQS", "short", "other"),
        ("Copyright 2024 Balises", "software", "first"),
        ("Copyright 2024 Gouvernement du Québec", "government", "first"),
        ("Copyright 2024 Agence des sentiers", "other", "first"),
        (f"Copyright 2024 {CASE.holder} (AQS)", "more", "first"),
        (f"Copyright 2024 {CASE.holder} et contributeurs", "more", "first"),
        (f"Copyright 2024 {CASE.holder}\nCopyright 2026 Balises", "software", "first"),
        (f"Copyright [year] {CASE.holder}", "named", "blank"),
        ("Copyright 2024 <name of author>", "blank", "first"),
        ("Copyright AAAA Nom de l’organisme", "blank", "blank"),
        (f"Copyright 20XX {CASE.holder}", "named", "blank"),
        ("Copyright 2024 Your Name", "blank", "first"),
        ("Copyright 2024 TODO", "blank", "first"),
        ("Copyright YYYY Name", "blank", "blank"),
        ("Copyright {{ year }} {{ organization }}", "blank", "blank"),
    ],
)
def test_holder_and_year_are_judged_apart(
    line: str, holder: str, year: str, tmp_path: Path
) -> None:
    facts = {found.criterion: found for found in verdict_of(with_notice(line), tmp_path).findings}

    assert (facts["holder"].fact, facts["year"].fact) == (holder, year)
    assert facts["text"].points + facts["licence"].points == 4


@pytest.mark.parametrize("licence", [name for name in LICENCES if name != CASE.licence])
def test_a_cousin_is_told_what_it_does_not_offer(licence: str, tmp_path: Path) -> None:
    seen = finding("licence", f"{NOTICE}\n\n{find(licence).text}", tmp_path)

    assert (seen.fact, seen.values["licence"]) == (
        "other",
        licence.replace("-or-later", "-only"),
    )
    wishes = seen.values["wishes"]
    assert isinstance(wishes, dict)
    assert all(wishes.values())


@pytest.mark.parametrize("licence", catalogue())
def test_a_text_put_there_without_reading_earns_a_fifth_at_most(
    licence: str, tmp_path: Path
) -> None:
    points = verdict_of(find(licence).text, tmp_path).points

    assert points == 4 if licence == CASE.licence else points <= FIFTH


@pytest.mark.parametrize("order", [0, 1])
def test_two_texts_leave_in_doubt_which_one_applies(order: int, tmp_path: Path) -> None:
    texts = [TEXT, find("Apache-2.0").text]

    facts = {
        found.criterion: found.fact
        for found in verdict_of(
            "\n\n".join([NOTICE, *texts[:: -1 if order else 1]]), tmp_path
        ).findings
    }

    assert (facts["text"], facts["licence"]) == ("more", "two")
    assert (facts["holder"], facts["year"]) == ("named", "first")


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("Balises est distribué sous LiLiQ-R 1.1.", "exact"),
        ("This software is subject to the terms of LiLiQ-R, version 1.1.", "exact"),
        ("Balises est sous LiLiQ-R, mais seulement pour les organismes publics.", "more"),
        ("Toute personne qui s’en sert commercialement doit payer une redevance annuelle.", "more"),
    ],
)
def test_a_sentence_may_name_the_licence_but_not_change_it(
    sentence: str, fact: str, tmp_path: Path
) -> None:
    assert finding("text", f"{NOTICE}\n\n{TEXT}\n\n{sentence}\n", tmp_path).fact == fact


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        ("", "empty"),
        (NOTICE, "empty"),
        (f"{NOTICE}\nLiLiQ-R-1.1", "named"),
        (f"{NOTICE}\nhttps://forge.gouv.qc.ca/licence/", "linked"),
        ("Lorem ipsum. " * 200, "unknown"),
        (b"\0\1\2", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (b"a" * 200_000, "unreadable"),
        (with_notice(NOTICE).encode("cp1252"), "exact"),
        (with_notice(NOTICE).encode("utf-16"), "exact"),
        (with_notice(NOTICE).encode("utf-8-sig"), "exact"),
        (bytes(range(1, 256)) * 20, "unknown"),
        ("copyright " + "<" * 90_000, "named"),
        ("copyright " + "(" * 90_000, "named"),
        ("copyright 2024 " * 6_000, "unknown"),
        ("\n" * 90_000, "empty"),
    ],
)
def test_any_file_gets_a_finding(content: str | bytes, fact: str, tmp_path: Path) -> None:
    assert finding("text", content, tmp_path).fact == fact


def test_a_folder_a_link_or_nothing_in_its_place_is_explained_once(tmp_path: Path) -> None:
    expected = ["unreadable", "not-read", "not-read", "not-read"]
    assert [found.fact for found in check(tmp_path).findings] == expected
    (tmp_path / FILE).mkdir()
    assert [found.fact for found in check(tmp_path).findings] == expected
    (tmp_path / FILE).rmdir()
    (tmp_path / FILE).symlink_to("/etc/hostname")
    assert [found.fact for found in check(tmp_path).findings] == expected


def test_a_lesson_may_show_another_body(tmp_path: Path) -> None:
    other = CASES["quays"]
    answers = {"licence": other.licence, "holder": other.holder, "year": other.year}
    (tmp_path / FILE).write_text(fill("", {SECTION: answers}, language="fr"), encoding="utf-8")

    assert check(tmp_path, case="quays").is_met
    assert check(tmp_path).points <= FIFTH


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("licence", LICENCES)
def test_what_the_form_writes_is_read_again(licence: str, language: str) -> None:
    answers = {SECTION: {"licence": licence, "holder": CASE.holder, "year": "2024"}}

    reading = read(fill("", answers, language="fr" if language == "fr" else "en"))

    assert (reading.answers, reading.is_whole) == (answers, True)


@pytest.mark.parametrize(
    "text",
    [
        f"{NOTICE} <libre@sentiers.example>\n\n{TEXT}",
        f"Balises\n\n{NOTICE}\n\n{TEXT}",
        f"{NOTICE}\n© 2023 Balises\n\n{TEXT}",
        f"Copyright 2024-2026 {CASE.holder}\n\n{TEXT}",
        f"{NOTICE}\n\n{TEXT.replace('30 jours', '60 jours')}",
        f"{TAG}: LiLiQ-R-1.1\n\n{TEXT}",
        "Mes notes",
    ],
)
def test_what_the_form_would_lose_is_not_whole(text: str) -> None:
    assert not read(text).is_whole


@pytest.mark.parametrize("licence", catalogue())
def test_a_licence_own_lines_are_no_notice_but_its_blanks_are(licence: str) -> None:
    notices = notices_of(find(licence).text)

    assert all(notice.year_blank or notice.holder_blank for notice in notices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_draft_of_the_lesson_has_the_three_faults_that_it_names(
    language: str, tmp_path: Path
) -> None:
    lesson = ROOT / "course" / language / "02-licences" / "04-liliq.ipynb"
    cells = {cell.id: cell.source for cell in nbformat.read(lesson, as_version=4).cells}
    draft = cells["liliq-draft"].split('"""')[1]
    (tmp_path / FILE).write_text(draft, encoding="utf-8")

    facts = [found.fact for found in check(tmp_path, case="quays").findings]

    assert facts == ["linked", "wanted", "service", "last"]
