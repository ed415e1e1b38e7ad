# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The laboratory as a learner meets it: the real command, the real JupyterLab, a real browser."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from atelier import laboratory, workspace
from atelier.progress import Progress
from atelier.quiz import questions_of

PATIENCE = 60_000  # milliseconds
Axe = Callable[..., list[str]]


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A laboratory that answers, and what it said."""

    address: str
    said: list[str]
    home: Path
    process: subprocess.Popen[str]

    def stop(self) -> str:
        """Press Ctrl+C and return what was said then."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=60)[0]


def environment(home: Path, person: Path) -> dict[str, str]:
    """Return an environment that says as little as that of a service: no language, no shell."""
    unsaid = ("JUPYTER", "ATELIER", "DISPLAY", "WAYLAND", "LC_", "LANG", "SHELL")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(unsaid)}
    return {**clean, "HOME": str(person), "ATELIER_HOME": str(home), "PYTHONUTF8": "1"}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "atelier", *arguments]


@contextmanager
def running_lab(home: Path, person: Path, *arguments: str) -> Iterator[Lab]:
    process = subprocess.Popen(
        command("lab", *arguments),
        env=environment(home, person),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=person,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                yield Lab(address=found[0], said=said, home=home, process=process)
                break
        else:
            pytest.fail("".join(said))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a person whose own Jupyter is set up in another way altogether."""
    folder = tmp_path_factory.mktemp("person")
    settings = {
        ".jupyter/jupyter_server_config.json": {
            "ServerApp": {"root_dir": "/", "ip": "0.0.0.0", "port": 1},  # noqa: S104
            "IdentityProvider": {"token": "easy"},
        },
        ".jupyter/lab/user-settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings": {
            "locale": "en"
        },
        ".jupyter/labconfig/page_config.json": {
            "disabledExtensions": {"@jupyter-widgets/jupyterlab-manager": True}
        },
    }
    for name, content in settings.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, person: Path) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("learner") / "atelier libre"
    with running_lab(home, person, "--no-browser") as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def open_start(page: Page, lab: Lab, language: str = "fr") -> None:
    workspace.remember_language("fr" if language == "fr" else "en", lab.home)
    page.goto(re.sub(r"/tree/.*\?", f"/tree/{language}/start.ipynb?reset&", lab.address))
    page.wait_for_selector(f".jp-OutputArea .atelier-start[lang={language}]")


@pytest.mark.browser
def test_the_start_page_is_there_in_french_before_any_cell_has_run(
    page: Page, lab: Lab, axe: Axe
) -> None:
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url))
    page.goto(lab.address)
    page.wait_for_selector(".jp-OutputArea .atelier-start")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^fr"))
    expect(page.get_by_role("menuitem", name="Fichier")).to_be_visible()
    expect(page.locator(".atelier-start a.atelier-main")).to_have_text(re.compile("^Leçon"))
    expect(page.locator(".atelier-start progress")).to_have_count(len(workspace.modules("fr")))
    assert axe(page, ".atelier") == []
    origin = lab.address.split("/lab")[0]
    allowed = (origin, origin.replace("http", "ws", 1), "blob:", "data:")
    assert [url for url in foreign if not url.startswith(allowed)] == []


@pytest.mark.browser
def test_the_next_step_opens_the_lesson_in_the_laboratory(page: Page, lab: Lab) -> None:
    open_start(page, lab)
    title = workspace.lessons("fr")[0].title
    page.locator(".atelier-start a.atelier-main").click()
    page.get_by_role("heading", name=title).first.wait_for()
    expect(page.get_by_role("tab", name="start.ipynb")).to_have_count(1)  # the page was not left


@pytest.mark.browser
def test_the_cell_run_again_shows_the_same_page_alive(page: Page, lab: Lab, axe: Axe) -> None:
    open_start(page, lab)
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".widget-subarea, .jp-OutputArea .atelier-start")
    page.wait_for_function(
        "document.querySelector('.jp-CodeCell .jp-InputPrompt').textContent.includes('1')"
    )
    page.wait_for_selector(".jp-OutputArea .atelier-start")
    assert axe(page, ".atelier") == []
    page.locator(".atelier-start li a").nth(1).click()
    second = workspace.lessons("fr")[1].path.rsplit("/", maxsplit=1)[1]
    page.get_by_role("tab", name=second).wait_for()


@pytest.mark.browser
def test_the_static_face_in_the_laboratory_opens_the_lesson_too(page: Page, lab: Lab) -> None:
    place = lab.home / "fr" / "static.ipynb"
    notebook = nbformat.read(lab.home / "fr/start.ipynb", as_version=4)
    notebook.metadata.pop("widgets")
    path = next(cell for cell in notebook.cells if cell.id == "start-path")
    del path.outputs[0].data[laboratory.WIDGET_VIEW]
    nbformat.write(notebook, place)
    page.goto(lab.address.replace("start.ipynb?", "static.ipynb?reset&"))
    page.get_by_role("tab", name="static.ipynb").wait_for()
    page.locator(".jp-OutputArea a", has_text=workspace.lessons("fr")[0].title).first.click()
    page.get_by_role("tab", name="01-lab.ipynb").wait_for()


@pytest.mark.browser
def test_the_language_button_changes_the_page_the_laboratory_and_the_next_time(
    page: Page, lab: Lab
) -> None:
    open_start(page, lab)
    page.get_by_role("button", name="Switch to English").click()
    page.wait_for_url("**/lab/tree/en/start.ipynb")
    page.wait_for_selector(".atelier-start[lang=en]")
    expect(page.get_by_role("tab", name="start.ipynb")).to_have_count(1)
    expect(page.locator(".atelier-start[lang=fr]")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))
    expect(page.get_by_role("menuitem", name="File")).to_be_visible()
    assert workspace.remembered_language(lab.home) == "en"
    page.get_by_role("button", name="Passer au français").click()
    page.wait_for_url("**/lab/tree/fr/start.ipynb")
    page.get_by_role("menuitem", name="Fichier").wait_for()


@pytest.mark.browser
def test_the_page_in_the_other_language_knows_what_was_done_meanwhile(page: Page, lab: Lab) -> None:
    open_start(page, lab)
    lesson = workspace.lessons("fr")[0]
    expect(page.locator(".atelier-start li", has_text=lesson.title)).to_contain_text("à faire")
    for question in questions_of(lesson.name):
        Progress(lab.home).note(f"quiz/{lesson.name}/{question.id}", done=True)
    page.get_by_role("button", name="Switch to English").click()
    page.wait_for_url("**/lab/tree/en/start.ipynb")
    first = page.locator(".atelier-start[lang=en] li").first
    expect(first).to_have_text(re.compile(r"done\)$"))
    (lab.home / "progress.json").unlink()
    workspace.remember_language("fr", lab.home)


@pytest.mark.browser
def test_the_list_of_files_follows_the_open_exercise_and_opening_changes_nothing(
    page: Page, lab: Lab
) -> None:
    exercise = workspace.exercises("fr")[0]
    page.goto(lab.address.replace("start.ipynb?", f"{exercise.path}?reset&"))
    page.locator(".jp-DirListing-itemText", has_text="profil.yml").wait_for()
    page.wait_for_function("!!window.jupyterapp?.shell.currentWidget?.context")
    dirty = page.evaluate(
        """async () => {
          const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
          await context.ready;
          await sessionContext.ready;
          await sessionContext.session.kernel.info;
          await new Promise((later) => setTimeout(later, 1000));
          return context.model.dirty;
        }"""
    )
    assert dirty is False


@pytest.mark.browser
def test_a_terminal_of_the_laboratory_knows_the_command_of_the_lessons(
    page: Page, lab: Lab
) -> None:
    open_start(page, lab)
    answer = lab.home / "answer.txt"
    page.evaluate(
        """async () => {
          const terminal = await window.jupyterapp.serviceManager.terminals.startNew();
          const line = "atelier --version > answer.txt\\n";
          terminal.send({ type: "stdin", content: [line] });
        }"""
    )
    for _ in range(60):  # until the shell has answered
        if answer.exists() and answer.read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(1000)
    assert answer.read_text(encoding="utf-8").startswith("atelier ")


@pytest.mark.browser
def test_what_was_typed_is_not_kept_a_second_time(page: Page, lab: Lab) -> None:
    open_start(page, lab)
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "document.querySelector('.jp-CodeCell .jp-InputPrompt').textContent.match(/\\d/)"
    )
    assert [str(found) for found in lab.home.rglob("history.sqlite*")] == []


@pytest.mark.browser
def test_the_trainers_panels_do_not_show(page: Page, lab: Lab) -> None:
    open_start(page, lab)
    assert page.get_by_text("nbgrader").count() == 0
    assert page.locator("[data-id*=nbgrader], [title*=ssignment]").count() == 0
    answer = page.request.get(lab.address.split("/lab")[0] + "/formgrader")
    assert answer.status == 404


@pytest.mark.parametrize("busy", [0, 8], ids=["at-rest", "busy"])
def test_a_second_command_shows_the_laboratory_that_already_runs(
    lab: Lab, person: Path, busy: int
) -> None:
    """Also where the first one is so busy that it answers only seconds later."""
    if busy:
        lab.process.send_signal(signal.SIGSTOP)
        threading.Timer(busy, lab.process.send_signal, [signal.SIGCONT]).start()
    again = subprocess.run(
        command("lab", "--no-browser", "--language", "en"),
        env=environment(lab.home, person),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert again.returncode == 0
    assert again.stderr == ""
    assert "already open" in again.stdout
    assert lab.address.replace("/fr/", "/en/") in again.stdout
    workspace.remember_language("fr", lab.home)


def test_only_this_machine_may_knock_and_only_with_the_token(lab: Lab) -> None:
    assert lab.address.startswith("http://127.0.0.1:")
    assert len(lab.address.partition("token=")[2]) > 30


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path: Path, person: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = subprocess.run(
            command("lab", "--port", port, "--no-browser"),
            env=environment(tmp_path, person),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
    assert refused.returncode == 2
    assert f"Le port {port} est occupé" in refused.stderr
    assert f"Port {port} is in use" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_taken_usual_port_is_replaced_with_a_sentence_and_ctrl_c_ends_calmly(
    tmp_path: Path, person: Path
) -> None:
    with occupied(laboratory.USUAL_PORT), running_lab(tmp_path, person, "--no-browser") as lab:
        assert f"Le port {laboratory.USUAL_PORT} est occupé" in lab.said[0]
        assert f"Port {laboratory.USUAL_PORT} is in use" in lab.said[1]
        assert f":{laboratory.USUAL_PORT}/" not in lab.address
        said = "".join(lab.said) + lab.stop()
        assert lab.process.returncode == 0
    assert "Votre travail est enregistré dans" in said
    assert str(tmp_path) in said
    assert len(said.splitlines()) <= 7
    assert not (tmp_path / "laboratoire.html").exists()


@contextmanager
def occupied(port: int) -> Iterator[None]:
    """Make sure that a port is taken, by us or by whoever had it."""
    try:
        server = socket.create_server(("127.0.0.1", port))
    except OSError:
        yield
        return
    with server:
        yield


def test_a_start_notebook_that_its_learner_changed_is_left_as_it_is(tmp_path: Path) -> None:
    workspace.lay_out(tmp_path)
    mine = tmp_path / "fr/start.ipynb"
    text = mine.read_text(encoding="utf-8").replace("# Bienvenue", "# Mes notes. Bienvenue")
    mine.write_text(text, encoding="utf-8")
    laboratory.show_progress(tmp_path, "fr")
    assert mine.read_text(encoding="utf-8") == text


def test_a_saved_tool_whose_kernel_has_gone_shows_its_static_face(tmp_path: Path) -> None:
    place = tmp_path / "fr/lesson.ipynb"
    data = {laboratory.WIDGET_VIEW: {"model_id": "gone"}, "text/html": "<p>face</p>"}
    cell = nbformat.v4.new_code_cell(
        "quick_check()", outputs=[nbformat.v4.new_output("display_data", data=data)]
    )
    place.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), place)
    os.utime(place, (1_000_000_000, 1_000_000_000))
    laboratory.show_static_faces(tmp_path)
    (left,) = nbformat.read(place, as_version=4).cells
    assert left.source == "quick_check()"
    assert dict(left.outputs[0].data) == {"text/html": "<p>face</p>"}
    assert place.stat().st_mtime == 1_000_000_000


def test_learning_leaves_the_checkout_as_it_was(lab: Lab, root: Path) -> None:
    assert lab.home.is_dir()
    written = [
        path
        for folder in ("course/fr", "course/en", "exercises/fr/source", "exercises/en/source")
        for path in (root / folder).rglob("*")
        if path.name == ".ipynb_checkpoints" or path.suffix == ".sqlite"
    ]
    assert written == []
