# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier licence``: calm words on a narrow screen, JSON and an exit code for a pipeline."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from atelier.__main__ import main
from atelier.combination import Linking
from atelier.expression import BrokenExpressionError, read
from atelier.licences import catalogue, vocabulary
from atelier.words import LANGUAGES

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


def test_show_says_that_a_licence_is_not_free_and_why(capsys: Captured) -> None:
    for licence in (each for each in catalogue().values() if not each.is_free):
        said = " ".join(run(capsys, "show", licence.id)[1].split())
        assert "cette licence n’est pas libre" in said
        assert licence.remark
        assert " ".join(licence.remark.value["fr"].split()) in said


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


def test_list_names_every_licence_with_its_family_one_a_line(capsys: Captured) -> None:
    code, said, _ = run(capsys, "list")
    families = vocabulary()["categories"]
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == list(catalogue())
    for line, licence in zip(said.splitlines(), catalogue().values(), strict=True):
        assert line.endswith(families[licence.category]["label"]["fr"])
        assert len(line) <= 80
    facts = json.loads(run(capsys, "list", "--json")[1])["licences"]
    assert [each["id"] for each in facts] == list(catalogue())
    assert [each["free"] for each in facts] == [each.is_free for each in catalogue().values()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["liliq"], ["LiLiQ-P-1.1", "LiLiQ-R-1.1", "LiLiQ-Rplus-1.1"]),
        (["LILIQ", "reciprocite", "forte"], ["LiLiQ-Rplus-1.1"]),
        (["réciprocité étendue", "agpl"], ["AGPL-3.0-only", "AGPL-3.0-or-later"]),
        (["non libre", "commons"], ["CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0"]),
    ],
)
def test_list_keeps_the_licences_that_have_the_words(
    capsys: Captured, words: list[str], found: list[str]
) -> None:
    code, said, _ = run(capsys, "list", *words)
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == found


def test_list_says_that_nothing_has_the_words(capsys: Captured) -> None:
    code, said, regret = run(capsys, "list", "zzzz")
    assert (code, said) == (1, "")
    assert "zzzz" in regret
    assert run(capsys, "list", "zzzz", "--json")[:2] == (1, '{\n  "licences": []\n}\n')


def test_read_says_an_expression_in_words(capsys: Captured) -> None:
    code, said, _ = run(capsys, "read", "MIT or LiLiQ-R+-1.1 AND GPL-3.0+", "--language", "en")
    said = " ".join(said.split())
    assert code == 0
    for part in (
        "You may choose one of these 2: - MIT – MIT License (Permissive)",
        "All of these 2 apply together:",
        "Did you mean LiLiQ-Rplus-1.1?",
        "Today, write GPL-3.0-or-later",
        "Try: MIT OR (LiLiQ-Rplus-1.1 AND GPL-3.0-or-later)",
    ):
        assert part in said
    facts = json.loads(run(capsys, "read", "MIT", "--json")[1])
    assert facts["reading"]["name"] == "Licence MIT"


def test_the_place_where_an_expression_breaks_is_underlined(capsys: Captured) -> None:
    for asked in (["read", "MIT XOR ISC"], ["combine", "MIT", "--into", "MIT XOR ISC"]):
        code, said, regret = run(capsys, *asked)
        assert (code, said) == (2, "")
        assert regret.endswith("\n  MIT XOR ISC\n      ^^^\n")


def test_a_french_word_between_two_licences_is_no_operator(capsys: Captured) -> None:
    code, said, regret = run(capsys, "read", "LiLiQ-R ou MIT")
    assert (code, said) == (2, "")
    assert "ici, OR" in " ".join(regret.replace("\n", " ").split())
    assert regret.endswith("\n  LiLiQ-R ou MIT\n          ^^\n")


def test_an_old_name_and_other_capitals_are_understood(capsys: Captured) -> None:
    for typed, shown in (
        ("GPL-3.0", "GPL-3.0-only"),
        (" mit ", "MIT"),
        ("agpl-3.0+", "AGPL-3.0-or"),
    ):
        assert run(capsys, "show", typed)[1].startswith(shown)
    assert run(capsys, "compare", "gpl-2.0", "MIT")[1].startswith("GPL-2.0-only ↔ MIT")


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("OSL-1.0", "Open Software License 1.0) est un identifiant SPDX valide"),
        ("classpath-exception-2.0", "Classpath-exception-2.0 est une exception"),
        ("GPL-2.0-with-classpath-exception", "est une expression"),
        ("MIT OR ISC", "est une expression"),
        ("", "vide"),
        ("x" * 5000, "…"),
        ("MIT\n\x1b[31m", "MITU+000AU+001B[31m"),
    ],
)
def test_what_is_no_licence_of_the_catalogue_is_said_to_be_what_it_is(
    capsys: Captured, typed: str, part: str
) -> None:
    for asked in (["show", typed], ["compare", "MIT", typed]):
        code, said, regret = run(capsys, *asked)
        assert (code, said) == (2, "")
        assert part in regret
        assert len(regret) < 300


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_are_as_wide_as_the_screen_and_no_wider_than_80(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for asked in (
        ["show", "EUPL-1.2"],
        ["compare", "MIT", "GPL-3.0-only"],
        ["combine", "LiLiQ-R-1.1", "--into", "GPL-3.0-only"],
        ["read", "MIT OR (LiLiQ-R-1.1 AND GPL-2.0-only WITH Classpath-exception-2.0)"],
    ):
        code, said, _ = run(capsys, *asked, "--language", language)
        assert code == 0
        assert max(map(len, said.splitlines())) <= min(columns, 80)


def test_a_text_goes_into_a_file_whole_on_an_old_terminal_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "atelier", "licence", "text", "liliq-r-1.1"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "ATELIER_HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    text = catalogue()["LiLiQ-R-1.1"].text.rstrip()
    assert done.stdout.decode("utf-8").rstrip().splitlines() == text.splitlines()


def test_an_old_terminal_shows_what_it_can(tmp_path: Path) -> None:
    for encoding in ("ascii", "latin-1", "cp1252"):
        for asked in (["combine", "MIT", "--into", "EUPL-1.2"], ["compare", "MIT", "ISC"]):
            for more in ([], ["--json"]):
                done = subprocess.run(
                    [sys.executable, "-m", "atelier", "licence", *asked, *more],
                    env={**os.environ, "PYTHONIOENCODING": encoding, "ATELIER_HOME": str(tmp_path)},
                    capture_output=True,
                    check=False,
                )
                assert (done.returncode, done.stderr) == (0, b"")
                if more:
                    assert json.loads(done.stdout.decode(encoding))


ASKED = some.one_of(
    some.text(max_size=40),
    some.lists(
        some.sampled_from(
            ["MIT", "OR", "and", "WITH", "(", ")", "GPL-3.0", "LiLiQ", "\n", "é", "LLVM-exception"]
        ),
        max_size=8,
    ).map(" ".join),
)


@settings(
    deadline=timedelta(seconds=5),
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ASKED)
@example("\udcff\x00")
@example("(" * 1000)
@example("--")
@example("-")
@example("-x")
@example("{wanted}")
def test_whatever_is_asked_is_answered_or_refused_in_both_languages(typed: str) -> None:
    for language in LANGUAGES:
        for asked in (
            ["list", typed],
            ["show", typed],
            ["text", typed],
            ["compare", "MIT", typed],
            ["combine", typed, "--into", "MIT"],
            ["combine", "MIT", "--into", typed],
            ["read", typed],
        ):
            out, err = StringIO(), StringIO()
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
                main(["licence", *asked, "--language", language])
            assert ended.value.code in {0, 1, 2, 3}
            assert bool(out.getvalue()) != bool(err.getvalue())
            if ended.value.code == 2:
                assert err.getvalue().strip().count("\n") < 12


@given(ASKED)
@settings(
    deadline=timedelta(seconds=5),
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_combine_as_json_holds_what_a_pipeline_needs(typed: str) -> None:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(["licence", "combine", typed, "--into", "MIT", "--json"])
    if ended.value.code == 2:
        assert not out.getvalue()
        return
    facts = json.loads(out.getvalue())
    codes = {"yes": 0, "conditions": 0, "no": 1, "counsel": 3, "not-established": 3}
    assert ended.value.code == codes[facts["answer"]]
    assert {"answer", "reasons", "obligations", "route"} <= set(facts)


def test_every_refusal_of_an_expression_names_the_place_or_what_to_write(capsys: Captured) -> None:
    for typed in (
        "MIT ISC",
        "MIT AND",
        "(",
        "MIT/ISC",
        "MIT Or ISC",
        "MIT WITH ISC",
        "MIT WITH Clas",
    ):
        with pytest.raises(BrokenExpressionError) as refused:
            read(typed)
        assert str(refused.value.values["position"]) in run(capsys, "read", typed)[2]


VERBS = (["list"], ["show"], ["compare"], ["combine"], ["text"], ["read"])


@pytest.mark.parametrize("verb", [[], *VERBS])
def test_each_verb_has_its_help(capsys: Captured, verb: list[str]) -> None:
    code, said, _ = run(capsys, *verb, "--help")
    assert code == 0
    assert said.startswith("Utilisation")
    assert run(capsys)[1].count("\n") > 5
