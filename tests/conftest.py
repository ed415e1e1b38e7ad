# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What tests share: the root of the project, a real browser, and the rules of accessibility."""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

LAB_SETTINGS = {
    "apputils-extension/themes": {"adaptive-theme": True},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
# The rules of axe for which it first reads every style sheet and every sound again.
READ_FILES = {"css-orientation-lock", "no-autoplay-audio"}
PATIENCE = 120_000  # milliseconds: a kernel starts slowly on a busy machine
expect.set_options(timeout=PATIENCE / 2)  # for every test, whichever one ran before it

# In the background of a script, Ctrl-C is ignored, and so it would be in all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The programs that tests start read the same sources again and again: they compile them once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

Axe = Callable[..., list[str]]
OpenLab = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, Any, Any]:
    """End with each test what it set for programs: nbgrader's configuration sets some."""
    before = dict(os.environ)
    try:
        return (yield)
    finally:
        os.environ.clear()
        os.environ.update(before)


class Shared(LoadScopeScheduling):
    """Lets one process run the tests that share something costly, so that it is made once.

    That is what a module lays out for all its tests, and the mission of an exercise. The pages of
    the book share only the site, which ``test_site`` builds for all: each is on its own, at the
    end.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        if module == "tests/book/test_reading.py":
            return nodeid
        exercise = re.search(r"\[(\d+-E\d+)-", test)
        return f"{module} {exercise[1]}" if exercise else module


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Return one process more than there are cores: tests wait for kernels, browsers and git."""
    cores = yield
    return cores if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else cores + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shared:
    """Return how tests are shared out; xdist's own groups do nothing under this pytest."""
    return Shared(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def messy() -> ModuleType:
    """Return the module that builds a repository in disorder."""
    specification = importlib.util.spec_from_file_location("messy", ROOT / "tests" / "messy.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def digest() -> Callable[[Path], str]:
    """Return a function that tells whether anything in a folder was touched, ``.git`` included."""

    def of(folder: Path) -> str:
        seen = hashlib.sha256()
        for path in sorted([folder, *folder.rglob("*")], key=os.fsencode):
            state = path.lstat()
            seen.update(os.fsencode(path))
            seen.update(repr((state.st_mode, state.st_mtime_ns, state.st_size)).encode())
            if path.is_file() and not path.is_symlink():
                seen.update(path.read_bytes())
        return seen.hexdigest()

    return of


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs a browser: install Debian's chromium.")
        pytest.skip("no chromium here: browser tests were not run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Return a function that lists the axe violations of a page, or of one part of it.

    ``rules`` names the only ones to look at, ``without`` those to leave out.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    def violations(
        page: Page,
        context: str | None = None,
        *,
        rules: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> list[str]:
        options: dict[str, Any] = {"resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = {"type": "rule", "values": list(rules)}
            options["preload"] = not READ_FILES.isdisjoint(rules)
        if without:
            options["rules"] = {rule: {"enabled": False} for rule in without}
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        run = "async ([part, options]) => (await axe.run(part ?? document, options)).violations"
        found = page.evaluate(run, [context, options])
        return [
            f"{rule['id']}: {rule['help']} ({node['html'][:120]})"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations


@pytest.fixture(scope="module")
def lab_pages(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[OpenLab, dict[tuple[Path, str], Page]]]:
    """Return what ``jupyterlab`` gives, and the pages that it keeps for a module."""
    with contextlib.ExitStack() as stack:
        addresses: dict[Path, str] = {}
        pages: dict[tuple[Path, str], Page] = {}

        def opened(folder: Path, notebook: str, *, run: bool = True, **context: Any) -> Page:
            if folder not in addresses:
                state = tmp_path_factory.mktemp("jupyter")
                addresses[folder] = stack.enter_context(lab_server(folder, state))
            for (served, _), page in pages.items():
                if served == folder:
                    close_all(page)
            known = (folder, repr(context))
            if known not in pages:
                page = stack.enter_context(chromium.new_context(**context)).new_page()
                page.set_default_timeout(PATIENCE)
                page.goto(addresses[folder].format(path=notebook))
                pages[known] = page
            else:
                page = pages[known]
                page.bring_to_front()
                page.evaluate(
                    "async path => {"
                    "  await window.jupyterapp.commands.execute('filebrowser:open-path', { path });"
                    "}",
                    notebook,
                )
            page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
            is_light = context.get("color_scheme", "light") != "dark"
            theme = page.locator("body[data-jp-theme-light]")
            expect(theme).to_have_attribute("data-jp-theme-light", str(is_light).lower())
            if run:
                run_all_cells(page)
            return page

        yield opened, pages


@pytest.fixture
def jupyterlab(lab_pages: tuple[OpenLab, dict[tuple[Path, str], Page]]) -> Iterator[OpenLab]:
    """Return a function that opens a notebook in a real JupyterLab and gives its page.

    ``jupyterlab(folder, "fr/start.ipynb")`` serves ``folder`` (which is also the learner's home,
    ``ATELIER_HOME``) and runs all cells, unless ``run=False``; other options go to Playwright's
    ``new_context``: ``color_scheme="dark"`` (Lab follows it), ``viewport``… One server a folder,
    for one test module, and one page for the same options: it opens one notebook after the other,
    each with a kernel of its own, which has ended when the next test begins.
    ``window.jupyterapp`` is there for commands.
    """
    opened, pages = lab_pages
    yield opened
    for page in pages.values():
        close_all(page)


@pytest.fixture(scope="session")
def laboratory() -> Callable[[Path, str], contextlib.AbstractContextManager[str]]:
    """Return what opens a learner's laboratory: a folder to lay it out in, and a language."""
    return open_laboratory


def close_all(page: Page) -> None:
    """Close whatever is open in JupyterLab, without asking what to save, and end its kernels."""
    page.wait_for_function("window.jupyterapp")
    page.evaluate(
        """async () => {
          for (const panel of [...window.jupyterapp.shell.widgets("main")]) {
            await panel.sessionContext?.shutdown();
            panel.dispose();
          }
        }"""
    )


def run_all_cells(page: Page) -> None:
    """Run the open notebook from top to bottom and wait for its end."""
    page.wait_for_function("!!window.jupyterapp?.shell.currentWidget?.context")
    page.evaluate(
        """async () => {
          const panel = window.jupyterapp.shell.currentWidget;
          await panel.context.ready;
          await panel.sessionContext.ready;
          await window.jupyterapp.commands.execute("notebook:run-all-cells");
        }"""
    )


@contextlib.contextmanager
def lab_server(folder: Path, state: Path) -> Iterator[str]:
    """Serve ``folder`` with JupyterLab and yield the address of a notebook, with a blank."""
    for plugin, settings in LAB_SETTINGS.items():
        file = state / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    token = secrets.token_hex()
    own_folders = {
        "ATELIER_HOME": folder,
        "IPYTHONDIR": state / "ipython",
        "JUPYTER_CONFIG_DIR": state / "config",
        "JUPYTER_DATA_DIR": state / "data",
        "JUPYTER_RUNTIME_DIR": state / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": state / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": state / "workspaces",
    }
    with (state / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *(f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"),
                *("--ServerApp.port=0", f"--IdentityProvider.token={token}"),
            ],
            env={**os.environ, **{name: str(path) for name, path in own_folders.items()}},
            stdout=log,
            stderr=log,
        )
        try:
            yield f"{address_of(server, state)}lab/tree/{{path}}?reset&token={token}"
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def open_laboratory(home: Path, language: str) -> Iterator[str]:
    """Open a learner's laboratory by its own command; yield its address, with a blank for a page.

    It is laid out in ``home``, and knows nothing of the Jupyter of whoever runs this.
    """
    unsaid = ("JUPYTER", "ATELIER", "LC_", "LANG")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(unsaid)}
    with subprocess.Popen(
        [sys.executable, "-m", "atelier", "lab", "--no-browser", "--language", language],
        env={**clean, "HOME": str(home), "ATELIER_HOME": str(home), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as command:
        try:
            said = ""
            for line in command.stdout or ():
                said += line
                if found := re.search(r"(http://\S+/lab/tree/)\S+\?(\S+)", line):
                    yield f"{found[1]}{{path}}?reset&{found[2]}"
                    break
            else:
                pytest.fail(f"The laboratory does not open:\n{said}")
        finally:
            command.terminate()


def address_of(server: subprocess.Popen[bytes], state: Path) -> str:
    """Return where a server answers, once it does; show its log if it ends or stays silent.

    It takes a free port by itself, and notes which.
    """
    until = time.monotonic() + PATIENCE / 1000
    while server.poll() is None and time.monotonic() < until:
        for note in (state / "runtime").glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):  # not yet written, or not yet listening
                told = json.loads(note.read_text(encoding="utf-8"))
                urllib.request.urlopen(f"{told['url']}api?token={told['token']}", timeout=5)  # noqa: S310 - our own server
                return str(told["url"])
        time.sleep(0.2)
    pytest.fail(f"JupyterLab does not answer:\n{(state / 'log').read_text(encoding='utf-8')}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say loudly, after pytest's own last line, what was not checked."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None:  # one of several processes: another one speaks
        return
    skipped = terminal.stats.get("skipped", [])
    count = sum("no chromium" in str(report.longrepr) for report in skipped)
    if count:
        terminal.write_line(
            f"NOT CHECKED: {count} browser tests, because chromium is missing here. "
            "On Debian: apt-get install chromium",
            red=True,
            bold=True,
        )
