# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""How long the practice forge takes, beside a plain ``git push`` to a bare repository.

Pushes to both take turns, so that a busy moment of the machine falls on both; medians are compared.
The panel in a real JupyterLab takes turns with a cell that only prints a line.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from atelier.forge import attempt, colleagues, mission
from atelier.forge.local import LocalForge
from atelier.git import environment
from atelier.views.forge import Forge
from conftest import CHROMIUM, FLAGS, PATIENCE, lab_server, run_all_cells

EXERCISE = "4-E2-proposition"
LINES = 1_000
RUNS = 9
CELLS = {  # each with what it shows, seen as soon as it has a height on screen
    "JupyterLab, a cell that prints": ('print("Bonjour")', ".jp-RenderedText pre"),
    "JupyterLab, the panel": (
        f'import atelier\natelier.practice_forge("{EXERCISE}", language="fr")',
        ".atelier-forge .atelier-page-title",
    ),
}
# Run a cell whose output was cleared; return the milliseconds until its output is painted.
PAINTED = """async ([index, selector]) => {
  const { commands, shell } = window.jupyterapp;
  const notebook = shell.currentWidget.content;
  const frame = () => new Promise(requestAnimationFrame);
  const cell = notebook.widgets[index].node;
  const shown = () => cell.querySelector(selector)?.getBoundingClientRect().height > 0;
  notebook.activeCellIndex = index;
  await commands.execute("notebook:clear-cell-output");
  while (shown()) await frame();
  await frame();
  const started = performance.now();
  commands.execute("notebook:run-cell");
  while (!shown()) await frame();
  await frame();
  return performance.now() - started;
}"""


def milliseconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def git(folder: Path, *arguments: str) -> None:
    """Run git, deaf to whoever's configuration."""
    command = ["git", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment())


class Desk:
    """A working copy with two ways to push: the forge, and a plain bare repository."""

    def __init__(self, folder: Path) -> None:
        """Begin the mission in ``folder``, with a merge request open and reviewed."""
        self.folder = folder
        attempt.begin(EXERCISE, folder, language="fr")
        self.forge = LocalForge(folder / mission.FORGE)
        self.name = mission.mission(EXERCISE).repository
        self.copy = folder / mission.WORKING_COPY
        self.numbers = count(1)
        git(folder, "init", "--quiet", "--bare", "plain.git")
        git(self.copy, "remote", "add", "plain", str(folder / "plain.git"))
        git(self.copy, "switch", "--quiet", "--create", "samedi")
        self.commit()
        self.push("origin")
        self.push("plain")
        self.propose("samedi")

    def commit(self, lines: int = 1) -> None:
        """Record a new text."""
        number = next(self.numbers)
        text = "".join(f"Ligne {number} {each}\n" for each in range(lines))
        (self.copy / "texte.md").write_text(text, encoding="utf-8")
        git(self.copy, "add", "texte.md")
        git(self.copy, "commit", "--quiet", "--signoff", "-m", f"Corriger le texte, fois {number}")

    def push(self, remote: str) -> None:
        """Push the branch one is on."""
        git(self.copy, "push", "--quiet", remote, "HEAD")

    def propose(self, branch: str) -> None:
        """Open a merge request and let the colleagues read it."""
        title = "Corriger le texte de la page"
        by = self.forge.learner
        self.forge.propose(self.name, branch, title=title, body="Ferme #1", by=by)
        colleagues.answer(self.forge)

    def close_last(self) -> None:
        """Close the last merge request, so that every push is reviewed in one only."""
        number = self.forge.requests(self.name)[-1].number
        self.forge.close_request(self.name, number, by=self.forge.learner)


def painted(folder: Path) -> dict[str, list[float]]:
    """Return how long a cell takes from its run to its paint, on a begun mission.

    The kernel is warm, the page has shown the panel once.
    """
    attempt.begin(EXERCISE, folder, language="fr")
    cells = [nbformat.v4.new_code_cell(program) for program, _ in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "forge.ipynb")
    (folder / "state").mkdir()
    taken: dict[str, list[float]] = {name: [] for name in CELLS}
    with lab_server(folder, folder / "state") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1200})
        page.set_default_timeout(PATIENCE)
        page.goto(address.format(path="forge.ipynb"))
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
        run_all_cells(page)
        for _, selector in CELLS.values():
            page.wait_for_selector(selector)
        for _ in range(RUNS):
            for index, (name, (_, selector)) in enumerate(CELLS.items()):
                taken[name].append(page.evaluate(PAINTED, [index, selector]))
        browser.close()
    return taken


def main() -> None:
    """Print the medians, and how busy the machine was."""
    with tempfile.TemporaryDirectory() as temporary:
        desk = Desk(Path(temporary))
        taken: dict[str, list[float]] = {}

        def note(name: str, act: Callable[[], object]) -> None:
            taken.setdefault(name, []).append(milliseconds(act))

        for number in range(RUNS):
            desk.commit()
            note("git push, plain bare repository", lambda: desk.push("plain"))
            note("git push, checks and two reviews", lambda: desk.push("origin"))
            git(desk.copy, "switch", "--quiet", "--create", f"long-{number}")
            desk.commit(LINES)
            desk.push("origin")
            branch = f"long-{number}"
            note(f"merge request of {LINES} lines", lambda name=branch: desk.propose(name))
            git(desk.copy, "switch", "--quiet", "samedi")
            desk.close_last()
        folder = Path(temporary, "panel")
        note("panel, mission begun anew", lambda: Forge(EXERCISE, folder, language="fr"))
        for _ in range(RUNS):
            note("panel, first paint by Python", lambda: Forge(EXERCISE, folder, language="fr"))
        place = Path(temporary, "laboratory")
        place.mkdir()
        paints = painted(place) if CHROMIUM else {}
        for name, runs in (taken | paints).items():
            told = f"{statistics.median(runs):7.0f} ms (median of {len(runs)})"
            sys.stdout.write(f"{name:34} {told}\n")
        if paints:
            plain, panel = (statistics.median(runs) for runs in paints.values())
            sys.stdout.write(f"{'the panel, in such printed cells':34} {panel / plain:7.1f}\n")
        else:
            sys.stdout.write("NOT MEASURED in JupyterLab: chromium is missing here.\n")
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        sys.stdout.write(f"{'load of the machine':34} {load} (over 1, 5 and 15 minutes)\n")


if __name__ == "__main__":
    main()
