# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The checks of module 3 read whatever was handed in as a history, and say what is wrong."""

import tomllib
from pathlib import Path

import pytest

from atelier.checks import check_of
from atelier.checks.fusion import FORMER_HOURS, HOURS
from atelier.checks.proposition import is_five
from atelier.checks.secret import untold
from atelier.forge import mission
from atelier.forge.steps import answer
from atelier.repository import ignored_by, places_of, reading
from atelier.verdict import Finding
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language
from tests.exercises.play import play_actions

NAMES = ("3-E2-atomes", "3-E3-exclusion", "3-E4-accidents", "3-E5-fusion", "3-E6-bisection",
         "3-E7-secret")  # fmt: skip
SOLUTIONS = Path(__file__).resolve().parents[4] / "exercises" / "solutions"
every_exercise = pytest.mark.parametrize("name", NAMES)


def stranger(folder: Path) -> Path:
    """Return a bundle of a history that has nothing to do with any mission."""
    copy = folder / "stranger"
    copy.mkdir()
    answer(copy, "init", "--quiet", "--initial-branch=main")
    answer(copy, "config", "user.name", "Nobody")
    answer(copy, "config", "user.email", "nobody@example.org")
    (copy / "reglement.md").write_text("4. ?\n", encoding="utf-8")
    answer(copy, "add", ".")
    answer(copy, "commit", "--quiet", "--message", "Begin")
    bundle = folder / "stranger.bundle"
    answer(copy, "bundle", "create", str(bundle), "--all", "HEAD")
    return bundle


def solved(name: str, case: str, folder: Path, language: Language) -> None:
    forge = mission.begin(name, folder, language=language)
    script = SOLUTIONS / name / case / language / "actions.toml"
    play_actions(name, folder, tomllib.loads(script.read_text("utf-8"))["action"], forge)
    mission.collect(name, folder)


def finding(name: str, folder: Path, criterion: str) -> Finding:
    found = check_of(name)(folder).findings
    return next(each for each in found if each.criterion == criterion)


@every_exercise
def test_a_folder_without_a_history_is_told_what_to_do(name: str, tmp_path: Path) -> None:
    verdict = check_of(name)(tmp_path)

    assert verdict.points == 0
    for language, words in (("fr", "première cellule"), ("en", "first cell")):
        assert words in " ".join(VerdictView(verdict, language=language).text().split())


@every_exercise
@pytest.mark.parametrize("content", [b"", b"# v2 git bundle\n", b"\x00" * 1000, b"PK\x03\x04"])
def test_a_broken_bundle_gets_a_finding(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / mission.BUNDLE).write_bytes(content)

    assert check_of(name)(tmp_path).points == 0


@every_exercise
def test_the_history_of_something_else_earns_nothing(name: str, tmp_path: Path) -> None:
    stranger(tmp_path).rename(tmp_path / mission.BUNDLE)

    verdict = check_of(name)(tmp_path)

    assert verdict.points == 0
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_text_without_a_merge_is_told_that_the_other_branch_was_never_merged(
    language: Language, tmp_path: Path
) -> None:
    solved("3-E5-fusion", "wrong-text-only", tmp_path, language)
    verdict = check_of("3-E5-fusion")(tmp_path)
    said = " ".join(VerdictView(verdict, language=language).text().split())

    assert finding("3-E5-fusion", tmp_path, "joined").fact == "text-only"
    assert {"fr": "n’a jamais été fusionnée", "en": "was never merged"}[language] in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("solution", ["wrong-copied", "wrong-squash", "wrong-borrowed-names"])
def test_of_a_text_on_top_of_main_it_is_only_said_that_nothing_tells_it_from_a_copy(
    tmp_path: Path, language: Language, solution: str
) -> None:
    solved("3-E5-fusion", solution, tmp_path, language)

    assert finding("3-E5-fusion", tmp_path, "joined").fact == "copied"


def test_whether_secrets_still_lie_in_a_folder_is_only_declared(tmp_path: Path) -> None:
    solved("3-E3-exclusion", "reference", tmp_path, "en")
    verdict = check_of("3-E3-exclusion")(tmp_path)

    declared = [each.criterion for each in verdict.findings if each.is_declared]

    assert declared == ["present"]
    assert "(Declared:" in VerdictView(verdict, language="en").text()


@pytest.mark.parametrize(
    "noise", ["", "[]", '{"copies": 3}', '{"copies": {"depot": {"ignored": 5}}}']
)
def test_a_forged_list_of_the_folder_breaks_nothing(noise: str, tmp_path: Path) -> None:
    solved("3-E3-exclusion", "reference", tmp_path, "fr")
    (tmp_path / mission.STATE).write_text(noise, encoding="utf-8")

    assert check_of("3-E3-exclusion")(tmp_path).points == 4


def test_a_working_copy_that_was_deleted_breaks_nothing(tmp_path: Path) -> None:
    for name in NAMES:
        folder = tmp_path / name
        mission.begin(name, folder, language="fr")
        for copy in mission.mission(name).copies:
            (folder / copy.folder).rename(folder / f"old-{copy.folder}")
        mission.collect(name, folder)

        assert check_of(name)(folder).points == 0


def test_the_rules_that_a_commit_records_say_what_is_ignored(tmp_path: Path) -> None:
    with reading(stranger(tmp_path)) as git:
        tree = git.tree_with(None, {".gitignore": "*.log\n!keep.log\n", "sub/.gitignore": "/x\n"})
        paths = ["a.log", "keep.log", "sub/x", "x", "sub/b.log"]

        assert ignored_by(git, tree, paths) == {"a.log", "sub/x", "sub/b.log"}
        assert ignored_by(git, tree, ["nothing"]) == frozenset()


def test_a_word_is_looked_for_from_the_commits_that_are_named(tmp_path: Path) -> None:
    forge = mission.begin("3-E7-secret", tmp_path, language="en")
    git = forge.git("ville/carte")
    first, *_, last = git.commits(["refs/heads/main"])
    word = "jeton-erable-7731-quai"

    assert places_of(git, [word], reach=[first.id]) == {}
    assert places_of(git, [word], reach=[last.id]) == {word: ("config/acces.ini",)}


TOKEN = "jeton-erable-7731-quai"  # noqa: S105 - it opens nothing
OF_A_FILE = ("hash-object", "-w", "../jeton.txt")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (OF_A_FILE, ("tag", "fichier", "{said}")),
        (OF_A_FILE, ("update-ref", "refs/garde/fichier", "{said}")),
        (("rev-parse", "HEAD"), ("tag", "--annotate", "--message", TOKEN, "ancien", "{said}")),
        (("rev-parse", "HEAD"), ("branch", TOKEN, "{said}")),
        (("log", "--walk-reflogs", "--format=%H", "-1", "main@{2}"), ("checkout", "-q", "{said}")),
    ],
)
def test_whatever_leads_to_a_secret_is_found(
    first: tuple[str, ...], then: tuple[str, ...], tmp_path: Path
) -> None:
    name = "3-E7-secret"
    solved(name, "reference", tmp_path, "en")
    assert finding(name, tmp_path, "elsewhere").points == 1
    (tmp_path / "jeton.txt").write_text(f"{TOKEN}\n", encoding="utf-8")
    copy = tmp_path / "depot"
    said = answer(copy, *first).strip()
    answer(copy, *(word.format(said=said) for word in then))
    mission.collect(name, tmp_path)

    assert finding(name, tmp_path, "elsewhere").fact == "holding"
    assert finding(name, tmp_path, "branches").points == 3


def test_hours_are_read_however_they_are_written() -> None:
    right = ("de 6 h à 22 h", "de 06 h 00 à 22 h 00", "de 6 à 22 h", "6h00-22h00", "6:00 to 22:00",
             "6 a.m. to 10 p.m.", "6:00 am to 10:00 pm", "between 6:00 and 22:00")  # fmt: skip
    other = ("de 6 h 30 à 22 h", "de 6 h à 22 h 30", "de 16 h à 22 h", "de 22 h à 6 h",
             "de 7 h à 21 h", "6:30 to 22:30")  # fmt: skip

    assert [words for words in right if not HOURS.search(words)] == []
    assert [words for words in right if FORMER_HOURS.search(words)] == []
    assert [words for words in other if HOURS.search(words)] == []


@pytest.mark.parametrize(
    "note",
    [
        "2026-03-09: revoked; another token was issued instead. I called Noor.",
        "2026-03-09: deactivated and rotated. We spoke to the security team.",
        "2026-03-09: the server’s team withdrew it; a fresh one is in use.\n- Called Noor Haddad",
        "2026-03-09 : désactivé, puis renouvelé. J’ai téléphoné à Noor.",
        "2026-03-09 : le jeton est invalidé, un autre a été émis. Nous avons parlé à Noor.",
        "2026-03-09 : révoqué; un second jeton sert à sa place. Noor a été prévenue.",
    ],
)
def test_a_note_tells_the_rotation_in_its_own_words(note: str) -> None:
    assert untold(note) == []


@pytest.mark.parametrize(
    ("note", "silent"),
    [
        ("2026-03-09: revoked and replaced, in a file called acces.ini.", ["people"]),
        ("2026-03-09: revoked and replaced. I never called Noor.", ["people"]),
        ("2026-03-09: I called Noor. The token was not rotated.", ["revoked", "replaced"]),
        ("2026-03-09 : révoqué et remplacé. Je n’ai pas appelé Noor.", ["people"]),
        ("2026-03-09 : rotation du jeton. J’ai appelé Noor.", ["revoked", "replaced"]),
    ],
)
def test_a_note_that_does_not_say_it_does_not_tell_it(note: str, silent: list[str]) -> None:
    assert untold(note) == silent


@pytest.mark.parametrize(
    "cell",
    ["17 h", "17h", "17 h 00", "17h00", "17\u00a0h", "17&nbsp;h", "**17 h**", "_17:00_",
     "17 heures", "`17:00`", "5 p.m.", "5:00 PM", "5 pm"],
)  # fmt: skip
def test_five_o_clock_is_five_o_clock_however_it_is_written(cell: str) -> None:
    assert is_five(cell)


@pytest.mark.parametrize(
    "cell", ["17", "17 h 30", "17:30", "5 h", "15 h", "7 p.m.", "17 h ou 18 h", "~~17 h~~", ""]
)
def test_another_hour_is_not_five_o_clock(cell: str) -> None:
    assert not is_five(cell)
