# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The demonstration: a made-up class goes from the hand-out to one list over both languages."""

import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest
from playwright.sync_api import Browser, Route, expect

from autograder.demo import CLASS, MAIN, Kind


@dataclass(frozen=True)
class Demonstration:
    """A demonstration that has ended: what it said, and its list."""

    folder: Path
    said: str
    code: int
    errors: str
    rows: list[dict[str, str]]

    def row(self, kind: Kind, language: str) -> dict[str, str]:
        """Return the line of the learner who does so in this language."""
        student = next(o.student for o in CLASS if (o.kind, o.language) == (kind, language))
        return next(r for r in self.rows if (r["Identifiant"], r["Exercice"]) == (student, MAIN))


@pytest.fixture(scope="module")
def demonstration(
    autograder: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Demonstration:
    folder = tmp_path_factory.mktemp("demo")
    done = autograder("demo", "--no-serve", "--keep", folder, COLUMNS="80")
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return Demonstration(folder, done.stdout, done.returncode, done.stderr, rows)


def test_the_demonstration_ends_well_and_quietly(demonstration: Demonstration) -> None:
    assert demonstration.code == 0, demonstration.said
    assert demonstration.errors == ""
    assert "apprenant-01" in demonstration.said
    assert "…" not in demonstration.said.split("Identifiant")[1].split("Pas remis")[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_kind_of_work_comes_out_as_it_went_in(
    language: str, demonstration: Demonstration
) -> None:
    row = {kind: demonstration.row(kind, language) for kind in list(Kind)[:6]}
    points = {kind: float(row[kind]["Points"] or -1) for kind in row}
    maximum = float(row[Kind.RIGHT]["sur"])
    assert points[Kind.RIGHT] == points[Kind.LATE] == maximum
    assert points[Kind.WRONG] < points[Kind.PARTIAL] < maximum
    assert 0 <= points[Kind.UNTOUCHED] <= maximum / 5
    assert row[Kind.LATE]["Retard"] == "1\u00a0j 0\u00a0h"
    assert not row[Kind.RIGHT]["Retard"]
    assert "illisible" in row[Kind.BROKEN]["Remarque"]
    assert row[Kind.BROKEN]["Points"] == ""
    assert {one["Langue"] for one in row.values()} == {language}


def test_one_list_names_everybody_also_who_did_not_hand_in(demonstration: Demonstration) -> None:
    rows = demonstration.rows
    assert {row["Identifiant"] for row in rows} == {one.student for one in CLASS}
    keys = [(row["Identifiant"], row["Exercice"]) for row in rows]
    assert len(keys) == len(set(keys))
    absent = next(one.student for one in CLASS if one.kind is Kind.ABSENT)
    assert {row["Remis"] for row in rows if row["Identifiant"] == absent} == {"non"}


@pytest.mark.parametrize(
    ("kind", "language", "why"),
    [(Kind.DAMAGED, "fr", "endommagée"), (Kind.ESCAPING, "en", "../../gradebook.db")],
)
def test_a_refused_hand_in_is_not_called_missing(
    kind: Kind, language: str, why: str, demonstration: Demonstration
) -> None:
    row = demonstration.row(kind, language)
    assert row["Remis"] == "refusé"
    assert row["Remarque"].startswith("refusé. ")
    assert why in row["Remarque"]
    said, _, missing = demonstration.said.partition("Pas remis")
    assert re.search(rf"{row['Identifiant']} +{MAIN} .*refusé", said)
    assert f"{row['Identifiant']} ({MAIN}), refusé. " in said
    line = next(one for one in f"Pas remis{missing}".splitlines() if MAIN in one)
    assert row["Identifiant"] not in line


def test_bad_archives_are_refused_with_a_sentence_each(demonstration: Demonstration) -> None:
    refusals = (demonstration.folder / "inbox" / "refused.csv").read_text(encoding="utf-8-sig")
    assert len(refusals.splitlines()) == 4
    assert "endommagée" in refusals
    assert "../../gradebook.db" in refusals
    assert "n’est pas une archive" in refusals


def test_nobodys_id_is_real_and_nothing_lies_in_the_real_courses(
    demonstration: Demonstration, root: Path
) -> None:
    assert all(re.fullmatch(r"apprenant-\d\d", one.student) for one in CLASS)
    assert not list(root.glob("exercises/*/submitted/apprenant-*"))
    exercises = {row["Exercice"] for row in demonstration.rows}
    once = [Kind.PARTIAL, Kind.WRONG, Kind.LATE, Kind.UNTOUCHED]
    explained = sum(len(exercises) * (one.kind is Kind.RIGHT) + (one.kind in once) for one in CLASS)
    assert len(list(demonstration.folder.glob("courses/*/feedback/*/*/*.html"))) == explained


def test_points_that_a_person_gives_are_told_and_not_counted_as_lost(
    demonstration: Demonstration,
) -> None:
    rows = [row for row in demonstration.rows if row["Remarque"] == "à finir à la main"]
    right = [one.student for one in CLASS if one.kind is Kind.RIGHT]
    assert {row["Exercice"] for row in rows} == {"2-E8-diagnostic"}
    assert sorted(row["Identifiant"] for row in rows) == right
    assert {(row["Points"], row["sur"]) for row in rows} == {("4", "6")}
    assert "À finir à la main dans le formgrader, 2-E8-diagnostic" in demonstration.said


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fr", "en"])
def test_feedback_of_the_real_exercises_is_whole_and_readable_by_everyone(
    language: str,
    demonstration: Demonstration,
    chromium: Browser,
    axe: Callable[..., list[str]],
) -> None:
    """In its language, without axe violations or sideways scroll, without any other server."""
    pages = sorted(demonstration.folder.glob(f"courses/{language}/feedback/*/*/*.html"))
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    foreign: list[str] = []

    def look(route: Route) -> None:
        if urlsplit(route.request.url).scheme == "file":
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route("**/*", look)
    page = context.new_page()
    button = {"fr": "Remettre l’exercice", "en": "Hand in the exercise"}[language]
    graded = {"fr": "Vérification automatique", "en": "Automatic check"}[language]
    for path in pages:
        page.goto(path.as_uri(), timeout=60_000)
        assert page.get_by_role("heading", name=button).is_visible(), path
        assert page.locator(".atelier").count() >= 2, path
        assert not page.get_by_text("Traceback").count(), path
        assert page.locator("html").get_attribute("lang") == language
        page.get_by_role("navigation").get_by_role("link", name=graded).click()
        expect(page.locator(".graded:target").get_by_text(graded), str(path)).to_be_visible()
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
    assert foreign == []


@pytest.fixture
def served(demonstration: Demonstration, root: Path) -> Iterator[subprocess.Popen[str]]:
    courses = [demonstration.folder / "courses" / language for language in ("fr", "en")]
    options = [option for course in courses for option in ("--course", str(course))]
    serving = subprocess.Popen(
        [sys.executable, "-u", "-m", "autograder", "formgrade", *options],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    yield serving
    serving.terminate()  # it stops its servers; killed, it would leave them behind
    serving.wait(60)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one program there")
def test_both_formgraders_answer_until_ctrl_c(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    lines = [served.stdout.readline() for _ in range(3)]
    addresses = [found for line in lines for found in re.findall(r"http://\S+", line)]
    assert len(addresses) == 2
    for address in addresses:
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor())
        with opener.open(address, timeout=60) as page:
            assert b"manage_assignments.js" in page.read()
    served.send_signal(signal.SIGINT)
    assert served.wait(60) == 0
    for address in addresses:
        with pytest.raises(OSError, match="refused"):
            build_opener(ProxyHandler({})).open(address, timeout=10)
