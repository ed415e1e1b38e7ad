# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The texts in ``LICENSES/``: SPDX's word for word, or the first word that differs."""

import os
from pathlib import Path

import pytest

from atelier.checks.texts import MOST_FILES, MOST_SHOWN, check
from atelier.licences import catalogue
from atelier.verdict import Finding, Standing
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

LILIQ = catalogue()["LiLiQ-R-1.1"].text


def seen(folder: Path) -> list[Finding]:
    """Return the findings; each must also be sayable in both languages."""
    verdict = check(folder)
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
    return list(verdict.findings)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / "LICENSES" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.mark.parametrize("licence", catalogue())
def test_each_text_of_spdx_is_met_under_its_own_name(tmp_path: Path, licence: str) -> None:
    (finding,) = seen(write(tmp_path, f"{licence}.txt", catalogue()[licence].text))
    assert (finding.fact, finding.standing) == ("same", Standing.MET)


def test_the_first_word_that_differs_is_named(tmp_path: Path) -> None:
    changed = LILIQ.replace("un délai de 30 jours", "un délai de 5 jours")
    (finding,) = seen(write(tmp_path, "LiLiQ-R-1.1.txt", changed))
    assert finding.fact == "changed"
    assert str(finding.values["expected"]).startswith("30 jours")
    assert str(finding.values["found"]).startswith("5 jours")


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("LiLiQ-R-1.1.txt", LILIQ.partition("8. ")[0], "cut"),
        ("LiLiQ-R-1.1.txt", "", "empty"),
        ("LiLiQ-R-1.1.txt", catalogue()["MIT"].text, "other"),
        ("MIT.txt", f"{catalogue()['MIT'].text}\n\n{LILIQ}", "more"),
        ("GPL-3.0-only.txt", catalogue()["GPL-3.0-or-later"].text, "same"),
        ("curl.txt", "COPYRIGHT AND PERMISSION NOTICE", "not-here"),
        ("curl.txt", catalogue()["MIT"].text, "other"),
        ("Expat.txt", catalogue()["MIT"].text, "misnamed"),
        ("ours.txt", "Do what you like.", "unnamed"),
        ("MIT", catalogue()["MIT"].text, "same"),
        ("deeper/MIT.txt", catalogue()["MIT"].text, "same"),
        ("MIT.txt", b"\0\1\2", "trouble-binary"),
        ("MIT.txt", b"x" * 5_000_000, "trouble-huge"),
        ("MIT.txt", b"PK\x03\x04", "trouble-workbook"),
        ("LiLiQ-R-1.1.txt", LILIQ.encode("cp1252"), "same"),
        ("LicenseRef-ours.txt", "Ours.", "none"),
        ("MIT.txt.license", "not a licence", "none"),
    ],
)
def test_each_kind_of_text_gets_its_finding(
    tmp_path: Path, name: str, text: str | bytes, fact: str
) -> None:
    assert [finding.fact for finding in seen(write(tmp_path, name, text))] == [fact]


def test_what_the_course_cannot_compare_is_not_established(tmp_path: Path) -> None:
    (finding,) = seen(write(tmp_path, "curl.txt", "COPYRIGHT AND PERMISSION NOTICE"))
    assert finding.standing is Standing.NOT_ESTABLISHED


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "MIT.txt", catalogue()["MIT"].text)
    os.mkfifo(tmp_path / "LICENSES/ISC.txt")
    (tmp_path / "LICENSES/0BSD.txt").symlink_to("/etc/hostname")
    (tmp_path / "LICENSES/Zlib.txt").symlink_to("Zlib.txt")
    (tmp_path / "LICENSES/round").symlink_to(".")
    facts = [finding.fact for finding in seen(tmp_path)]
    assert facts[-1] == "same"
    assert {"trouble-not-a-file", "trouble-link"} <= set(facts)


def test_a_folder_of_texts_elsewhere_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "LICENSES").symlink_to("/usr")
    assert [finding.fact for finding in seen(tmp_path)] == ["none"]


def test_many_wrong_texts_are_shown_in_few_findings(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 5):
        write(tmp_path, f"ours-{number:03}.txt", "x")
    facts = [finding.fact for finding in seen(tmp_path)]
    assert facts == [*["unnamed"] * MOST_SHOWN, "others", "too-many"]
