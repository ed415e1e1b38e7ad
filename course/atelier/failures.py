# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Which cells of this kernel failed, and still stand unrepaired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A cell that failed when it last ran: the error's name and the cell's first line."""

    error: str
    first_line: str


# By the cell's id where the notebook sends one (JupyterLab does): a cell repaired and run again
# no longer counts. nbclient sends none and runs each cell once, in order: there the source is
# the cell's name, so that only the same program, run again, can clear its failure.
_standing: dict[str, Failure] = {}


def watch_failures() -> None:
    """Note from now on which cells of this kernel fail; calling it again changes nothing."""
    shell = get_ipython()
    if shell is not None and _note not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _note)


def failed_cells() -> tuple[Failure, ...]:
    """Return the failures that still stand, in the order in which they happened."""
    return tuple(_standing.values())


def _note(result: ExecutionResult) -> None:
    if result.info is None:
        return
    source = result.info.raw_cell.strip()
    cell = result.info.cell_id or source
    _standing.pop(cell, None)
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        first_line = source.partition("\n")[0]
        _standing[cell] = Failure(error=type(error).__name__, first_line=first_line)
