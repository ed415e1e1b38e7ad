# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of the profile forgives spelling, says where it stops, and never fails itself."""

from pathlib import Path

import pytest

from atelier.artefacts.profile import FILE, words_of
from atelier.artefacts.text import MOST_BYTES
from atelier.checks.orientation import check, paths_for
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

RIGHT = "role: analyse\norganisme: ministère\nparcours: contribuer\nlangue: français\n"


def facts(folder: Path) -> list[str]:
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return [finding.fact for finding in verdict.findings]


def facts_of(text: str, folder: Path) -> list[str]:
    (folder / FILE).write_text(text, encoding="utf-8")
    return facts(folder)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        RIGHT.upper(),
        RIGHT.replace("è", "e").replace("ç", "c"),
        RIGHT.replace("role", "rôle"),
        "{role: analysis, organization: department, path: contribute, language: English}",
        "\ufeff" + RIGHT,
    ],
)
def test_every_spelling_that_leaves_no_doubt_is_right(text: str, tmp_path: Path) -> None:
    assert facts_of(text, tmp_path) == ["right", "suits"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (RIGHT.replace("parcours: ", "parcours:"), 3),
        (RIGHT.replace("role: analyse", "role: [analyse"), 1),
        (RIGHT + "\tcourriel: x\n", 5),
        ("- analyse\n- ministère\n", 1),
        ("[" * 5000, 1),
        ("---\nrole: analyse\n---\nrole: essais\n", 3),
    ],
)
def test_what_is_no_yaml_is_said_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    assert facts_of(text, tmp_path) == ["broken", "unknown"]
    assert check(tmp_path).findings[0].values["line"] == line


def test_a_word_outside_the_list_costs_a_quarter_and_is_named_with_its_line(
    tmp_path: Path,
) -> None:
    assert facts_of(RIGHT.replace("français", "joual"), tmp_path) == ["faults", "suits"]
    verdict = check(tmp_path)

    assert verdict.points == 1.75
    said = VerdictView(verdict, language="fr").text()
    assert "ligne 4" in said
    assert "joual" in said


def test_an_answer_given_twice_is_no_answer(tmp_path: Path) -> None:
    assert facts_of(RIGHT + "path: publish\n", tmp_path) == ["faults", "unknown"]


def test_a_name_in_the_file_is_sent_away(tmp_path: Path) -> None:
    assert facts_of(RIGHT + "nom: une personne\n", tmp_path) == ["more", "suits"]


def test_an_empty_file_lacks_four_lines(tmp_path: Path) -> None:
    assert facts_of("", tmp_path) == ["faults", "unknown"]
    assert check(tmp_path).points == 0


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert facts(tmp_path) == ["unreadable", "unknown"]


@pytest.mark.parametrize(
    "content", [b"\0\1\2", b"PK\x03\x04 workbook", b"a" * (MOST_BYTES + 1), b"\xff\xfe\x00"]
)
def test_what_is_no_text_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(content)

    assert facts(tmp_path)[0] in {"unreadable", "broken"}


def test_a_folder_under_the_name_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    assert facts(tmp_path) == ["unreadable", "unknown"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(RIGHT, encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    (here / FILE).symlink_to(tmp_path / "elsewhere")

    assert facts(here) == ["unreadable", "unknown"]


def test_latin_1_is_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(RIGHT.encode("cp1252"))

    assert facts(tmp_path) == ["right", "suits"]


def test_discovering_suits_every_kind_of_work_and_no_work_suits_every_path() -> None:
    paths = set(words_of("path", language="en"))

    for role in words_of("role", language="en"):
        assert "discover" in paths_for(role)
        assert set(paths_for(role)) < paths


def test_every_path_suits_some_kind_of_work() -> None:
    suiting = {path for role in words_of("role", language="en") for path in paths_for(role)}

    assert suiting == set(words_of("path", language="en"))
