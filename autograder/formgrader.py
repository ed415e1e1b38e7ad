# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""nbgrader's formgrader, opened on one course: it serves one course at a time."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from autograder.course import Course

PATIENCE = 90.0  # seconds until the server must have answered


class NotServedError(RuntimeError):
    """The server stopped or never answered; the message is the end of what it said."""


@contextmanager
def formgrader(course: Course) -> Iterator[str]:
    """Serve the formgrader of ``course`` on this machine alone; yield its address."""
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as desk:
        log = Path(desk, "log")
        folders = {"JUPYTER_CONFIG_DIR": desk, "JUPYTER_RUNTIME_DIR": desk}
        with log.open("wb") as said:
            server = subprocess.Popen(
                _command(),
                cwd=course.folder,
                # The trainer's own Jupyter settings might name another course.
                env={**os.environ, **folders, "JUPYTER_TOKEN": token},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        try:
            yield f"{_address(server, log)}formgrader?token={token}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _command() -> list[str]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        *(sys.executable, "-m", "jupyter_server", "--no-browser"),
        *("--ServerApp.port=0", "--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=."),
        *(["--allow-root"] if as_root else []),
    ]


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Return where the server answers, once it does: it takes a free port and notes which."""
    direct = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        for note in log.parent.glob("jpserver-*.json"):
            with suppress(OSError, ValueError):  # not yet written to its end, or not yet listening
                address = str(json.loads(note.read_text(encoding="utf-8"))["url"])
                with direct.open(f"{address}api", timeout=5):
                    return address
        time.sleep(0.2)
    raise NotServedError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
