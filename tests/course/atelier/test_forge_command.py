# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier forge`` in a terminal: where missions stand, begin one anew, and what went wrong."""

import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from atelier.__main__ import main
from atelier.forge import attempt, mission
from atelier.forge.local import LocalForge
from atelier.forge.steps import answer
from atelier.git import git_version
from atelier.words import LANGUAGES, Language
from tests.exercises.play import ACTIONS, play_actions

SOLUTIONS = Path(__file__).resolve().parents[3] / "exercises" / "solutions"
ONE, OTHER, CLINIC = "3-E3-exclusion", "4-E2-proposition", "3-E4-accidents"
FORK = "4-E5-synchronisation"
Captured = pytest.CaptureFixture[str]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a learner's folder, on a path with spaces, accents and quotes."""
    home = tmp_path / "chez l’été “x” 'y'"
    monkeypatch.setenv("ATELIER_HOME", str(home))
    return home


@pytest.fixture
def run(capsys: Captured, home: Path) -> Run:  # noqa: ARG001 - the folder is set
    def told(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out, said.err

    return told


def begun(home: Path, exercise: str, language: Language = "fr") -> Path:
    """Begin a mission as its notebook does; return its folder."""
    folder = home / language / "exercises" / exercise
    folder.mkdir(parents=True)
    attempt.begin(exercise, folder, language=language)
    return folder


def done(home: Path, exercise: str, language: Language) -> Path:
    """Do a mission as its reference solution does; return its folder."""
    folder = begun(home, exercise, language)
    script = (SOLUTIONS / exercise / "reference" / language / ACTIONS).read_text(encoding="utf-8")
    forge = LocalForge(folder / mission.FORGE)
    play_actions(exercise, folder, tomllib.loads(script)["action"], forge)
    (folder / f"{exercise}.ipynb").write_text("{}", encoding="utf-8")
    return folder


def without(place: Path) -> None:
    """Take a file or a folder away."""
    shutil.rmtree(place) if place.is_dir() else place.unlink()


def spaced(text: str) -> str:
    """Return ``text`` with one plain space between its words, however it is laid out in lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_says_where_each_mission_stands(run: Run, home: Path, language: Language) -> None:
    asked = ("forge", "status", "--language", language)
    code, said, _ = run(*asked)
    assert code == 0
    assert mission.mission(OTHER).title[language] not in said
    folder = begun(home, OTHER, language)
    code, said, _ = run(*asked)

    assert code == 0
    assert mission.mission(OTHER).title[language] in said
    assert str(folder) in said


def test_status_of_an_exercise_tells_its_goals_and_the_hints_that_are_asked_for(
    run: Run, home: Path
) -> None:
    """In the language in which the mission was begun; a goal that is met needs no hint."""
    folder = begun(home, CLINIC)
    answer(folder / "accident-1", "revert", "--no-edit", "HEAD~1")
    before = {path for path in home.rglob("*") if folder not in path.parents}
    first, *others = mission.mission(CLINIC).goals
    asked = ("forge", "status", CLINIC, "--language", "en")
    code, said, wrong = run(*asked)
    flat = spaced(said)

    assert (code, wrong) == (0, "")
    assert mission.mission(CLINIC).title["fr"] in said
    for goal in (first, *others):
        assert spaced(goal.sentence["fr"]) in flat
    assert flat.count("[+] Atteint (2 sur 2 points)") == 1
    assert flat.count("[-] À faire (0 sur 2 points)") == len(others)
    assert flat.count("La suite :") == len(others)
    assert "Objectifs atteints : 1 sur 5." in flat
    assert "Indice" not in said
    assert f"atelier forge status {CLINIC} --hints 1" in said

    for number in (1, 2, 3):
        flat = spaced(run(*asked, "--hints", str(number))[1])
        for goal in others:
            shown = [spaced(hint) in flat for hint in goal.hints["fr"]]
            assert shown == [place < number for place in range(3)]
        assert not any(spaced(hint) in flat for hint in first.hints["fr"])
    assert {path for path in home.rglob("*") if folder not in path.parents} == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_of_an_exercise_that_is_done_has_no_more_to_say(
    run: Run, home: Path, language: Language
) -> None:
    folder = begun(home, CLINIC, language)
    script = (SOLUTIONS / CLINIC / "reference" / language / ACTIONS).read_text(encoding="utf-8")
    forge = LocalForge(folder / mission.FORGE)
    play_actions(CLINIC, folder, tomllib.loads(script)["action"], forge)
    code, said, _ = run("forge", "status", CLINIC, "--hints", "2", "--language", language)

    assert code == 0
    assert said.count("[+]") == len(mission.mission(CLINIC).goals)
    assert "--hints" not in said
    assert {"fr": "Indice", "en": "Hint"}[language] not in said


def test_a_command_in_a_hint_stays_on_one_line(run: Run, home: Path) -> None:
    begun(home, CLINIC, "en")
    said = run("forge", "status", CLINIC, "--hints", "3", "--language", "en")[1]

    assert "`git restore --staged notes-privees.txt`" in said
    assert all(line.count("`") % 2 == 0 for line in said.splitlines())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("2-E1-permissions",), ("2-E1-permissions", "n’a pas de mission", CLINIC)),
        (("9-E9-rien",), ("9-E9-rien", "Il a", CLINIC)),
        ((ONE,), (ONE, "n’est pas commencée")),
        (("--hints", "1"), ("ajoutez son nom",)),
        ((CLINIC, "--hints", "4"), ("--hints", "--help")),
    ],
    ids=["no-mission", "unknown", "not-begun", "whose-hints", "too-many"],
)
def test_what_has_no_goals_to_show_is_told_with_what_to_do(
    run: Run, asked: tuple[str, ...], told: tuple[str, ...]
) -> None:
    code, said, wrong = run("forge", "status", *asked, "--language", "fr")

    assert (code, said) == (2, "")
    assert [part for part in told if part not in wrong] == []


def test_goals_that_cannot_be_judged_say_why(run: Run, home: Path) -> None:
    """Where what came of the mission cannot be written down, nothing is told of it."""
    folder = begun(home, CLINIC)
    (folder / mission.BUNDLE).mkdir()
    code, said, wrong = run("forge", "status", CLINIC, "--language", "fr")

    assert code == 1
    assert "Objectifs" not in said
    assert wrong.strip().endswith((".", ")"))


@pytest.mark.parametrize("damage", ["noise", "cut"])
def test_a_damaged_forge_is_told_by_its_name_and_hides_no_other(
    run: Run, home: Path, damage: str
) -> None:
    whole, damaged = begun(home, OTHER), begun(home, ONE)
    file = damaged / mission.FORGE / "forge.sqlite"
    content = file.read_bytes()
    file.write_bytes(b"noise" * 500 if damage == "noise" else content[: len(content) // 2])
    code, said, wrong = run("forge", "status", "--language", "fr")

    assert code == 1
    assert str(whole) in said
    assert ONE in wrong
    assert "atelier forge reset" in wrong
    code, said, _ = run("forge", "reset", ONE, "--language", "fr")
    assert code == 0
    assert run("forge", "status", "--language", "fr")[0] == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("file", "left"),
    [
        ("depot/.git/refs/heads/main", "garbage\n"),
        ("depot/.git/refs/heads/main", ""),
        ("depot/.git/HEAD", ""),
        (".forge/repositories/ville/bibliotheque.git/refs/heads/main", "garbage\n"),
    ],
    ids=["noise", "emptied", "HEAD", "forge"],
)
def test_a_damaged_reference_is_told_by_its_name_and_a_reset_helps(
    run: Run, home: Path, language: Language, file: str, left: str
) -> None:
    folder = begun(home, OTHER, language)
    (folder / file).write_text(left, encoding="utf-8")
    code, _, wrong = run("forge", "status", OTHER, "--language", language)

    assert code == 1
    assert file.partition(".git/")[2] in wrong
    assert {"fr": "abîmée", "en": "damaged"}[language] in wrong
    assert "atelier forge reset" in wrong
    assert "git fetch" not in wrong
    assert "fatal" not in wrong
    assert run("forge", "reset", OTHER, "--language", language)[0] == 0
    assert run("forge", "status", OTHER, "--language", language)[0] == 0
    assert [path.read_text(encoding="utf-8") for path in home.rglob(f"attempts/*/*/{file}")] == [
        left
    ]


BREAKS = {
    "HEAD": lambda copy: without(copy / ".git" / "HEAD"),
    "objects": lambda copy: without(copy / ".git" / "objects"),
    "references": lambda copy: without(copy / ".git" / "refs"),
    "repository": lambda copy: without(copy / ".git"),
    "noise": lambda copy: (copy / ".git/refs/heads/main").write_text("noise\n", encoding="utf-8"),
    "settings": lambda copy: (copy / ".git/config").write_text("[alias\n", encoding="utf-8"),
}
# What a person reads where nobody knew what git had said.
RAW = ("fatal", "access rights", "git fetch", "Libérez", "Free some space", "libérez", "free some")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how", BREAKS)
def test_a_copy_that_cannot_be_read_hides_nothing_that_was_pushed(
    run: Run, home: Path, language: Language, how: str
) -> None:
    """What lies on the forge is judged and handed in; a sentence says what was left out."""
    folder = done(home, FORK, language)
    goals = {"fr": "Objectifs atteints : 3 sur 3.", "en": "Goals met: 3 of 3."}[language]
    assert goals in spaced(run("forge", "status", FORK, "--language", language)[1])
    BREAKS[how](folder / "depot")
    code, said, wrong = run("forge", "status", FORK, "--language", language)
    sent, told, _ = run("submit", FORK, "--student", "l1", "--language", language)

    assert (code, sent) == (1, 0)
    assert goals in spaced(said)
    assert len([*(home / "outbox").glob("*.zip")]) == 1
    for page in (wrong, told):
        assert "depot" in page
        assert {"fr": "ce que vous avez poussé", "en": "what you pushed"}[language] in spaced(page)
        assert not [words for words in RAW if words in page]


@pytest.mark.parametrize("how", BREAKS)
def test_the_copy_that_was_left_out_is_replaced_as_its_sentence_says(
    run: Run, home: Path, how: str
) -> None:
    folder = done(home, FORK, "en")
    BREAKS[how](folder / "depot")
    (folder / "depot").rename(folder / "old")
    attempt.begin(FORK, folder, language="en")

    assert answer(folder / "depot", "status", "--short") == ""
    code, said, wrong = run("forge", "status", FORK, "--language", "en")
    assert (code, wrong) == (0, "")
    assert "Goals met: 3 of 3." in spaced(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how", BREAKS)
def test_a_copy_that_the_answer_lies_in_is_not_handed_in_unread(
    run: Run, home: Path, language: Language, how: str
) -> None:
    folder = begun(home, ONE, language)
    (folder / f"{ONE}.ipynb").write_text("{}", encoding="utf-8")
    BREAKS[how](folder / "depot")
    code, said, wrong = run("forge", "status", ONE, "--language", language)
    sent, _, told = run("submit", ONE, "--student", "l1", "--language", language)

    assert (code, sent) == (1, 1)
    assert {"fr": "Objectifs", "en": "Goals"}[language] not in said
    assert not (home / "outbox").exists()
    for page in (wrong, told):
        assert "depot" in page
        assert ("atelier forge reset" in page) is (how != "settings")
        assert not [words for words in RAW if words in page]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_commit_that_lost_a_file_is_told_with_what_to_do(
    run: Run, home: Path, language: Language
) -> None:
    folder = begun(home, ONE, language)
    copy = folder / "depot"
    (copy / "neuf.md").write_text("Neuf\n", encoding="utf-8")
    answer(copy, "add", "neuf.md")
    answer(copy, "commit", "--quiet", "--message", "Neuf")
    blob = answer(copy, "rev-parse", "HEAD:neuf.md").strip()
    (copy / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    code, _, wrong = run("forge", "status", ONE, "--language", language)

    assert code == 1
    assert {"fr": "manque ou est abîmée", "en": "missing or damaged"}[language] in spaced(wrong)
    assert "atelier forge reset" in wrong
    assert not [words for words in RAW if words in wrong]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copys_settings_that_git_cannot_read_are_named_with_the_line(
    run: Run, home: Path, language: Language
) -> None:
    folder = begun(home, ONE, language)
    settings = folder / "depot" / ".git" / "config"
    lines = settings.read_text(encoding="utf-8").splitlines()
    settings.write_text("\n".join([*lines, "[alias", "st = status"]), encoding="utf-8")
    code, _, wrong = run("forge", "status", ONE, "--language", language)

    assert code == 1
    assert str(settings) in wrong
    assert {"fr": "ligne", "en": "line"}[language] + f" {len(lines) + 1} " in wrong


def test_a_persons_own_settings_that_git_cannot_read_hinder_nothing_and_stay(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(home, ONE)
    broken = tmp_path / ".gitconfig"
    broken.write_text("[alias\n", encoding="utf-8")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    git_version.cache_clear()
    code, _, wrong = run("forge", "status", ONE, "--language", "fr")

    assert (code, wrong) == (0, "")
    assert broken.read_text(encoding="utf-8") == "[alias\n"
    assert subprocess.run(["git", "--version"], check=False, capture_output=True).returncode


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lost", ["forge.sqlite", "repositories/ville/modeles.git/HEAD"])
def test_a_forge_that_lost_a_part_says_how_to_begin_again(
    run: Run, home: Path, language: Language, lost: str
) -> None:
    folder = done(home, FORK, language)
    (folder / mission.FORGE / lost).unlink()
    for asked in (("forge", "status"), ("forge", "status", FORK), ("submit", FORK, "--student=l1")):
        code, _, wrong = run(*asked, "--language", language)

        assert code == 1
        assert "atelier forge reset" in wrong
        assert {"fr": "gardé à côté", "en": "kept aside"}[language] in wrong
        assert not [words for words in RAW if words in wrong]
    assert run("forge", "reset", FORK, "--language", language)[0] == 0
    assert run("forge", "status", FORK, "--language", language)[0] == 0


def test_an_interrupted_reset_is_done_again(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(home, ONE)
    attempt.gather(ONE, folder)
    mine = folder / mission.WORKING_COPY / "mien.md"
    mine.write_text("À moi\n", encoding="utf-8")
    rename, moves = Path.rename, iter(range(100))

    def interrupted(path: Path, to: Path) -> Path:
        if path.parent == folder and next(moves) == 1:
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", interrupted)
    assert run("forge", "reset", ONE)[0] == 130
    monkeypatch.undo()
    monkeypatch.setenv("ATELIER_HOME", str(home))
    assert run("forge", "reset", ONE)[0] == 0

    assert attempt.is_begun(folder)
    assert (folder / mission.WORKING_COPY / ".git").is_dir()
    kept = [path.read_text(encoding="utf-8") for path in home.rglob("mien.md")]
    assert kept == ["À moi\n"]
    assert not mine.exists()


def test_without_git_nothing_is_reset(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(home, ONE)
    monkeypatch.setenv("PATH", str(tmp_path / "rien"))
    git_version.cache_clear()
    code, _, said = run("forge", "reset", ONE, "--language", "fr")

    assert (code, "Git n’est pas installé" in said) == (1, True)
    assert attempt.is_begun(folder)


def test_without_a_mission_a_sentence_says_what_to_do(run: Run) -> None:
    code, _, said = run("forge", "reset", ONE, "--language", "fr")
    assert (code, ONE in said) == (2, True)
    code, said, _ = run("forge", "open", "--language", "fr")
    assert (code, "Ouvrez un exercice" in said) == (0, True)
