# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The ``atelier`` command: it speaks the reader's language and never shows a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from atelier import workspace
from atelier.__main__ import WORDS, main
from atelier.words import LANGUAGES

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a learner's folder that is not yet there, on a machine that says nothing."""
    for name in ("ATELIER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ATELIER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(captured: Captured, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = captured.readouterr()
    assert "Traceback" not in said.err
    return int(ended.value.code or 0), said.out, said.err


def test_help_speaks_the_language_that_was_asked_for(capsys: Captured) -> None:
    assert "Ouvrir le laboratoire" in run(capsys, "--help", "--language", "fr")[1]
    assert "Open the laboratory" in run(capsys, "--language=en", "--help")[1]


def test_the_language_comes_from_the_option_the_environment_the_last_choice_then_the_system(
    capsys: Captured, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    assert "Usage" in run(capsys, "--help")[1]
    workspace.remember_language("fr", home)
    assert "Utilisation" in run(capsys, "--help")[1]
    monkeypatch.setenv("ATELIER_LANGUAGE", "en")
    assert "Usage" in run(capsys, "--help")[1]
    assert "Utilisation" in run(capsys, "--help", "--language", "fr")[1]


def test_no_command_shows_the_help_and_every_command_has_its_own(capsys: Captured) -> None:
    code, said, _ = run(capsys)
    assert code == 0
    for name in ("lab", "reset", "submit", "check"):
        assert name in said
        assert run(capsys, name, "--help", "--language", "fr")[1].startswith("Utilisation")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["laboratory"], "laboratory"),
        (["lab", "--loud"], "--loud"),
        (["lab", "--port", "99999"], "--port"),
        (["lab", "--language", "de"], "--language (fr, en)"),
        (["check", ".", "other"], "n’est pas comprise\u00a0: other."),
    ],
)
def test_what_is_not_understood_is_named_in_the_readers_language(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, arguments: list[str], part: str
) -> None:
    monkeypatch.setenv("ATELIER_LANGUAGE", "fr")
    code, _, said = run(capsys, *arguments)
    assert code == 2
    assert "n’est pas comprise" in said
    assert part in said
    assert "--help" in said


@pytest.mark.parametrize(
    "command",
    [
        "lab",
        "reset",
        "submit",
        "check",
        "licence list",
        "licence show",
        "licence text",
        "licence read",
        "licence compare",
        "licence combine",
    ],
)
def test_french_help_is_french_and_describes_every_argument(capsys: Captured, command: str) -> None:
    said = run(capsys, *command.split(), "--help", "--language", "fr")[1]
    assert not re.search(r"\b(EXERCISE|TEXT|PATH|required|Positional)\b", said)
    options = said.partition("Options\u00a0:\n")[2].partition("\n\n")[0]
    assert all(line.startswith(("  --", "    ")) for line in options.strip("\n").splitlines())
    for argument in re.findall(r"(?<= )[A-Z]{4,}$", said.partition("\n")[0]):
        assert re.search(rf"Arguments\u00a0:\n  {argument} +\w+", said), argument


def test_what_is_missing_is_named_as_missing(capsys: Captured) -> None:
    code, _, said = run(capsys, "check", "--language", "en")
    assert code == 2
    assert "is missing: PATH" in said


def test_reset_says_where_the_attempt_is_kept(capsys: Captured, home: Path) -> None:
    workspace.lay_out(home)
    exercise = workspace.exercises("en")[0].name
    code, said, _ = run(capsys, "reset", exercise, "--language", "en")
    assert code == 0
    (attempt,) = (home / "en/attempts" / exercise).iterdir()
    assert str(attempt) in said
    assert (home / "en/exercises" / exercise / f"{exercise}.ipynb").is_file()


def test_reset_of_an_unknown_exercise_lists_those_that_exist(capsys: Captured) -> None:
    code, _, said = run(capsys, "reset", "9-E9", "--language", "fr")
    assert code == 2
    assert "2-E1-permissions" in said


@pytest.mark.parametrize(("language", "said"), [("fr", "Il a"), ("en", "Its exercises are")])
def test_handing_in_an_unknown_exercise_lists_those_that_exist(
    capsys: Captured, language: str, said: str
) -> None:
    told = ("submit", "nope", "--student", "apprenant-01", "--language", language)
    code, _, error = run(capsys, *told)
    assert code == 2
    assert said in error
    assert "2-E1-permissions" in error
    assert "atelier reset" not in error


def test_a_folder_inside_the_checkout_is_refused_in_both_languages(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setenv("ATELIER_HOME", str(root / "mine"))
    code, _, said = run(capsys, "reset", "2-E1-permissions", "--language", "en")
    assert code == 2
    english, french = said.splitlines()
    assert "Set ATELIER_HOME" in english
    assert "à ATELIER_HOME" in french
    assert not (root / "mine").exists()


@pytest.mark.parametrize("command", [("lab", "--no-browser"), ("reset", "0-E1-orientation")])
def test_a_file_where_the_work_folder_should_be_gets_a_sentence(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = subprocess.run(  # in a process of its own: the laboratory changes its environment
        [sys.executable, "-m", "atelier", *command, "--language", "en"],
        env={**os.environ, "ATELIER_HOME": str(tmp_path / "file")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "ATELIER_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_ends_with_0_1_or_2(capsys: Captured, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    assert run(capsys, "check", str(bare), "--language", "en")[0] == 1
    code, said, _ = run(capsys, "check", str(bare), "--json")
    assert code == 1
    assert json.loads(said)["met"] is False
    code, _, said = run(capsys, "check", str(bare / "nowhere"), "--language", "fr")
    assert code == 2
    assert "Il n’y a pas de dossier" in said


def test_every_sentence_of_the_command_is_there_in_both_languages() -> None:
    fr, en = (WORDS.table(language=language) for language in LANGUAGES)
    assert {key: set(table) for key, table in fr.items()} == {  # type: ignore[call-overload]
        key: set(table)  # type: ignore[call-overload]
        for key, table in en.items()
    }


def test_the_version_is_printed(capsys: Captured) -> None:
    assert run(capsys, "--version")[1].startswith("atelier ")
