# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What the book's tests share: the real site, built once, and a server that serves it zipped."""

import contextlib
import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".css", ".html", ".js", ".svg"}


class Zipped(SimpleHTTPRequestHandler):
    """Serves files as a public web server would: text is sent zipped."""

    def do_GET(self) -> None:
        """Answer with the file, zipped where that helps."""
        file = Path(self.translate_path(self.path))
        if file.suffix not in TEXTS or not file.is_file():
            super().do_GET()
            return
        body = gzip.compress(file.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Answer; a page that was left is no error."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a ``document`` on every page of both editions and the entrance."""
    if "document" in metafunc.fixturenames:
        names = [*pages_of_the_book(), "search"]
        editions = [f"{edition}/{name}.html" for edition in ("fr", "en") for name in names]
        metafunc.parametrize("document", ["index.html", *editions])


def pages_of_the_book() -> list[str]:
    """Return the names of the pages in the table of contents, in order."""
    contents = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
    names = [contents["root"]]
    for chapter in contents["chapters"]:
        names += [chapter["file"], *(section["file"] for section in chapter["sections"])]
    return names


@pytest.fixture(scope="session")
def pages() -> list[str]:
    return pages_of_the_book()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder where the site is built once for all the processes that run tests."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def learner(shared: Path) -> Path:
    """Return where a learner's folder would be while the book is built."""
    return shared / "learner"


@pytest.fixture(scope="session")
def printed(shared: Path, learner: Path) -> str:
    """Build the site; return what the command printed."""
    log = shared / "book.log"
    with FileLock(shared / "book.lock"):
        if not log.exists():
            run = subprocess.run(
                [sys.executable, "-m", "book", "--output", shared / "book"],
                cwd=ROOT,
                env={**os.environ, "ATELIER_HOME": str(learner)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            assert run.returncode == 0, run.stdout
            log.write_text(run.stdout, encoding="utf-8")
    return log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(printed: str, shared: Path) -> Path:
    """Return the folder of the built site."""
    assert printed
    return shared / "book" / "site"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site; return its address, which ends in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Zipped, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
