# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A command run once in a folder, and what its end says, as ``git bisect run`` reads it.

It has a session of its own and a time limit: when it ends, or is ended, so does all it started.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Thread
from typing import IO, Final

SKIPPED: Final = 125
NOT_RUN: Final = frozenset({126, 127})  # a shell's own: no such program, or none that may be run
STOPS: Final = 128  # and from here on
MOST_KEPT: Final = 4_000  # bytes of what it wrote last
GRACE: Final = 1.0  # seconds in which the rest of what it wrote is read


class Said(StrEnum):
    """What a command says by the way it ends."""

    SOUND = "sound"
    ILL = "ill"
    UNTESTABLE = "untestable"
    UNRUNNABLE = "unrunnable"
    STOPPED = "stopped"
    SIGNALLED = "signalled"
    ENDLESS = "endless"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a command ended.

    ``code`` is its exit code, or the signal that ended it; ``last`` the last line that it wrote.
    """

    said: Said
    code: int = 0
    last: str = ""


def tried(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], patience: float
) -> Ending:
    """Return how ``command`` ends in ``folder``; it is waited for ``patience`` seconds."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
        )
    except OSError:  # there is no such program, or it is none
        return Ending(said=Said.UNRUNNABLE)
    assert process.stdout is not None  # noqa: S101  # tells the type checker what a pipe is
    listener = _Listener(process.stdout)
    try:
        code = process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        return Ending(said=Said.ENDLESS)
    finally:
        _end(process)
        listener.join(GRACE)
    return Ending(said=_read(code), code=abs(code), last=listener.last())


class _Listener(Thread):
    """Whoever hears a command out, so that it never waits, and keeps what came last."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._heard = b""
        self.start()

    def run(self) -> None:
        with self._pipe:
            while piece := self._pipe.read(MOST_KEPT):
                self._heard = (self._heard + piece)[-MOST_KEPT:]

    def last(self) -> str:
        lines = self._heard.decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started and that did not leave its session."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # nobody is left there
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _read(code: int) -> Said:
    if code < 0:
        return Said.SIGNALLED
    if code >= STOPS:
        return Said.STOPPED
    if code in NOT_RUN:
        return Said.UNRUNNABLE
    if code == SKIPPED:
        return Said.UNTESTABLE
    return Said.ILL if code else Said.SOUND
