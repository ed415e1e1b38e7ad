# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""nbgrader's formgrader, opened on one course: it serves one course at a time."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from autograder.course import Course

PATIENCE = 90.0  # seconds until the server must have answered


class NotServedError(RuntimeError):
    """The server stopped or never answered; the message is the end of what it said."""


@contextmanager
def formgrader(course: Course) -> Iterator[str]:
    """Serve the formgrader of ``course`` on this machine alone; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as desk:
        log = Path(desk, "log")
        with log.open("wb") as said:
            server = subprocess.Popen(
                _command(port),
                cwd=course.folder,
                # The trainer's own Jupyter settings might name another course.
                env={**os.environ, "JUPYTER_CONFIG_DIR": desk, "JUPYTER_TOKEN": token},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        try:
            _wait(server, port, log)
            yield f"http://127.0.0.1:{port}/formgrader?token={token}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _command(port: int) -> list[str]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        *(sys.executable, "-m", "jupyter_server", "--no-browser"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"),
        "--ServerApp.root_dir=.",
        *(["--allow-root"] if as_root else []),
    ]


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    direct = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with direct.open(f"http://127.0.0.1:{port}/api", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise NotServedError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
