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


ACTIONS = """on: [push, pull_request]
jobs:
  checks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install -r requirements.txt
      - run: ruff check
      - run: pytest
      - run: reuse lint
"""
PLAIN = lines("pip install -r requirements.txt", "ruff check", "pytest", "reuse lint")


def points(text: str, folder: Path) -> float:
    (folder / "ci.yml").write_text(text, encoding="utf-8")
    return check(folder).points


@pytest.mark.parametrize("text", [PLAIN, ACTIONS])
def test_three_plain_lines_are_all_that_is_asked(text: str, tmp_path: Path) -> None:
    assert points(text, tmp_path) == 10


def step(*commands: str) -> str:
    return "- run: |\n" + "".join(f"          {command}\n" for command in commands)


@pytest.mark.parametrize(
    ("commands", "full"),
    [
        (("set +e", "reuse lint"), True),
        (("set +e; reuse lint",), True),
        (("set +e", "echo fini || true", "reuse lint"), True),
        (("set +e", "reuse lint", "echo fini"), False),
        (("set +e", "reuse lint || true"), False),
        (("set +e", "reuse lint; exit 0"), False),
    ],
)
def test_after_set_plus_e_a_step_ends_as_its_last_command_does(
    commands: tuple[str, ...],
    full: bool,  # noqa: FBT001 - a parameter
    tmp_path: Path,
) -> None:
    text = ACTIONS.replace("- run: reuse lint\n", step(*commands))

    assert (points(text, tmp_path) == 10) == full


def test_what_one_step_lets_pass_the_next_does_not(tmp_path: Path) -> None:
    """Each step has a shell of its own."""
    text = ACTIONS.replace("- run: ruff check\n", step("set +e", "ruff check"))

    assert points(text, tmp_path) == 10


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("ruff check", "ruff check --help"),
        ("ruff check", "ruff check --exit-zero=true"),
        ("ruff check", "ruff check --ignore=F401"),
        ("ruff check", "ruff check --exclude=outil"),
        ("ruff check", "ruff check --select=E501"),
        ("ruff check", "ruff check --show-files"),
        ("ruff check", "ruff check --config other.toml"),
        ("ruff check", "pylint"),
        ("ruff check", "ruff check && true"),
        ("ruff check", "ruff check && true || true"),
        ("ruff check", "set +eu; ruff check"),
        ("ruff check", "set +o errexit; ruff check"),
        ("ruff check", "PYTEST_ADDOPTS=--co ruff check"),
        ("pytest", "pytest -h"),
        ("pytest", "pytest --setup-plan"),
        ("pytest", "pytest --ignore=tests"),
        ("pytest", "pytest -knothing"),
        ("pytest", "pytest --deselect=tests/test_calcul.py"),
        ("pytest", "PYTEST_ADDOPTS=--co pytest"),
        ("pytest", "export PATH=/tmp && pytest"),
        ("pytest", "git checkout main && pytest"),
        ("pytest", "echo > tests/test_calcul.py; pytest"),
        ("pytest", "echo $(date) && exit 0"),
        ("reuse lint", "reuse --root LICENSES lint"),
        ("reuse lint", "reuse lint -h"),
        ("reuse lint", "reuse spdx lint"),
        ("-r requirements.txt", "-r other-requirements.txt"),
        ("-r requirements.txt", "--dry-run -r requirements.txt"),
    ],
)
def test_a_tool_that_cannot_say_no_has_no_full_marks(
    plain: str, other: str, tmp_path: Path
) -> None:
    assert points(PLAIN.replace(plain, f'"{other}"' if plain[0] != "-" else other), tmp_path) < 10


@pytest.mark.parametrize(
    "keys",
    [
        "  rules:\n    - when: never\n    - when: always\n",
        "  rules:\n    - if: $CI_MERGE_REQUEST_IID\n      allow_failure: true\n",
        "  rules:\n    - changes: [doc/*.md]\n",
        "  only: [main]\n",
        "  except: [merge_requests, branches]\n",
        "  allow_failure:\n    exit_codes: [1]\n",
        "  allow_failure: on\n",
        "  stage: nowhere\n",
        "  needs: [nobody]\n",
        "  varables: {}\n",
        "  variables:\n    GIT_STRATEGY: none\n",
        "  image:\n    name: python:3.12\n    entrypoint: ['true']\n",
        "before:\n  when: manual\n  script: [echo]\ndefault:\n  allow_failure: true\n",
    ],
)
def test_a_job_of_gitlab_that_need_not_pass_has_no_full_marks(keys: str, tmp_path: Path) -> None:
    assert points(PLAIN + keys, tmp_path) < 10


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("on: [push, pull_request]", "on:\n  push:\n    tags: ['v*']"),
        ("on: [push, pull_request]", "on:\n  push:\n    branches: [main]"),
        ("on: [push, pull_request]", "on:\n  pull_request:\n    paths: ['doc/**']"),
        ("on: [push, pull_request]", "on:\n  pull_request:\n    types: [closed]"),
        ("    runs-on: ubuntu-latest\n", ""),
        ("    steps:", "    if: ${{  false }}\n    steps:"),
        ("    steps:", "    if: github.ref == 'refs/heads/none'\n    steps:"),
        ("    steps:", "    continue-on-error: ${{ true }}\n    steps:"),
        ("    steps:", "    defaults:\n      run:\n        shell: bash +e {0}\n    steps:"),
        ("    steps:", "    env:\n      PYTEST_ADDOPTS: --co\n    steps:"),
        ("    steps:", "    needs: nobody\n    steps:"),
        ("    steps:", "    strategy:\n      matrix:\n        of: []\n    steps:"),
        ("- run: pytest", "- run: pytest\n        if: failure()"),
        ("- run: pytest", "- run: pytest\n        continue-on-error: True"),
        ("- run: pytest", "- run: pytest\n        shell: bash {0} || true"),
        ("- run: pytest", "- run: pytest\n        working-directory: doc"),
        ("checkout@v4", "checkout@v4\n        with:\n          ref: main"),
        ("checkout@v4", "checkout@v4\n        if: false"),
        ("actions/checkout", "somebody/actions/checkout"),
        (
            "- run: reuse lint",
            "- uses: fsfe/reuse-action@v5\n        with:\n          args: --help",
        ),
        ("- run: reuse lint", "- uses: fsfe/reuse-action@v5\n        if: false"),
    ],
)
def test_a_job_of_github_that_need_not_pass_has_no_full_marks(
    plain: str, other: str, tmp_path: Path
) -> None:
    assert plain in ACTIONS
    assert points(ACTIONS.replace(plain, other), tmp_path) < 10


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("ruff check", "ruff check --output-format github ."),
        ("ruff check", "ruff check --fix --exit-non-zero-on-fix"),
        ("pytest", "python -m pytest -ra --tb short --maxfail 1 tests/"),
        ("pytest", "pip install pytest-cov; pytest --cov=outil --cov-report=xml"),
        ("reuse lint", "reuse --root . lint --quiet"),
        ("reuse lint", "pip install pipx && pipx run reuse lint"),
        ("reuse lint", "pip install uv && uvx --from reuse reuse lint"),
        ("- pip", "- python -m venv .venv\n    - . .venv/bin/activate\n    - pip"),
        ("- pip", "- set -euxo pipefail\n    - python -m pip install --upgrade pip\n    - pip"),
        ("image", "workflow:\n  rules:\n    - if: $CI_MERGE_REQUEST_IID\nimage"),
        ("  script", "  rules:\n    - if: $CI_PIPELINE_SOURCE != 'push'\n  script"),
        ("  script", "  only:\n    refs: [merge_requests]\n  script"),
        ("  script", "  allow_failure: no\n  script"),
    ],
)
def test_other_ways_of_writing_the_same_are_right_too(
    plain: str, other: str, tmp_path: Path
) -> None:
    assert plain in PLAIN
    assert points(PLAIN.replace(plain, other), tmp_path) == 10


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("- run: pytest", "- run: pytest\n        if: always()"),
        ("- run: pytest", "- run: pytest\n        shell: bash"),
        ("actions/checkout", "https://code.forgejo.org/actions/checkout"),
        ("checkout@v4", "checkout@v4\n        with:\n          fetch-depth: 0"),
        ("    steps:", "    container: python:3.12\n    steps:"),
        ("on: [push, pull_request]", "on:\n  pull_request:\n    branches: [main]"),
        ("on: [push, pull_request]", "on:\n  push:\n    branches: ['**']"),
        ("- run: reuse lint", "- uses: fsfe/reuse-action@v5"),
        ("- run: ruff check", "- uses: astral-sh/ruff-action@v3"),
    ],
)
def test_other_ways_of_writing_steps_are_right_too(plain: str, other: str, tmp_path: Path) -> None:
    assert plain in ACTIONS
    assert points(ACTIONS.replace(plain, other), tmp_path) == 10


@pytest.mark.parametrize("text", ["ruff check && true\necho done", "ruff check; true"])
def test_what_is_said_of_a_line_is_what_a_shell_does(text: str, tmp_path: Path) -> None:
    """With ``-e``, a failure inside ``a && b`` does not stop a script; one before ``;`` does."""
    (tmp_path / "ruff").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "ruff").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    code = subprocess.run(["bash", "-ec", text], env=environment, check=False).returncode
    script = GITLAB + "    - |\n" + "".join(f"      {line}\n" for line in text.splitlines())
    uses = uses_of(pipeline_of(script), Tool.LINT)

    assert [use.counts for use in uses] == [bool(code)]


def test_aliases_in_aliases_cost_no_time(tmp_path: Path) -> None:
    bomb = "a0: &a0 {script: [x, x]}\n" + "".join(
        f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}], extends: [a{n - 1}, a{n - 1}]}}\n"
        for n in range(1, 30)
    )

    assert points(bomb, tmp_path) < 10
