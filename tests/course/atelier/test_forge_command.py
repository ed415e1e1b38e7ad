# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier forge`` in a terminal: where missions stand, begin one anew, and what went wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from atelier.__main__ import main
from atelier.forge import attempt, mission
from atelier.git import git_version
from atelier.words import LANGUAGES, Language

ONE, OTHER = "3-E3-exclusion", "4-E2-proposition"
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
