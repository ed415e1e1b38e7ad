# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier licence``: calm words on a narrow screen, JSON and an exit code for a pipeline."""

import json
from pathlib import Path

import pytest

from atelier.__main__ import main
from atelier.combination import Linking
from atelier.licences import catalogue

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a learner's folder that is not there, on a machine that speaks French."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ATELIER_LANGUAGE", "fr")
    monkeypatch.setenv("ATELIER_HOME", str(tmp_path / "home"))


def run(captured: Captured, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["licence", *arguments])
    said = captured.readouterr()
    assert "Traceback" not in said.err
    return int(ended.value.code or 0), said.out, said.err


@pytest.mark.parametrize(
    ("part", "into", "code", "answer"),
    [
        ("MIT", "LiLiQ-R-1.1", 0, "yes"),
        ("LiLiQ-R-1.1", "GPL-3.0-only", 0, "conditions"),
        ("LiLiQ-Rplus-1.1", "LiLiQ-R-1.1", 1, "no"),
        ("EUPL-1.2", "EUPL-1.1", 3, "counsel"),
        ("ODbL-1.0", "MIT", 3, "not-established"),
        ("LicenseRef-ours", "MIT", 3, "not-established"),
    ],
)
def test_combine_ends_with_the_code_of_its_answer(
    capsys: Captured, part: str, into: str, code: int, answer: str
) -> None:
    assert run(capsys, "combine", part, "--into", into)[0] == code
    ended, said, _ = run(capsys, "combine", part, "--into", into, "--json")
    facts = json.loads(said)
    assert (ended, facts["answer"]) == (code, answer)
    assert {"answer", "reasons", "obligations", "route", "standing", "linking"} <= set(facts)
    for reason in facts["reasons"]:
        assert reason["clause"]
        assert reason["source"]
        assert reason["text"]
        assert reason["standing"] in {"verified", "our reading"}
    for duty in facts["obligations"]:
        assert duty["text"]
        assert duty["clause"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("way", Linking)
def test_an_answer_fits_a_narrow_screen(capsys: Captured, language: str, way: Linking) -> None:
    for part in ("MIT", "LGPL-2.1-or-later", "EUPL-1.2", "LiLiQ-Rplus-1.1"):
        asked = ("combine", part, "--into", "GPL-3.0-or-later", "--linking", way.value)
        _, said, _ = run(capsys, *asked, "--language", language)
        assert max(map(len, said.splitlines())) <= 80


def test_an_answer_names_its_clause_its_duty_and_its_route(capsys: Captured) -> None:
    said = run(capsys, "combine", "EUPL-1.2", "--into", "LiLiQ-Rplus-1.1")[1]
    for part in ("Réponse\u00a0: oui", "annexe", "Ce qu’il faut faire", "Chemin", "LiLiQ-R+"):
        assert part in said
    said = run(capsys, "combine", "GPL-3.0", "--into", "MIT", "--language", "en")[1]
    said = " ".join(said.split())
    for part in ("Answer: no", "s. 5", "OSADL", "our reading", "read as GPL-3.0-only"):
        assert part in said


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (["combine", "LiLiQ-R+-1.1", "--into", "MIT"], "Vouliez-vous dire LiLiQ-Rplus-1.1"),
        (["combine", "MIT", "--into", "qqqqqqqqqqq"], "n’est pas un identifiant"),
        (["combine", "MIT XOR BSD", "--into", "MIT"], "au caractère 5"),
        (["combine", "(MIT", "--into", "MIT"], "parenthèse"),
        (["combine", "MIT AND", "--into", "MIT"], "pas complète"),
        (["combine", "", "--into", "MIT"], "vide"),
        (["combine", "MIT"], "--into"),
        (["combine", "MIT", "--into", "MIT", "--linking", "glue"], "--linking"),
        (["show", "Apache 2"], "Apache-2.0"),
        (["text", "LiLiQ-R+"], "LiLiQ-Rplus-1.1"),
        (["compare", "MIT", "GPL3"], "GPL-3.0"),
        (["burn"], "burn"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    capsys: Captured, asked: list[str], part: str
) -> None:
    code, said, regret = run(capsys, *asked)
    assert (code, said) == (2, "")
    assert part in regret


@pytest.mark.parametrize("licence", catalogue())
def test_show_says_what_a_licence_is(capsys: Captured, licence: str) -> None:
    code, said, _ = run(capsys, "show", licence)
    assert code == 0
    assert said.startswith(licence)
    assert "Permis\n- " in said
    facts = json.loads(run(capsys, "show", licence, "--json")[1])
    assert facts["id"] == licence
    assert facts["free"] is catalogue()[licence].is_free
    assert set(facts["conditions"]) == set(catalogue()[licence].conditions)


def test_show_says_that_a_licence_is_not_free(capsys: Captured) -> None:
    assert "n’est pas libre" in run(capsys, "show", "BUSL-1.1")[1]


def test_compare_says_where_two_licences_differ(capsys: Captured) -> None:
    code, said, _ = run(capsys, "compare", "MIT", "MPL-2.0", "--language", "en")
    assert code == 0
    assert "- MPL-2.0: File" in said
    assert "(same)" in said
    facts = json.loads(run(capsys, "compare", "MIT", "MPL-2.0", "--json")[1])
    reach = next(each for each in facts["aspects"] if each["aspect"] == "reach")
    assert reach == {"aspect": "reach", "same": False, "first": ["none"], "second": ["file"]}


@pytest.mark.parametrize("licence", catalogue())
def test_the_text_of_a_licence_can_be_put_into_a_file(capsys: Captured, licence: str) -> None:
    code, said, _ = run(capsys, "text", licence)
    assert code == 0
    assert said.rstrip() == catalogue()[licence].text.rstrip()
    assert json.loads(run(capsys, "text", licence, "--json")[1])["id"] == licence


@pytest.mark.parametrize("verb", [[], ["show"], ["compare"], ["combine"], ["text"]])
def test_each_verb_has_its_help(capsys: Captured, verb: list[str]) -> None:
    code, said, _ = run(capsys, *verb, "--help")
    assert code == 0
    assert said.startswith("Utilisation")
    assert run(capsys)[1].count("\n") > 5
