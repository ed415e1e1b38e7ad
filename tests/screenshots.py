# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Take the README's pictures: the laboratory, the book and a verdict, as they are today.

The book must have been built: ``make book screenshots``.
"""

import functools
import html
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright

import messy
from conftest import CHROMIUM, FLAGS, ROOT, open_laboratory

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = ROOT / "book" / "pictures"
SITE = ROOT / "_build" / "site"
DESKTOP = {"width": 1280, "height": 800}
TERMINAL = """<!doctype html><html lang="fr"><body style="margin: 0"><pre style="
  display: inline-block; margin: 0; padding: 1.25rem 1.5rem; color: #f2f2f2; background: #1c1f24;
  font: 15px/1.4 'DejaVu Sans Mono', monospace">{said}</pre></body></html>"""


def take_laboratory(browser: Browser) -> None:
    """Take the start page of a new learner, in French, as the command opens it."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        open_laboratory(Path(temporary, "atelier-libre"), "fr") as address,
    ):
        page = browser.new_page(viewport=DESKTOP, locale="fr-CA")
        page.goto(address.format(path="fr/start.ipynb"))
        page.wait_for_selector(".atelier-start")
        page.wait_for_timeout(2000)
        page.screenshot(path=PICTURES / "laboratory.png")


def take_book(browser: Browser) -> None:
    """Take one lesson of module 2 of the English site."""
    with served(SITE) as address:
        page = browser.new_page(viewport=DESKTOP)
        page.goto(f"{address}/en/02-licences/02-conditions.html")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / "book.png")


def take_verdict(browser: Browser) -> None:
    """Take what ``atelier check`` says, in French, of a made-up repository in disorder."""
    subjects = ("reuse", "dependencies", "leaks")
    asked = ["check", "permis-de-voirie", *(f"--subject={subject}" for subject in subjects)]
    with tempfile.TemporaryDirectory() as temporary:
        messy.build(Path(temporary, "permis-de-voirie"))
        done = subprocess.run(
            [sys.executable, "-m", "atelier", *asked, "--language", "fr"],
            cwd=temporary,
            check=False,  # the repository is in disorder: 1 is the right answer
            capture_output=True,
            encoding="utf-8",
        )
    typed = f"$ atelier {' '.join(asked)}".replace("--subject=", "--subject ")
    page = browser.new_page(viewport={"width": 800, "height": 600}, device_scale_factor=1.5)
    page.set_content(TERMINAL.format(said=html.escape(f"{typed}\n{done.stdout}")))
    page.locator("pre").screenshot(path=PICTURES / "verdict.png")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@contextmanager
def served(folder: Path) -> "Iterator[str]":
    """Serve a folder on a free port of this machine and yield its address."""
    handler = functools.partial(Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main() -> None:
    """Take all pictures."""
    if CHROMIUM is None:
        sys.exit("chromium is missing. On Debian: apt-get install chromium")
    if not SITE.is_dir():
        sys.exit("The book is not built yet. First: make book")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take_laboratory(browser)
        take_book(browser)
        take_verdict(browser)
        browser.close()


if __name__ == "__main__":
    main()
