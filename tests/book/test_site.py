# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The built site, read as files: two editions of one book that ask nobody for anything."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
from bs4 import BeautifulSoup

EDITIONS = ("fr", "en")
FOREIGN = re.compile(r"^(https?:)?//")


@cache
def read(page: Path) -> BeautifulSoup:
    """Return a page of the site, which is read once for all tests and changed by none."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(page: Path) -> set[str]:
    """Return the places on a page that a link may lead to."""
    return {tag["id"] for tag in read(page).select("[id]")}


def documents(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_of_the_contents_is_there(site: Path, pages: list[str], edition: str) -> None:
    assert [name for name in pages if not (site / edition / f"{name}.html").is_file()] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_lesson_runs_from_top_to_bottom(
    site: Path, pages: list[str], root: Path, edition: str
) -> None:
    """The book has run them, each in its own kernel and folder, and keeps them as they ended.

    An error is shown where a lesson teaches to read one, and nowhere else.
    """
    course, ended = root / "course" / edition, site.parent / edition / "_build" / "jupyter_execute"
    lessons = [name for name in pages if (course / f"{name}.ipynb").is_file()]
    assert lessons
    for name in lessons:
        notebook = nbformat.read(ended / f"{name}.ipynb", as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)], name
        for cell in code:
            fails = any(output.output_type == "error" for output in cell.outputs)
            assert fails == ("raises-exception" in cell.metadata.get("tags", [])), name


def test_both_editions_have_the_same_pages(site: Path) -> None:
    french, english = (
        {page.relative_to(site / edition) for page in (site / edition).rglob("*.html")}
        for edition in EDITIONS
    )
    assert french == english


@pytest.mark.parametrize(
    ("edition", "skip", "search"),
    [
        ("fr", "Passer au contenu principal", "Chercher dans le cours"),
        ("en", "Skip to main content", "Search the course"),
    ],
)
def test_an_edition_speaks_its_language(site: Path, edition: str, skip: str, search: str) -> None:
    for page in (site / edition).rglob("*.html"):
        document = read(page)
        assert document.html["lang"] == edition
        assert document.select_one(".skip-link").get_text(strip=True) == skip
        assert document.select_one("input[type=search]")["aria-label"] == search
        assert document.title.get_text().endswith("Atelier libre")


def test_each_page_links_to_its_twin(site: Path, pages: list[str]) -> None:
    for edition, other, name in (("fr", "en", "English"), ("en", "fr", "Français")):
        for page in [*pages, "search"]:
            file = site / edition / f"{page}.html"
            link = read(file).select_one("a.twin")
            assert link.get_text(strip=True) == name
            assert (link["lang"], link["hreflang"]) == (other, other)
            assert (file.parent / link["href"]).resolve() == site / other / f"{page}.html"


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in documents(site):
        document = read(page)
        loaded = [tag["src"] for tag in document.select("[src]")]
        loaded += [tag["href"] for tag in document.select("link[href]")]
        assert [address for address in loaded if FOREIGN.match(address)] == [], page


def test_every_link_inside_the_site_lands(site: Path) -> None:
    broken = []
    for page in documents(site):
        for tag in read(page).select("a[href], img[src], script[src], link[href]"):
            address, anchor = urldefrag(tag.get("href") or tag.get("src"))
            if re.match(r"^[a-z]+:", address):
                continue
            target = (page.parent / unquote(address.split("?")[0])).resolve() if address else page
            found = target.is_file() and (
                not anchor or target.suffix != ".html" or unquote(anchor) in anchors(target)
            )
            if not found:
                broken.append(f"{page.relative_to(site)}: {tag}")
    assert broken == []


def test_a_link_to_an_exercise_leads_to_how_one_opens_the_laboratory(site: Path) -> None:
    for edition, aside in (("fr", "(dans le laboratoire)"), ("en", "(in the laboratory)")):
        page = site / edition / "02-licences" / "index.html"
        link = next(tag for tag in read(page).select("main a") if "2.E1" in tag.get_text())
        assert link["href"] == "../index.html#laboratory"
        assert aside in link.parent.get_text()


def test_a_page_shows_what_a_tool_says_and_not_the_line_that_calls_it(site: Path) -> None:
    for page in documents(site):
        shown = " ".join(code.get_text() for code in read(page).select("div.highlight"))
        assert not re.search(r"from atelier import|quick_check\(|lesson\(|explorer\(", shown), page


def test_the_style_of_the_tools_is_not_repeated(site: Path) -> None:
    for page in documents(site):
        assert not read(page).select("main style"), page


@pytest.mark.usefixtures("site")
def test_building_the_book_records_nothing_as_a_learner(learner: Path) -> None:
    assert not learner.exists()


def test_the_build_shows_its_progress_and_says_where_the_site_is(printed: str, site: Path) -> None:
    assert "reading sources" in printed
    assert str(site) in printed


def test_the_entrance_offers_both_languages_without_script(site: Path) -> None:
    entrance = read(site / "index.html")
    assert not entrance.select("script, meta[http-equiv]")
    assert [link["href"] for link in entrance.select("nav a")] == ["fr/index.html", "en/index.html"]


def test_the_plain_command_on_course_en_comes_out_in_english(root: Path, tmp_path: Path) -> None:
    program = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    contents = tmp_path / "_toc.yml"  # the language does not wait for the lessons
    contents.write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    command = [program, "build", "course/en", "--config", "_config.yml"]
    command += ["--toc", contents, "--path-output", tmp_path / "en"]
    run = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    home = read(tmp_path / "en" / "_build" / "html" / "index.html")
    assert home.html["lang"] == "en"
    assert home.select_one(".skip-link").get_text(strip=True) == "Skip to main content"


def test_a_missing_page_stops_the_build_with_a_sentence(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "book", tmp_path / "book")
    shutil.copy(root / "_config.yml", tmp_path)
    (tmp_path / "course" / "fr").mkdir(parents=True)
    shutil.copy(root / "course" / "fr" / "index.md", tmp_path / "course" / "fr")
    command = [sys.executable, "-m", "book"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert "The fr edition could not be built" in run.stderr
    assert not (tmp_path / "_build" / "site" / "index.html").exists()


def test_the_command_that_is_shown_works_as_typed(printed: str, root: Path) -> None:
    shown = re.search(r"To read it: (.+ serve)$", printed, re.MULTILINE)
    command = [*shlex.split(shown.group(1)), "--help"]
    run = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    assert "Afficher cette aide" in run.stdout
    assert "Show this help" in run.stdout


@pytest.mark.parametrize("typed", ["--nonsense", "nonsense"])
def test_what_is_not_understood_is_told_in_both_languages(root: Path, typed: str) -> None:
    command = [sys.executable, "-m", "book", typed]
    run = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 2
    assert f"comprise\u00a0: {typed}" in run.stderr
    assert f"understood: {typed}" in run.stderr


def test_serve_prints_the_address_that_answers(site: Path, root: Path) -> None:
    command = [sys.executable, "-m", "book", "--output", site.parent, "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline()).group()
            with urllib.request.urlopen(address) as answer:  # noqa: S310 -- our own server, http
                assert b"Atelier libre" in answer.read()
        finally:
            server.terminate()


def test_serve_without_a_site_says_what_to_do_first(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "book", "--output", tmp_path, "serve"]
    run = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert "make book" in run.stderr
