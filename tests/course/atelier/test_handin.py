# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Handing in: one archive that the trainer's side takes, and sentences where it cannot be made."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate
from nbformat import v4, write
from playwright.sync_api import Page, expect

from atelier import handin
from atelier.forge import attempt
from atelier.handin import Exchange, HandInError, hand_in, pack
from atelier.identity import STUDENT as IDENTIFIER
from atelier.identity import remembered_student
from atelier.views.handin import HandIn
from atelier.words import LANGUAGES, Language
from autograder import quarantine
from autograder.course import Course

EXERCISE = "0-E1-orientation"
STUDENT = "apprenant-01"


@pytest.fixture
def home(root: Path, tmp_path: Path) -> Path:
    """Return a learner's folder with one exercise in both languages."""
    for language in LANGUAGES:
        source = root / "exercises" / language / "source" / EXERCISE
        shutil.copytree(source, tmp_path / "home" / language / "exercises" / EXERCISE)
    (tmp_path / "home" / ".atelier").mkdir()
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _no_exchange(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATELIER_EXCHANGE", str(tmp_path / "none"))


def folder_of(home: Path, language: Language = "fr") -> Path:
    return home / language / "exercises" / EXERCISE


def manifest_of(archive: Path) -> Any:
    with zipfile.ZipFile(archive) as packed:
        return json.loads(packed.read("manifest.json"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_sides_agree_on_the_archive(language: Language, home: Path, root: Path) -> None:
    """What a learner packs is valid by the schema, and the trainer's quarantine takes it."""
    archive = pack(EXERCISE, language=language, student=STUDENT, home=home)
    schema = json.loads((root / "exercises" / "handin.schema.json").read_text(encoding="utf-8"))
    validate(manifest_of(archive), schema)
    clean = quarantine.inspect(
        archive,
        courses=[Course(root / "exercises" / one) for one in LANGUAGES],
        desk=home,
        now=datetime.now(UTC),
    )
    assert (clean.student, clean.exercise, clean.course.language) == (STUDENT, EXERCISE, language)
    with zipfile.ZipFile(archive) as sent, zipfile.ZipFile(clean.archive) as taken:
        assert {name: sent.read(name) for name in sent.namelist()} == {
            name: taken.read(name) for name in taken.namelist()
        }


def test_both_sides_have_the_same_limits(root: Path) -> None:
    schema = json.loads((root / "exercises" / "handin.schema.json").read_text(encoding="utf-8"))
    files = schema["properties"]["files"]
    size = files["additionalProperties"]["properties"]["size"]["maximum"]
    limits = quarantine.Limits()
    assert handin.LARGEST_FILE == limits.file == size
    assert handin.MOST_FILES == limits.files == files["maxProperties"]
    assert limits.total > handin.LARGEST_HAND_IN
    assert handin.ARCHIVES == quarantine.NESTED
    assert handin.ARCHIVED.pattern == quarantine.ARCHIVED.pattern
    assert IDENTIFIER.pattern in schema["properties"]["student"]["pattern"]


def test_the_archive_holds_the_work_and_nothing_else(home: Path, tmp_path: Path) -> None:
    folder = folder_of(home)
    (folder / "notes").mkdir()
    (folder / "notes" / "idée.txt").write_text("une", encoding="utf-8")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_text("{}", encoding="utf-8")
    (folder / f"{EXERCISE}.new.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "secret").write_text("untold", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "links").symlink_to(tmp_path)
    archive = pack(EXERCISE, language="fr", student=STUDENT, home=home)
    assert set(manifest_of(archive)["files"]) == {
        f"{EXERCISE}.ipynb",
        "profil.yml",
        "notes/idée.txt",
    }


def test_two_hand_ins_in_one_second_are_two_archives(home: Path) -> None:
    made = [pack(EXERCISE, language="fr", student=STUDENT, home=home) for _ in range(3)]
    assert len({manifest_of(archive)["when"] for archive in made}) == 3
    assert sorted(path.name for path in (home / "outbox").iterdir()) == [
        archive.name for archive in made
    ]


def test_the_identifier_is_asked_once(home: Path) -> None:
    with pytest.raises(HandInError) as refused:
        pack(EXERCISE, language="fr", home=home)
    assert refused.value.fact == "no-student"
    pack(EXERCISE, language="fr", student=STUDENT, home=home)
    assert remembered_student(home) == STUDENT
    assert manifest_of(pack(EXERCISE, language="en", home=home))["student"] == STUDENT


@pytest.mark.parametrize(
    "student", ["x", "../x", "a b", "é-01", "-ab", "con", "ab.", "a" * 65, "ab\n"]
)
def test_an_identifier_that_does_not_suit_is_refused(student: str, home: Path) -> None:
    with pytest.raises(HandInError) as refused:
        pack(EXERCISE, language="fr", student=student, home=home)
    assert refused.value.fact == "bad-student"
    assert remembered_student(home) is None


def _spoil(folder: Path, fact: str) -> None:
    spoilt: dict[str, Callable[[], object]] = {
        "no-notebook": (folder / f"{EXERCISE}.ipynb").unlink,
        "bad-name": lambda: (folder / "quoi?.txt").write_text("", encoding="utf-8"),
        "archive-inside": lambda: (folder / "tout.ZIP").write_bytes(b""),
        "file-too-large": lambda: (folder / "film").write_bytes(bytes(10_000_001)),
        "too-large": lambda: [(folder / n).write_bytes(bytes(8_000_000)) for n in "ab"],
        "too-many-files": lambda: [(folder / f"f{n}").write_bytes(b"") for n in range(200)],
        "not-written": lambda: (folder.parents[2] / "outbox").write_text("", encoding="utf-8"),
    }
    spoilt[fact]()


@pytest.mark.parametrize(
    "fact",
    [
        "no-notebook",
        "bad-name",
        "archive-inside",
        "file-too-large",
        "too-large",
        "too-many-files",
        "not-written",
    ],
)
def test_what_cannot_be_handed_in_is_told_in_both_languages(fact: str, home: Path) -> None:
    _spoil(folder_of(home), fact)
    with pytest.raises(HandInError) as refused:
        pack(EXERCISE, language="fr", student=STUDENT, home=home)
    assert refused.value.fact == fact
    french, english = (refused.value.sentence(language) for language in LANGUAGES)
    assert french != english
    assert "{" not in french + english
    assert not list(home.glob("outbox/*"))


def test_an_archive_is_known_by_its_first_bytes_unless_the_exercise_asks_for_it(home: Path) -> None:
    (folder_of(home) / "profil.yml").write_bytes(b"PK\x03\x04 a workbook")
    pack(EXERCISE, language="fr", student=STUDENT, home=home)
    (folder_of(home) / "a.dat").write_bytes(b"PK\x03\x04")
    with pytest.raises(HandInError) as refused:
        pack(EXERCISE, language="fr", student=STUDENT, home=home)
    assert (refused.value.fact, refused.value.values) == ("archive-inside", {"file": "a.dat"})


def test_the_command_hands_in_and_says_where_and_of_when(home: Path) -> None:
    def submit(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "atelier", "submit", EXERCISE, *options],
            env={**os.environ, "ATELIER_HOME": str(home), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    refused = submit("--language", "fr")
    assert refused.returncode == 1
    assert "--student" in refused.stderr
    done = submit("--student", STUDENT, "--language", "fr")
    assert done.returncode == 0, done.stderr
    archive = next((home / "outbox").iterdir())
    assert str(archive) in done.stdout
    saved = datetime.fromtimestamp((folder_of(home) / f"{EXERCISE}.ipynb").stat().st_mtime, UTC)
    assert f"{saved.astimezone():%H:%M:%S}" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="nbgrader's exchange does not work there")
def test_the_exchange_is_used_where_there_is_one(
    home: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    monkeypatch.setenv("ATELIER_EXCHANGE", str(exchange))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    courses = tmp_path / "courses"
    courses.mkdir()
    for name in ("catalogue.toml", "nbgrader_course.py"):
        shutil.copy(root / "exercises" / name, courses)
    source = courses / "fr" / "source" / EXERCISE
    shutil.copytree(root / "exercises" / "fr" / "source" / EXERCISE, source)
    shutil.copy(root / "exercises" / "fr" / "nbgrader_config.py", courses / "fr")
    (folder_of(home) / "mine.txt").symlink_to(tmp_path / "elsewhere")

    def trainer(command: str) -> None:
        course = str(courses / "fr")
        arguments = [sys.executable, "-m", "autograder", command, "--course", course]
        subprocess.run(arguments, check=True, capture_output=True)

    trainer("generate")
    (folder_of(home) / "profil.yml").write_text("role: analyste\n", encoding="utf-8")
    done = hand_in(EXERCISE, language="fr", student=STUDENT, home=home)
    assert done.exchange is Exchange.TAKEN
    assert "dossier d’échange" in done.sentences("fr")[2]
    trainer("intake")
    submitted = courses / "fr" / "submitted" / STUDENT / EXERCISE
    assert (submitted / "profil.yml").read_text(encoding="utf-8") == "role: analyste\n"
    assert not (submitted / "mine.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="nbgrader's exchange does not work there")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exchange_without_nbgrader_is_told(
    language: Language, home: Path, tmp_path: Path
) -> None:
    """As for a learner whose environment holds the laboratory and no grader."""
    exchange, blocked = tmp_path / "exchange", tmp_path / "blocked"
    (exchange / f"atelier-{language}" / "inbound").mkdir(parents=True)
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text("import sys\nsys.modules['nbgrader'] = None\n")
    options = ["--student", STUDENT, "--language", language]
    done = subprocess.run(
        [sys.executable, "-m", "atelier", "submit", EXERCISE, *options],
        env={
            **os.environ,
            "ATELIER_HOME": str(home),
            "ATELIER_EXCHANGE": str(exchange),
            "PYTHONPATH": str(blocked),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()[2]
    assert str(exchange) in said
    assert "python3 course/install.py lab teach" in said
    assert len(list((home / "outbox").glob("*.zip"))) == 1


# ----------------------------------------------------------------------------------- on screen


def test_the_button_packs_what_is_on_disk_and_links_to_it(home: Path) -> None:
    view = HandIn(EXERCISE, folder_of(home), language="fr")
    view.answer = {"student": "", "asked": 1}
    assert "identifiant" in view.state["refused"]
    view.answer = {"student": STUDENT, "asked": 2}
    assert (home / view.state["archive"]).is_file()
    assert STUDENT in view.state["done"][0]
    assert HandIn(EXERCISE, folder_of(home), language="fr").state["student"] == STUDENT


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_grader_that_runs_the_notebook_sees_the_static_face_only(
    language: Language, tmp_path: Path
) -> None:
    view = HandIn(EXERCISE, tmp_path, language=language)
    assert f"atelier submit {EXERCISE}" in view.static_html()
    view.answer = {"student": STUDENT, "asked": 1}
    assert view.state["done"] == []
    assert str(tmp_path) in view.state["refused"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_an_exercise_is_handed_in_with_the_keyboard_alone(
    home: Path, jupyterlab: Callable[..., Page], axe: Callable[..., list[str]]
) -> None:
    source = f'from atelier import hand_in\n\nhand_in("{EXERCISE}", language="fr")'
    cell = v4.new_code_cell(source, id="hand-in")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = folder_of(home) / f"{EXERCISE}.ipynb"
    write(v4.new_notebook(cells=[cell], metadata=kernel), path)
    page = jupyterlab(home, path.relative_to(home).as_posix())
    field = page.get_by_label("Votre identifiant")
    field.focus()
    page.keyboard.press("Enter")
    status = page.locator(".atelier [role=status]")
    expect(status).to_contain_text("Indiquez d’abord")
    page.keyboard.type("mba.01")  # letters that JupyterLab would take for commands
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("mba.01")
    link = page.get_by_role("link", name="Télécharger l’archive")
    with page.expect_download() as started:
        link.click()
    archive = next((home / "outbox").iterdir())
    assert Path(started.value.path()).read_bytes() == archive.read_bytes()
    assert page.locator(".jp-Cell").count() == 1
    assert axe(page, ".atelier") == []


def test_of_a_working_copy_only_what_git_recorded_is_handed_in(root: Path, home: Path) -> None:
    """Its secrets stay on the learner's computer; a bundle holds the history."""
    name = "3-E3-exclusion"
    folder = home / "en" / "exercises" / name
    shutil.copytree(root / "exercises" / "en" / "source" / name, folder)
    attempt.begin(name, folder, language="en")
    assert (folder / "depot" / "acces" / "courriel.key").is_file()

    files = manifest_of(pack(name, language="en", student=STUDENT, home=home))["files"]

    assert set(files) == {f"{name}.ipynb", "depot.bundle", "depot.json", "forge.json"}


@pytest.mark.parametrize("made", [("worktree", "add", "--quiet"), ("clone", "--quiet", ".")])
def test_another_working_copy_beside_the_mission_s_stays_here_too(
    made: tuple[str, ...], root: Path, home: Path
) -> None:
    """What nobody recorded in it may be a secret, or too large; its branch is in the bundle."""
    name = "3-E3-exclusion"
    folder = home / "en" / "exercises" / name
    shutil.copytree(root / "exercises" / "en" / "source" / name, folder)
    attempt.begin(name, folder, language="en")
    subprocess.run(["git", *made, "../beside"], cwd=folder / "depot", check=True)
    (folder / "beside" / "courriel.key").write_text("secret\n", encoding="utf-8")
    (folder / "beside" / "large.bin").write_bytes(bytes(handin.LARGEST_FILE + 1))
    (folder / "notes.txt").write_text("Mine, and in no repository.\n", encoding="utf-8")

    files = manifest_of(pack(name, language="en", student=STUDENT, home=home))["files"]

    assert {*files} == {f"{name}.ipynb", "depot.bundle", "depot.json", "forge.json", "notes.txt"}
