# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Grading through real nbgrader: what learners wrote counts, and one failure stops nobody."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NO_CONVERT, read, v4
from playwright.sync_api import Browser, Page, Route, expect
from rich.console import Console

from autograder import steps
from autograder.converter import Converter
from autograder.course import Course
from autograder.formgrader import formgrader
from autograder.screen import Screen

EXERCISE = "1-E1-essai"
Run = Callable[..., subprocess.CompletedProcess[str]]


def _notebook_bytes(notebook: Any, **nbgrader: Any) -> bytes:
    changed = json.loads(json.dumps(notebook))
    changed["cells"][2]["metadata"]["nbgrader"] |= nbgrader
    return json.dumps(changed).encode()


# What a learner may do to the graded cell of an exercise that is not done.
TRICKS: dict[str, dict[str, Any]] = {
    "the tag that skips a cell": {"metadata": {"tags": ["skip-execution"]}},
    "the tag that expects an error": {"metadata": {"tags": ["raises-exception"]}},
    "a result of one's own": {
        "metadata": {"tags": ["skip-execution"]},
        "outputs": [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "3.0"},
            }
        ],
    },
    "another program": {"source": "3.0"},
}


@pytest.fixture(scope="module")
def tricked(
    make_course: Callable[..., Course],
    make_archive: Callable[..., Path],
    autograder: Run,
    notebook: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Course, str]:
    """Return a course where each learner handed in an untouched exercise with one trick."""
    folder = tmp_path_factory.mktemp("tricked")
    course, inbox = make_course(folder / "courses"), folder / "inbox"
    for number, trick in enumerate(TRICKS.values()):
        changed = json.loads(json.dumps(notebook))
        cell = changed["cells"][2]
        cell |= {**trick, "metadata": {**cell["metadata"], **trick.get("metadata", {})}}
        files = {f"{EXERCISE}.ipynb": json.dumps(changed).encode()}
        make_archive(inbox, student=f"apprenant-{number}", profile="rien\n", files=files)
    common = ("--course", course.folder, "--language", "fr")
    taken = autograder("intake", inbox, *common)
    assert taken.returncode == 0, taken.stdout
    return course, autograder("grade", *common).stdout


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_in_the_graded_cell_brings_points(trick: str, tricked: tuple[Course, str]) -> None:
    course, said = tricked
    student = f"apprenant-{list(TRICKS).index(trick)}"
    scores = {one.student: one.score for one in Converter(course).submissions(EXERCISE)}
    assert scores[student] == 0, said


@pytest.fixture(scope="module")
def graded(
    make_course: Callable[..., Course],
    make_archive: Callable[..., Path],
    autograder: Run,
    notebook: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Course, dict[str, subprocess.CompletedProcess[str]]]:
    """Return a course of five learners after intake, grading and export, and what was said."""
    folder = tmp_path_factory.mktemp("graded")
    course, inbox = make_course(folder / "courses"), folder / "inbox"
    edited = {f"{EXERCISE}.ipynb": _notebook_bytes(notebook, schema_version=99)}
    broken = {f"{EXERCISE}.ipynb": b'{"cells": ['}
    make_archive(inbox, student="apprenant-01", files={"notes/idee.txt": b"une"})
    make_archive(inbox, student="apprenant-02", profile="demi", files={"donnees.csv": b"fraude"})
    make_archive(inbox, student="apprenant-03", profile="rien\n")
    make_archive(inbox, student="apprenant-04", files=broken)
    make_archive(inbox, student="apprenant-05", files=edited)
    (inbox / "torn.zip").write_bytes(b"PK")
    (inbox / f"Cours_{EXERCISE}__apprenant-06__20260115T120000Z (1).zip").write_bytes(b"PK")
    common = ("--course", course.folder, "--language", "fr")
    said = {
        "intake": autograder("intake", inbox, *common),
        "grade": autograder("grade", *common),
        "export": autograder("export", "--to", folder / "liste.csv", *common),
    }
    return course, said


def rows_of(course: Course) -> dict[str, dict[str, str]]:
    path = course.folder.parents[1] / "liste.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["Identifiant"]: row for row in csv.DictReader(file)}


def test_a_file_that_learners_edit_is_graded_as_they_wrote_it(graded: Any) -> None:
    course, _ = graded
    rows = rows_of(course)
    points = {student: row["Points"] for student, row in rows.items()}
    assert points["apprenant-01"] == "3"
    assert points["apprenant-02"] == "1.5", "a float is partial credit"
    assert points["apprenant-03"] == "0"
    assert {row["sur"] for row in rows.values()} == {"3"}


def test_a_file_of_the_course_is_put_back_in_place(graded: Any) -> None:
    course, _ = graded
    autograded = course.folder / "autograded" / "apprenant-02" / EXERCISE
    assert (autograded / "donnees.csv").read_text(encoding="utf-8") == "a,b\n"


def test_subfolders_and_times_come_through_the_intake(graded: Any) -> None:
    course, _ = graded
    submitted = course.folder / "submitted" / "apprenant-01" / EXERCISE
    assert (submitted / "notes" / "idee.txt").read_text(encoding="utf-8") == "une"
    assert (submitted / "timestamp.txt").read_text(encoding="utf-8") == "2026-01-15 12:00:00"
    assert not (submitted / "manifest.json").exists()
    assert rows_of(course)["apprenant-01"]["Le (UTC)"] == "2026-01-15 12:00:00"


def test_a_broken_notebook_is_told_in_a_sentence_and_stops_nobody(graded: Any) -> None:
    course, said = graded
    assert said["grade"].returncode == 1
    assert "cahier est illisible" in said["grade"].stdout
    assert not list((course.folder / "autograded" / "apprenant-04").rglob("*.ipynb"))
    assert said["export"].returncode == 1
    assert rows_of(course)["apprenant-04"]["Remarque"] == "pas corrigé"


def test_metadata_that_would_stop_nbgrader_stops_one_learner_only(graded: Any) -> None:
    course, said = graded
    assert "autre nbgrader" in said["grade"].stdout
    assert rows_of(course)["apprenant-05"]["Points"] == ""
    assert rows_of(course)["apprenant-03"]["Points"] == "0"


def test_a_refused_archive_is_told_and_listed(graded: Any) -> None:
    course, said = graded
    assert said["intake"].returncode == 1
    assert "endommagée" in said["intake"].stdout
    assert (course.folder.parents[1] / "inbox" / "refused.csv").exists()


def test_a_learner_whose_archive_was_refused_stands_in_the_list_as_refused(graded: Any) -> None:
    course, said = graded
    row = rows_of(course)["apprenant-06"]
    assert (row["Remis"], row["Points"], row["sur"]) == ("refusé", "", "3")
    assert "endommagée" in row["Remarque"]
    assert "apprenant-06 (1-E1-essai), refusé. L’archive est endommagée" in said["grade"].stdout


def test_a_good_hand_in_takes_the_place_of_a_refused_one(
    course: Course, make_archive: Callable[..., Path], autograder: Run, tmp_path: Path
) -> None:
    inbox, common = tmp_path / "inbox", ("--course", course.folder, "--language", "en")
    name = make_archive(inbox).name
    (inbox / name.replace("T12", "T11")).write_bytes(b"PK")
    assert autograder("intake", inbox, *common).returncode == 1
    done = autograder("grade", *common)
    assert done.returncode == 0
    assert "refused" not in done.stdout


def test_after_grading_one_reads_where_the_feedback_is(graded: Any) -> None:
    course, said = graded
    assert str(course.folder / "feedback") in said["grade"].stdout


def test_nothing_is_said_on_standard_error(graded: Any) -> None:
    _, said = graded
    assert {name: done.stderr for name, done in said.items()} == dict.fromkeys(said, "")


def test_what_a_kernel_says_to_nobody_as_it_ends_is_not_on_the_trainers_screen(
    course: Course,
    make_archive: Callable[..., Path],
    autograder: Run,
    notebook: Any,
    tmp_path: Path,
) -> None:
    noisy = json.loads(json.dumps(notebook))
    noisy["cells"][1]["source"] = (
        "import atexit, logging\n"
        "atexit.register(logging.getLogger('tornado.general').error, 'not a socket')\n"
    )
    make_archive(tmp_path / "inbox", files={f"{EXERCISE}.ipynb": json.dumps(noisy).encode()})
    common = ("--course", course.folder, "--language", "en")
    assert autograder("intake", tmp_path / "inbox", *common).returncode == 0
    done = autograder("grade", *common)
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""


def test_grading_again_grades_nothing_again(graded: Any, autograder: Run) -> None:
    course, _ = graded
    page = course.folder / "autograded" / "apprenant-01" / EXERCISE / f"{EXERCISE}.ipynb"
    before = page.stat().st_mtime_ns
    assert autograder("grade", "--course", course.folder).returncode == 1
    assert page.stat().st_mtime_ns == before


def test_the_graded_cell_writes_nothing_to_standard_error(graded: Any) -> None:
    course, _ = graded
    path = course.folder / "autograded" / "apprenant-02" / EXERCISE / f"{EXERCISE}.ipynb"
    outputs = read(path, NO_CONVERT).cells[2].outputs
    assert [one.output_type for one in outputs] == ["display_data", "execute_result"]


def test_a_folder_without_a_course_is_exit_code_2(autograder: Run, tmp_path: Path) -> None:
    done = autograder("grade", "--course", tmp_path, "--language", "en")
    assert done.returncode == 2
    assert "holds no course" in done.stdout


def test_a_course_where_nobody_handed_in_is_no_failure(autograder: Run, course: Course) -> None:
    done = autograder("grade", "--course", course.folder, "--language", "en")
    assert done.returncode == 0, done.stdout
    assert "nothing to grade" in done.stdout


def test_the_command_that_is_shown_works_as_typed(autograder: Run, course: Course) -> None:
    said = autograder("grade", "--course", course.folder, "--language", "en").stdout
    command = re.search(r"type: (.+) intake FOLDER", said)
    assert command, said
    done = subprocess.run(
        [*shlex.split(command[1]), "intake", "--help"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (["grade", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["grade", "--language", "de"], "--language"),
        (["grade", "more"], "grade more"),
        (["demo", "--course", "exercises/fr"], "--course"),
    ],
)
def test_what_is_not_understood_is_told_in_both_languages(
    typed: list[str], part: str, autograder: Run
) -> None:
    done = autograder(*typed)
    assert done.returncode == 2
    french, english = done.stderr.splitlines()
    assert f"comprise\u00a0: {part}" in french.replace("'", "")
    assert f"understood: {part}" in english.replace("'", "")
    assert "--help" in french
    assert "--help" in english


def test_a_list_that_cannot_be_written_is_exit_code_2(
    autograder: Run, course: Course, tmp_path: Path
) -> None:
    path = tmp_path / "nowhere" / "x.csv"
    done = autograder("export", "--to", path, "--course", course.folder, "--language", "en")
    assert done.returncode == 2
    assert f"could not be written to {path}" in done.stdout


def test_an_intake_from_nowhere_is_exit_code_2(
    autograder: Run, course: Course, tmp_path: Path
) -> None:
    done = autograder("intake", tmp_path / "no", "--course", course.folder, "--language", "en")
    assert done.returncode == 2
    assert "There is no folder" in done.stdout


def test_a_gradebook_that_cannot_be_read_is_exit_code_2(autograder: Run, course: Course) -> None:
    (course.folder / "gradebook.db").write_bytes(b"no database")
    done = autograder("grade", "--course", course.folder, "--language", "en")
    assert done.returncode == 2
    assert "broke down" in done.stdout


@pytest.mark.parametrize("command", ["", "generate", "intake", "grade", "feedback", "export"])
def test_the_help_speaks_both_languages(command: str, autograder: Run) -> None:
    done = autograder(*filter(None, [command]), "--help")
    assert done.returncode == 0
    assert "nbgrader" in done.stdout
    assert "Afficher cette aide" in done.stdout
    assert "Show this help" in done.stdout
    assert len(done.stdout) > 200


@pytest.mark.skipif(os.name == "nt", reason="nbgrader's exchange does not work there")
def test_plain_nbgrader_works_from_the_course_folder(
    course: Course, make_archive: Callable[..., Path], tmp_path: Path
) -> None:
    """Every step as a trainer types it, with nothing of this Python on the PATH."""
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    environment = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "ATELIER_EXCHANGE": str(exchange),
    }

    def nbgrader(*arguments: str, folder: Path = course.folder) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    nbgrader("generate_assignment", EXERCISE)
    nbgrader("release_assignment", EXERCISE)
    desk = tmp_path / "desk"
    desk.mkdir()
    fetch = ("--course", "atelier-fr", f"--Exchange.root={exchange}")
    nbgrader("fetch_assignment", EXERCISE, *fetch, folder=desk)
    (desk / EXERCISE / "profil.yml").chmod(0o644)
    (desk / EXERCISE / "profil.yml").write_text("demi", encoding="utf-8")
    nbgrader("submit", EXERCISE, "--student", "apprenant-07", *fetch, folder=desk)
    nbgrader("collect", EXERCISE)
    make_archive(course.folder / "downloaded" / EXERCISE / "archive", student="apprenant-08")
    nbgrader("zip_collect", EXERCISE)
    nbgrader("autograde", EXERCISE)
    nbgrader("generate_feedback", EXERCISE)
    nbgrader("export")
    with (course.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert scores == {"apprenant-07": "1.5", "apprenant-08": "3.0"}


def test_a_class_may_lie_outside_the_checkout_and_stays_when_the_course_changes(
    root: Path, autograder: Run, tmp_path: Path
) -> None:
    mine = {"ATELIER_CLASS": str(tmp_path / "class"), "ATELIER_EXCHANGE": str(tmp_path / "none")}
    before = set((root / "exercises").rglob("*"))
    assert autograder("generate", **mine).returncode == 0
    work = tmp_path / "class" / "fr" / "submitted" / "apprenant-01" / "0-E2-transmission"
    shutil.copytree(tmp_path / "class" / "fr" / "release" / "0-E2-transmission", work)
    (tmp_path / "class" / "catalogue.toml").write_text("", encoding="utf-8")  # an older course's
    done = autograder("grade", "--language", "en", **mine)
    assert done.returncode == 0, done.stdout
    assert "apprenant-01" in done.stdout
    assert "git clean" not in done.stdout
    assert (tmp_path / "class" / "fr" / "gradebook.db").is_file()
    assert "2-E1-permissions" in (tmp_path / "class" / "catalogue.toml").read_text("utf-8")
    assert set((root / "exercises").rglob("*")) == before


def test_a_trainer_reads_that_git_could_delete_a_class_that_lies_in_the_checkout(
    root: Path, autograder: Run, course: Course
) -> None:
    said = io.StringIO()
    screen = Screen(language="fr", console=Console(file=said))
    real = root / "exercises" / "fr"
    steps.say_where_work_is([Converter(Course(real)), Converter(course)], screen)
    (line,) = said.getvalue().splitlines()
    assert str(real) in line
    assert "git clean -x" in line
    for command in ("intake", "grade"):
        helped = autograder(command, "--help").stdout
        assert "ATELIER_CLASS" in helped
        assert "git clean -x" in helped


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    """Return an exchange folder that holds somebody else's course."""
    if os.name == "nt":
        pytest.skip("nbgrader's exchange does not work there")
    folder = tmp_path / "exchange"
    (folder / "physics-101" / "inbound").mkdir(parents=True)
    folder.chmod(0o777)
    return folder


def test_a_course_that_is_not_in_the_exchange_stops_no_intake_and_no_grading(
    make_course: Callable[..., Course],
    make_archive: Callable[..., Path],
    autograder: Run,
    exchange: Path,
    tmp_path: Path,
) -> None:
    courses = [make_course(tmp_path / "courses", language) for language in ("fr", "en")]
    make_archive(tmp_path / "inbox")
    common = [part for course in courses for part in ("--course", course.folder)]
    shared = {"ATELIER_EXCHANGE": str(exchange), "ATELIER_LANGUAGE": "fr"}
    assert autograder("generate", *common[:2], **shared).returncode == 0
    handed_in = (
        exchange / "atelier-fr" / "inbound" / f"apprenant-09+{EXERCISE}+2026-01-15 12:00:00 UTC"
    )
    shutil.copytree(courses[0].folder / "release" / EXERCISE, handed_in)
    (handed_in / "profil.yml").write_text("demi", encoding="utf-8")
    taken = autograder("intake", tmp_path / "inbox", *common, **shared)
    assert taken.returncode == 0, taken.stdout
    assert "Le cours atelier-en n’est pas dans le dossier d’échange" in taken.stdout
    graded = autograder("grade", *common, **shared)
    assert graded.returncode == 0, graded.stdout
    scores = {one.student: one.score for one in Converter(courses[0]).submissions(EXERCISE)}
    assert scores == {"apprenant-01": 3.0, "apprenant-09": 1.5}
    assert sorted(path.name for path in exchange.iterdir()) == ["atelier-fr", "physics-101"]


def test_what_nbgrader_cannot_collect_is_told_and_stops_no_archive(
    course: Course,
    make_archive: Callable[..., Path],
    autograder: Run,
    exchange: Path,
    tmp_path: Path,
) -> None:
    inbound = exchange / "atelier-fr" / "inbound"
    (inbound / f"apprenant-09+{EXERCISE}+yesterday").mkdir(parents=True)
    make_archive(tmp_path / "inbox")
    done = autograder(
        *("intake", tmp_path / "inbox", "--course", course.folder, "--language", "en"),
        ATELIER_EXCHANGE=str(exchange),
    )
    assert done.returncode == 1
    assert f"could not collect {EXERCISE} (atelier-fr)" in done.stdout
    assert course.submitted(EXERCISE) == ("apprenant-01",)


# ------------------------------------------------------------------------------ in a real browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def watch_requests(page: Page) -> list[str]:
    """Return the list of what leaves this machine, which fills as pages are opened."""
    foreign: list[str] = []

    def look(route: Route) -> None:
        if urlsplit(route.request.url).hostname in {"127.0.0.1", None}:
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    page.context.route("**/*", look)
    return foreign


@pytest.mark.browser
def test_feedback_shows_the_static_face_and_asks_no_other_server(graded: Any, page: Page) -> None:
    course, _ = graded
    foreign = watch_requests(page)
    feedback = course.folder / "feedback" / "apprenant-02" / EXERCISE / f"{EXERCISE}.html"
    page.goto(feedback.as_uri())
    assert page.get_by_text("vu par le carnet", exact=True).is_visible()
    assert page.get_by_text("Points\u00a0: 1,5 / 3").first.is_visible()
    assert foreign == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            [
                "Réponse corrigée à la main",
                "Points\u00a0: 0,5 / 2",
                "Commentaire",
                "le retard\u00a0: 1",
            ],
        ),
        ("en", ["Answer graded by hand", "Points: 0.5 / 2", "Comment", "lateness: 1"]),
    ],
)
def test_what_is_graded_by_hand_is_told_in_the_courses_language(  # noqa: PLR0913, PLR0917
    language: str,
    words: list[str],
    make_course: Callable[..., Course],
    page: Page,
    axe: Callable[..., list[str]],
    tmp_path: Path,
) -> None:
    course = make_course(tmp_path / "courses", language)
    facts = {"grade_id": "essay", "grade": True, "solution": True, "score": 0.5, "points": 2}
    answer = v4.new_markdown_cell("# Essai", metadata={"nbgrader": {**facts, "comment": "*Oui*"}})
    told = {"notebook": EXERCISE, "score": 0.5, "max_score": 2, "late_penalty": 1}
    exporter = HTMLExporter(template_name="feedback", config=course.config)
    written, _ = exporter.from_notebook_node(
        v4.new_notebook(cells=[answer]), resources={"nbgrader": told}
    )
    (tmp_path / "feedback.html").write_text(written, encoding="utf-8")
    page.goto((tmp_path / "feedback.html").as_uri())
    assert page.locator("html").get_attribute("lang") == language
    for word in words:
        assert page.get_by_text(word).first.is_visible(), word
    assert page.locator("em", has_text="Oui").is_visible()
    page.get_by_role("link", name=words[2]).click()
    expect(page).to_have_url(re.compile("#comment-essay$"))
    assert axe(page) == []


@pytest.mark.browser
def test_the_formgrader_opens_and_asks_no_other_server(graded: Any, page: Page) -> None:
    course, _ = graded
    foreign = watch_requests(page)
    with formgrader(course) as address:
        page.goto(address)
        page.get_by_role("link", name=EXERCISE).first.wait_for()
        base = address.split("/formgrader")[0]
        page.goto(f"{base}/formgrader/gradebook/{EXERCISE}/{EXERCISE}")
        page.get_by_role("link", name="Submission #1").wait_for()
        page.get_by_role("link", name="Submission #1").click()
        page.get_by_text("vu par le carnet", exact=True).wait_for()
        page.locator("input.score").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.goto(f"{base}/formgrader/manage_students")
        page.get_by_text("apprenant-03").first.wait_for()
    assert foreign == []


@pytest.mark.browser
def test_a_trainer_grades_with_the_keyboard_in_the_formgrader(graded: Any, page: Page) -> None:
    course, _ = graded
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with formgrader(course) as address:
        page.goto(address)
        base = address.split("/formgrader")[0]
        page.goto(f"{base}/formgrader/gradebook/{EXERCISE}/{EXERCISE}")
        page.get_by_role("link", name="Submission #1").click()
        # The page has read the points, which stand in the box, and has given the keyboard a place.
        points = page.locator("input.score").first
        expect(points).to_have_attribute("placeholder", re.compile(r"\d"))
        expect(page.get_by_role("link", name="Next")).to_be_focused()
        page.keyboard.press("Tab")
        expect(points).to_be_focused()
        page.keyboard.press("Control+Shift+F")
        expect(page.locator("#statusmessage")).to_have_text("Submission flagged")
        page.keyboard.press("Control+.")
        expect(page.get_by_text("Submission 2 / 3")).to_be_visible()
    assert errors == []


def test_a_second_opening_of_the_gradebook_changes_nothing(graded: Any) -> None:
    course, _ = graded
    submissions = Converter(course).submissions(EXERCISE)
    assert [one.score for one in submissions] == [3.0, 1.5, 0.0, None, None]
