# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The laws of every exercise, in both languages: whatever lies in the folders is held to them.

The reference solution has full marks, the hand-out has not; each wrong solution fails on the
criteria it breaks and keeps the points of the others; other right ways are right.
"""

import hashlib
import json
import re
import shutil
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from atelier.checks import check_of
from atelier.forge import mission
from atelier.forge.attempt import has_mission
from atelier.verdict import Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language
from tests.exercises.play import ACTIONS, play

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"
CATALOGUE = tomllib.loads((EXERCISES / "catalogue.toml").read_text(encoding="utf-8"))
HAND_OUT = "hand-out"
FEWEST_WRONG = 5
FEWEST_ALTERNATIVES = 2
PLAIN_FLOAT = re.compile(r"\d+\.\d+")
PLAYED: dict["Case", dict[str, bytes]] = {}
PARTS = ["title", "how", "statement", "hints", "verdict", "reading", "again", "hand-in", "next"]
RUBRIC = "rubric"  # after the reading, where a person gives points too
DOORS = ["door-a", "door-b"]
TEXTS = EXERCISES.parent / "course" / "atelier" / "texts"
# Solutions that are data: what is in them would act on this project if it lay here live.
AS_DATA = {"cells.toml", "files.toml", ACTIONS}
# The graded cell once more, with a judge that tells which criteria are open.
OPEN_CRITERIA = """
import json
from pathlib import Path
from atelier.checks import check_of

def judge(exercise, *, language, **answers):
    findings = check_of(exercise)(Path.cwd(), **answers).findings
    print(json.dumps([f.about or f.criterion for f in findings if f.points < f.maximum]))

"""


@dataclass(frozen=True)
class Case:
    """One solution of an exercise in one language; the hand-out is a case too."""

    exercise: str
    name: str
    language: Language

    def __str__(self) -> str:
        """Return the name by which pytest calls the case."""
        return f"{self.exercise}-{self.name}-{self.language}"

    @property
    def source(self) -> Path:
        """Return the folder that is handed out."""
        return EXERCISES / self.language / "source" / self.exercise

    @property
    def solution(self) -> Path:
        """Return the folder laid over it."""
        return EXERCISES / "solutions" / self.exercise / self.name / self.language

    @property
    def is_in_cells(self) -> bool:
        """Return whether the answer is typed into the notebook, and not into a file."""
        return "cells.toml" in {path.name for path in self.solution.parents[1].rglob("*")}

    @property
    def is_played(self) -> bool:
        """Return whether the answer is a history: git's and a forge's actions make it."""
        return has_mission(self.exercise)

    def lay_out(self, folder: Path) -> Path:
        """Lay the exercise with this solution into ``folder``, and return its notebook."""
        shutil.copytree(self.source, folder, dirs_exist_ok=True)
        notebook = folder / f"{self.exercise}.ipynb"
        for name, content in self.laid().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        cells = self.solution / "cells.toml"
        if cells.exists():
            put_cells(notebook, tomllib.loads(cells.read_text(encoding="utf-8")))
        return notebook

    def laid(self) -> dict[str, bytes]:
        """Return the files of this solution by name, also those that ``files.toml`` describes.

        Of an answer that is a history, these are the files handed in: it is really made.
        """
        live = [path for path in self.solution.rglob("*") if path.is_file()]
        files = {
            path.relative_to(self.solution).as_posix(): path.read_bytes()
            for path in live
            if path.name not in AS_DATA
        }
        if self.is_played:
            files |= played(self)
        if not (self.solution / "files.toml").is_file():
            return files
        told = tomllib.loads((self.solution / "files.toml").read_text(encoding="utf-8"))
        texts = {
            f"{folder}LICENSES/{licence}.txt": (TEXTS / f"{licence}.txt").read_bytes()
            for folder in CATALOGUE[self.exercise]["artefacts"]
            for licence in told["licences"]
        }
        return files | texts | {name: text.encode() for name, text in told["files"].items()}

    def is_edited(self, name: str) -> bool:
        """Return whether the catalogue says that a learner edits this file, or adds it."""
        edited = CATALOGUE[self.exercise]["artefacts"]
        return any(name == one or (one[-1:] == "/" and name.startswith(one)) for one in edited)


@dataclass(frozen=True)
class Result:
    """What came of a case."""

    points: float
    open_criteria: set[str]


def played(case: Case) -> dict[str, bytes]:
    """Return what is handed in of a history, by name; each case is played once."""
    if case not in PLAYED:
        with TemporaryDirectory() as desk:
            play(case.exercise, Path(desk), case.solution / ACTIONS, language=case.language)
            names = mission.files_of(case.exercise)
            PLAYED[case] = {name: (Path(desk) / name).read_bytes() for name in names}
    return PLAYED[case]


def put_cells(path: Path, sources: dict[str, str]) -> None:
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    for name, source in sources.items():
        cells[name].source = source
    nbformat.write(notebook, path)


def solutions_of(exercise: str) -> list[str]:
    folder = EXERCISES / "solutions" / exercise
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def expectations(exercise: str) -> dict[str, Any]:
    return tomllib.loads((EXERCISES / "solutions" / exercise / "cases.toml").read_text("utf-8"))


def cases(prefix: str) -> list[Case]:
    return [
        Case(exercise, name, language)
        for exercise in CATALOGUE
        for name in (HAND_OUT, *solutions_of(exercise))
        for language in LANGUAGES
        if name.startswith(prefix)
    ]


def by_machine(exercise: str) -> float:
    """Return the points that the check gives; the trainer gives the others by hand."""
    return float(CATALOGUE[exercise]["points"] - CATALOGUE[exercise].get("manual", 0))


def task_cells(notebook: Any) -> list[Any]:
    """Return the cells that nbgrader lets the trainer give points for."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("task")]


def graded_cell(notebook: Any) -> Any:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade"))


def run(notebook_path: Path) -> Any:
    """Run a notebook as nbgrader does: in its own folder, on after an error."""
    notebook = nbformat.read(notebook_path, as_version=4)
    again = OPEN_CRITERIA + graded_cell(notebook).source.replace("from atelier import judge", "")
    notebook.cells.append(nbformat.v4.new_code_cell(again, id="open-criteria"))
    client_of(notebook, notebook_path).execute()
    return notebook


def client_of(notebook: Any, path: Path) -> NotebookClient:
    resources = {"metadata": {"path": str(path.parent)}}
    return NotebookClient(
        notebook, timeout=120, startup_timeout=180, allow_errors=True, resources=resources
    )


def run_cells(client: NotebookClient, notebook: Any) -> None:
    """Run all cells in the kernel that ``client`` has started: "Run all", as a learner says it."""
    client.nb = notebook
    for number, cell in enumerate(notebook.cells):
        client.execute_cell(cell, number)


@dataclass(frozen=True)
class Examined:
    """What the check says of a case, and whether it left the folder as it was."""

    verdict: Verdict
    is_untouched: bool


@cache
def examined(case: Case) -> Examined:
    """Return what comes of checking the files of ``case``, which is done once."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        case.lay_out(folder)
        before = digest(folder)
        verdict = check_of(case.exercise)(folder)
        return Examined(verdict, is_untouched=digest(folder) == before)


def result_of(case: Case, folder: Path) -> Result:
    """Return what came of ``case``: through its notebook where the answer lies in cells."""
    if not case.is_in_cells:
        verdict = examined(case).verdict
        missed = [finding for finding in verdict.findings if finding.points < finding.maximum]
        return Result(verdict.points, {finding.about or finding.criterion for finding in missed})
    notebook = run(case.lay_out(folder))
    return Result(points_of(notebook), set(json.loads(notebook.cells[-1].outputs[0].text)))


def points_of(notebook: Any) -> float:
    """Return the points that nbgrader would read: a plain float, and nothing said as an error."""
    outputs = graded_cell(notebook).outputs
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    results = [output for output in outputs if output.output_type == "execute_result"]
    assert len(results) == 1
    assert PLAIN_FLOAT.fullmatch(results[0].data["text/plain"])
    return float(results[0].data["text/plain"])


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("case", cases("reference"), ids=str)
def test_the_reference_solution_has_full_marks(case: Case, tmp_path: Path) -> None:
    assert result_of(case, tmp_path) == Result(by_machine(case.exercise), set())


@pytest.mark.parametrize("case", cases(HAND_OUT), ids=str)
def test_the_hand_out_has_not_full_marks(case: Case, tmp_path: Path) -> None:
    result = result_of(case, tmp_path)

    assert result.points <= by_machine(case.exercise) / 2
    assert result.open_criteria


@pytest.mark.parametrize("case", cases("wrong-"), ids=str)
def test_a_wrong_solution_fails_on_what_it_breaks_and_keeps_the_rest(
    case: Case, tmp_path: Path
) -> None:
    expected = expectations(case.exercise)[case.name]

    assert result_of(case, tmp_path) == Result(expected["points"], set(expected["fails"]))


@pytest.mark.parametrize("case", cases("alternative-"), ids=str)
def test_another_right_way_is_right(case: Case, tmp_path: Path) -> None:
    assert result_of(case, tmp_path) == Result(by_machine(case.exercise), set())


@pytest.mark.parametrize("case", [case for case in cases("") if not case.is_in_cells], ids=str)
def test_a_check_changes_nothing_and_every_verdict_has_its_words(case: Case) -> None:
    assert examined(case).is_untouched
    for language in LANGUAGES:
        said = VerdictView(examined(case).verdict, language=language).text()
        assert "{" not in said


@pytest.mark.parametrize(
    "case", [case for case in cases("reference") if not case.is_in_cells], ids=str
)
def test_the_notebook_gives_nbgrader_the_points_of_the_check(case: Case, tmp_path: Path) -> None:
    """As it is handed out, and once more in the same kernel when the answer has been written."""
    begun = replace(case, name=HAND_OUT)
    path = begun.lay_out(tmp_path)
    notebook = nbformat.read(path, as_version=4)
    with (client := client_of(notebook, path)).setup_kernel():
        for each in (begun, case):
            each.lay_out(tmp_path)
            run_cells(client, notebook)

            assert points_of(notebook) == examined(each).verdict.points
            assert [output for cell in notebook.cells for output in cell.get("outputs", [])
                    if output.output_type == "error"] == []  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_names_every_exercise_and_no_other(language: Language) -> None:
    source = EXERCISES / language / "source"

    assert {path.name for path in source.iterdir() if path.is_dir()} == set(CATALOGUE)


@pytest.mark.parametrize("exercise", CATALOGUE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exercise_hands_out_its_notebook_and_the_files_to_edit(
    exercise: str, language: Language
) -> None:
    folder = EXERCISES / language / "source" / exercise
    edited = set(CATALOGUE[exercise]["artefacts"])
    if has_mission(exercise):
        edited -= {*mission.files_of(exercise)}

    assert {path.name for path in folder.iterdir()} >= {
        f"{exercise}.ipynb",
        *(name.removesuffix("/") for name in edited),
    }
    assert all((folder / name).is_dir() == name.endswith("/") for name in edited)
    assert CATALOGUE[exercise]["title"][language]


@pytest.mark.parametrize("case", cases("reference"), ids=str)
def test_the_files_to_edit_are_those_that_the_reference_solution_changes(case: Case) -> None:
    """What the catalogue forgets would be graded as it was handed out."""
    changed = set(case.laid())

    assert [name for name in changed if not case.is_edited(name)] == []
    for edited in CATALOGUE[case.exercise]["artefacts"]:
        assert any(name.startswith(edited) for name in changed)


@pytest.mark.parametrize(
    "case",
    [case for case in (*cases("reference"), *cases(HAND_OUT)) if case.is_played],
    ids=str,
)
def test_the_goals_of_a_mission_are_the_criteria_of_its_check(case: Case) -> None:
    """Whatever is judged is a goal, named once, and no goal is looked at by nothing."""
    criteria = [finding.criterion for finding in examined(case).verdict.findings]

    assert [goal.id for goal in mission.mission(case.exercise).goals] == criteria
    assert len({*criteria}) == len(criteria)


@pytest.mark.parametrize("case", [case for case in cases(HAND_OUT) if case.is_played], ids=str)
def test_the_terminals_door_names_the_command_that_shows_the_goals(case: Case) -> None:
    notebook = nbformat.read(case.source / f"{case.exercise}.ipynb", as_version=4)
    door = next(cell for cell in notebook.cells if "door-b" in cell.metadata.get("tags", []))

    assert f"`atelier forge status {case.exercise} --hints 1`" in door.source


def test_every_mission_is_that_of_an_exercise() -> None:
    assert {path.stem for path in mission.FOLDER.glob("*.toml")} <= {*CATALOGUE}


@pytest.mark.parametrize("exercise", CATALOGUE)
def test_every_solution_is_expected_and_comes_in_both_languages(exercise: str) -> None:
    names = solutions_of(exercise)
    wrong = [name for name in names if name.startswith("wrong-")]
    alternative = [name for name in names if name.startswith("alternative-")]

    assert set(expectations(exercise)) == {*wrong, *alternative}
    assert sorted({"reference", *wrong, *alternative}) == names
    assert len(wrong) >= FEWEST_WRONG
    assert len(alternative) >= FEWEST_ALTERNATIVES
    for name in names:
        french, english = (
            {path.name for path in Case(exercise, name, language).solution.iterdir()}
            for language in LANGUAGES
        )
        assert french == english


@pytest.mark.parametrize("case", cases(HAND_OUT), ids=str)
def test_an_exercise_has_the_common_anatomy(case: Case) -> None:
    notebook = nbformat.read(case.source / f"{case.exercise}.ipynb", as_version=4)
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    parts = list(dict.fromkeys(tag for tag in tags if tag not in DOORS))

    has_rubric = [RUBRIC] if "manual" in CATALOGUE[case.exercise] else []
    assert parts == [*PARTS[:6], *has_rubric, *PARTS[6:]]
    assert "door-a" in tags
    hints = next(cell for cell in notebook.cells if "hints" in cell.metadata.get("tags", []))
    assert hints.source.count("<details>") == hints.source.count("</details>") == 3
    *_, last_tool, last = notebook.cells
    assert f'hand_in("{case.exercise}", language="{case.language}")' in last_tool.source
    assert last.cell_type == "markdown", "Shift+Enter on the last tool would add an empty cell"


@pytest.mark.parametrize("case", cases(HAND_OUT), ids=str)
def test_every_tool_of_an_exercise_imports_what_it_calls(case: Case) -> None:
    """After a kernel restart, a learner may run any one of them first."""
    notebook = nbformat.read(case.source / f"{case.exercise}.ipynb", as_version=4)
    tools = ("exercise", "my_variant", "form", "judge", "show_file", "hand_in")

    for cell in notebook.cells:
        for name in tools:
            if f"{name}(" in cell.source and cell.cell_type == "code":
                assert cell.source.startswith(f"from atelier import {name}\n")


@pytest.mark.parametrize("case", cases(HAND_OUT), ids=str)
def test_what_a_learner_must_not_lose_is_locked(case: Case) -> None:
    notebook = nbformat.read(case.source / f"{case.exercise}.ipynb", as_version=4)
    graded = graded_cell(notebook)

    assert graded.metadata.nbgrader.points == by_machine(case.exercise)
    assert "judge(" in graded.source
    for cell in notebook.cells:
        facts = cell.metadata.get("nbgrader")
        if facts is None:
            assert cell.cell_type == "code"
            continue
        assert facts.locked
        assert not facts.solution
        assert facts.grade == (cell is graded)
        assert facts.schema_version == 3
        assert facts.grade_id == cell.id
        assert (cell.metadata.editable, cell.metadata.deletable) == (False, False)


@pytest.mark.parametrize("case", cases(HAND_OUT), ids=str)
def test_points_given_by_hand_have_a_rubric_and_a_cell_of_nbgraders(case: Case) -> None:
    """The formgrader offers a score for a task cell; what it holds is shown to the learner too."""
    notebook = nbformat.read(case.source / f"{case.exercise}.ipynb", as_version=4)
    tasks = task_cells(notebook)
    manual = CATALOGUE[case.exercise].get("manual", 0)

    assert sum(cell.metadata.nbgrader.points for cell in tasks) == manual
    for cell in tasks:
        assert cell.cell_type == "markdown"
        rows = [line for line in cell.source.splitlines() if line.startswith("| **")]
        worth = [re.search(r"\((\d[.,]?\d*)\)", row) for row in rows]
        points = [float(found[1].replace(",", ".")) for found in worth if found]
        assert len(points) == len(rows)
        assert sum(points) == cell.metadata.nbgrader.points
        assert any("show_file(" in other.source for other in notebook.cells)


@pytest.mark.parametrize(
    "case", [case for case in cases("reference") if not case.is_in_cells], ids=str
)
def test_a_verdict_says_how_many_points_the_trainer_gives(case: Case) -> None:
    assert examined(case).verdict.by_hand == CATALOGUE[case.exercise].get("manual", 0)


@pytest.mark.parametrize("case", cases("reference"), ids=str)
def test_no_solution_lies_in_what_is_handed_out(case: Case) -> None:
    for name, content in case.laid().items():
        handed_out = case.source / name
        assert not handed_out.exists() or handed_out.read_bytes() != content
    names = [
        path.relative_to(case.source).as_posix()
        for path in case.source.rglob("*")
        if path.is_file()
    ]
    beside = {Path(name).suffix for name in names if "/" not in name or not case.is_edited(name)}
    assert beside <= {"", ".ipynb", ".csv", ".yml", ".md", ".txt", ".py"}
    assert [name for name in names if "LICENSES" in name or name.endswith("REUSE.toml")] == []
