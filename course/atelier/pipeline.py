# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A continuous integration file (GitLab CI or GitHub Actions), read and followed, never run.

A stranger's lines are not given to any shell. They are followed word by word as far as they are
known: what is installed, which tool looks at the files, and whether its "no" stops the pipeline.
A line that is not known is said to be so, and nothing is concluded from it.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

import yaml

LARGEST: Final = 300  # lines that are followed
RESERVED: Final = frozenset(
    {
        *("stages", "variables", "default", "image", "before_script", "after_script"),
        *("workflow", "include", "cache", "services", "spec"),
    }
)
OPERATORS: Final = frozenset({"&&", ";", "||"})
SHELL_WORDS: Final = frozenset(
    {
        *("if", "then", "else", "fi", "for", "while", "do", "done", "case", "esac"),
        *("function", "{", "}", "!", "[", "[["),
    }
)
QUIET: Final = frozenset(
    {
        *("echo", "printf", "ls", "pwd", "true", ":", "git", "date", "whoami", "cat", "env"),
        *("which", "command", "mkdir", "apt-get", "apt", "export", "unset"),
    }
)
PACKAGE: Final = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[.*\])?(?:[=<>!~].*)?")
SETTING: Final = re.compile(r"[A-Za-z_]\w*=.*")
REQUEST_RULE: Final = re.compile(r"merge_request|CI_OPEN_MERGE", re.IGNORECASE)


class Kind(StrEnum):
    """Whose file it is."""

    GITLAB = "gitlab"
    ACTIONS = "actions"


class Tool(StrEnum):
    """What looks at the files."""

    LINT = "lint"
    TEST = "test"
    REUSE = "reuse"


class BrokenPipelineError(ValueError):
    """The text is no pipeline; ``fact`` says why, ``line`` where YAML stopped."""

    def __init__(self, fact: str, line: int = 0) -> None:
        """Keep the fact and the line."""
        super().__init__(f"{fact}: {line}")
        self.fact = fact
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command: its words, and whether what it says is let pass (``|| true``)."""

    words: tuple[str, ...]
    line: str
    is_let_pass: bool = False
    is_known: bool = True


@dataclass(frozen=True, kw_only=True)
class Job:
    """What one fresh machine does. ``has_python`` and ``has_files`` say what it begins with."""

    name: str
    commands: tuple[Command, ...]
    is_run: bool
    may_fail: bool
    has_python: bool
    has_files: bool
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """A file as read."""

    kind: Kind
    jobs: tuple[Job, ...]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Why a job ends badly: the name of a fact, and what fills its sentence."""

    fact: str
    job: str
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class Use:
    """One place where a tool is called: whether it sees the files, and what comes of its no."""

    tool: Tool
    job: Job
    command: Command
    sees: bool
    counts: bool


@dataclass
class _Machine:
    """What is on the machine of a job so far."""

    installed: set[str] = field(default_factory=set)
    lets_pass: bool = False


def pipeline_of(text: str) -> Pipeline:
    """Return the pipeline that ``text`` holds. Raises BrokenPipelineError."""
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BrokenPipelineError("broken", mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BrokenPipelineError("broken", 1) from error
    if not found:
        raise BrokenPipelineError("blank")
    if not isinstance(found, dict):
        raise BrokenPipelineError("no-pipeline")
    is_actions = isinstance(found.get("jobs"), dict)
    jobs = tuple(_actions_jobs(found) if is_actions else _gitlab_jobs(found))
    if not jobs:
        raise BrokenPipelineError("no-jobs")
    return Pipeline(kind=Kind.ACTIONS if is_actions else Kind.GITLAB, jobs=jobs)


def uses_of(pipeline: Pipeline, tool: Tool) -> tuple[Use, ...]:
    """Return every call of a tool, with what would come of its "no"."""
    return tuple(use for job in pipeline.jobs for use in _uses(job) if use.tool is tool)


def stop_of(pipeline: Pipeline) -> Stop | None:
    """Return why the pipeline fails on files with which nothing is wrong; None where it passes."""
    for job in pipeline.jobs:
        stop = _stop(job) if job.is_run and not job.may_fail else None
        if stop:
            return stop
    return None


def unknown_lines(pipeline: Pipeline) -> tuple[str, ...]:
    """Return the lines that cannot be followed."""
    return tuple(
        each.line for job in pipeline.jobs for each in job.commands if not _is_followed(each)
    )


# -------------------------------------------------------------------------------- following a job


def _uses(job: Job) -> Iterator[Use]:
    lets_pass = False
    for command in job.commands:
        words = _bare(command.words)
        if words[:2] == ("set", "+e"):
            lets_pass = True
        if words[:1] == ("exit",):
            return
        tool = _tool_of(words)
        if tool:
            counts = job.is_run and not job.may_fail and not command.is_let_pass and not lets_pass
            hushed = _is_hushed(tool, words)
            yield Use(
                tool=tool,
                job=job,
                command=command,
                sees=_sees(tool, words),
                counts=counts and not hushed,
            )


def _stop(job: Job) -> Stop | None:
    machine = _Machine(installed=set(job.offers))
    for command in job.commands:
        words = _bare(command.words)
        fact, what = _missing(words, command.words, job, machine)
        if fact and not command.is_let_pass and not machine.lets_pass:
            return Stop(fact=fact, job=job.name, what=what)
        machine.lets_pass = machine.lets_pass or words[:2] == ("set", "+e")
        machine.installed |= set(_packages(words))
        if words[:1] == ("exit",):
            return None
    return None


def _missing(
    words: tuple[str, ...], as_written: tuple[str, ...], job: Job, machine: _Machine
) -> tuple[str, str]:
    """Return why a command fails though nothing is wrong with the files; nothing where it works."""
    if words[:1] == ("false",) or (words[:1] == ("exit",) and words[1:2] not in {(), ("0",)}):
        return "always", " ".join(words)
    if _is_install(words) and not job.has_python:
        return "no-python", " ".join(words[:2])
    tool = _tool_of(words)
    if not tool:
        return "", ""
    if not job.has_files:
        return "no-files", words[0]
    runner = as_written[0] if as_written[0] in {"pipx", "uvx", "uv"} else ""
    needed = {"uvx": "uv"}.get(runner, runner) or words[0]
    if needed == "pipx" and "pipx" in job.offers:
        return "", ""
    return ("", "") if needed in machine.installed else ("not-installed", needed)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without what only says how to start it: settings, ``python -m``, ``uvx``."""
    rest = list(words)
    while rest and SETTING.fullmatch(rest[0]):
        rest.pop(0)
    if rest and re.fullmatch(r"python[\d.]*", rest[0]) and rest[1:2] == ["-m"]:
        rest = rest[2:]
    elif rest[:2] in (["pipx", "run"], ["uv", "run"], ["uv", "tool"]):
        rest = [word for word in rest[2:] if word != "run"]
    elif rest[:1] == ["uvx"] or rest[:2] == ["uv", "pip"]:
        rest = rest[1:]
    return tuple(rest)


def _tool_of(words: tuple[str, ...]) -> Tool | None:
    if words[:2] == ("ruff", "check") or words[:1] in {("flake8",), ("pylint",)}:
        return Tool.LINT
    if words[:1] in {("pytest",), ("py.test",)}:
        return Tool.TEST
    return Tool.REUSE if words[:1] == ("reuse",) and "lint" in words[1:] else None


def _is_hushed(tool: Tool, words: tuple[str, ...]) -> bool:
    """Return whether an option keeps the tool from ever saying no."""
    hushed = {
        Tool.LINT: {"--exit-zero", "-e", "--fix", "--fix-only"},
        Tool.TEST: {"--collect-only", "--co", "--help", "--version"},
        Tool.REUSE: {"--help", "--version"},
    }
    return bool(hushed[tool] & set(words))


def _sees(tool: Tool, words: tuple[str, ...]) -> bool:
    """Return whether the tool looks where the files are: everywhere, or in their folder."""
    if tool is Tool.REUSE:
        return True
    asked = [word for word in words[1:] if not word.startswith("-") and word != "check"]
    places = {Tool.LINT: "outil", Tool.TEST: "tests"}
    known = {".", "./", places[tool], f"{places[tool]}/", f"./{places[tool]}"}
    filtered = {"-k", "-m", "--select", "--ignore", "--exclude", "--deselect"} & set(words)
    return not filtered and (not asked or bool(known & set(asked)))


def _is_install(words: tuple[str, ...]) -> bool:
    return words[:1] in {("pip",), ("pip3",)} and words[1:2] == ("install",)


def _packages(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what a command installs; the list of the project holds the three tools."""
    if words[:2] in {("pipx", "install"), ("tool", "install")} or _is_install(words):
        for before, word in pairwise(words):
            if before in {"-r", "--requirement"} and word.endswith("requirements.txt"):
                yield from ("ruff", "pytest", "reuse")
            elif found := PACKAGE.fullmatch(word):
                yield found["name"].lower()
        if any(word.startswith("-rrequirements") for word in words):
            yield from ("ruff", "pytest", "reuse")


def _is_followed(command: Command) -> bool:
    if not command.is_known:
        return False
    words = _bare(command.words)
    if not words or words[0] in QUIET or words[:1] in {("exit",), ("false",), ("set",)}:
        return True
    is_quiet = words[:2] == ("ruff", "format") or "--version" in words
    is_install = words[:2] in {("pipx", "install"), ("tool", "install")} or _is_install(words)
    return bool(_tool_of(words)) or is_install or is_quiet


# --------------------------------------------------------------------------------- reading a shell


def _commands(lines: Iterable[str]) -> Iterator[Command]:
    for line in lines:
        for one in _joined(line):
            yield from _cut(one)


def _joined(text: str) -> Iterator[str]:
    """Yield the lines of a script; one that ends in a backslash goes on."""
    for line in text.replace("\\\n", " ").splitlines()[:LARGEST]:
        if line.strip():
            yield line.strip()


def _cut(line: str) -> Iterator[Command]:
    """Yield the commands of one line; one that nobody here can follow is marked."""
    reader = shlex.shlex(line, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    reader.commenters = "#"
    try:
        words = list(reader)
    except ValueError:
        yield Command(words=(), line=line, is_known=False)
        return
    odd = {word for word in words if set(word) <= set("|&;<>()") and word not in OPERATORS}
    if odd or SHELL_WORDS & set(words[:1]) or any("$(" in word or "`" in word for word in words):
        if words and words[0] not in {"echo", "export"}:
            yield Command(words=(), line=line, is_known=False)
        return
    parts: list[list[str]] = [[]]
    joins = [""]
    for word in words:
        if word in OPERATORS:
            parts.append([])
            joins.append(word)
        else:
            parts[-1].append(word)
    for number, part in enumerate(parts):
        if joins[number] == "||" or not part:
            continue  # what comes after || is only done where the one before failed
        other = parts[number + 1] if joins[number + 1 : number + 2] == ["||"] else None
        fails_too = other is not None and (
            other[:1] == ["false"] or (other[:1] == ["exit"] and other[1:2] != ["0"])
        )
        let_pass = other is not None and not fails_too
        yield Command(words=tuple(part), line=line, is_let_pass=let_pass)


# -------------------------------------------------------------------------------- GitLab CI's file


def _gitlab_jobs(found: Mapping[str, Any]) -> Iterator[Job]:
    shared = found.get("default")
    default = shared if isinstance(shared, dict) else {}
    image = found.get("image") or default.get("image")
    before = found.get("before_script") or default.get("before_script")
    for name, facts in found.items():
        if name in RESERVED or name.startswith(".") or not isinstance(facts, dict):
            continue
        facts = _extended(facts, found)  # noqa: PLW2901 - the same job, whole
        if "script" not in facts:
            continue
        lines = (*_lines(facts.get("before_script", before)), *_lines(facts["script"]))
        picture = _image(facts.get("image", image))
        yield Job(
            name=name,
            commands=tuple(_commands(lines)),
            is_run=_gitlab_runs(facts) and _gitlab_workflow_runs(found),
            may_fail=facts.get("allow_failure") not in {None, "false"},
            has_python="python" in picture or "fsfe/reuse" in picture or "uv" in picture,
            has_files=True,
            offers=_offers(picture),
        )


def _extended(facts: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a job with what it takes from the jobs it extends, one level deep."""
    names = facts.get("extends", ())
    whole: dict[str, Any] = {}
    for name in [names] if isinstance(names, str) else names:
        parent = found.get(name) if isinstance(name, str) else None
        whole |= parent if isinstance(parent, dict) else {}
    return whole | dict(facts)


def _gitlab_runs(facts: Mapping[str, Any]) -> bool:
    """Return whether a job runs, by itself, on what a merge request proposes."""
    if facts.get("when", "on_success") not in {"on_success", "always"}:
        return False
    if "rules" in facts:
        return _rules_run(facts["rules"])
    if "only" in facts:
        only = facts["only"]
        names = only if isinstance(only, list) else [only]
        return bool({"merge_requests", "branches", "pushes"} & {str(name) for name in names})
    return True


def _gitlab_workflow_runs(found: Mapping[str, Any]) -> bool:
    workflow = found.get("workflow")
    return (
        _rules_run(workflow["rules"])
        if isinstance(workflow, dict) and "rules" in workflow
        else True
    )


def _rules_run(rules: object) -> bool:
    for rule in rules if isinstance(rules, list) else ():
        if not isinstance(rule, dict) or rule.get("when", "on_success") in {"never", "manual"}:
            continue
        condition = str(rule.get("if", ""))
        if not condition or REQUEST_RULE.search(condition):
            return True
    return False


def _image(found: object) -> str:
    return str(found.get("name", "")) if isinstance(found, dict) else str(found or "")


def _offers(image: str) -> frozenset[str]:
    found = set()
    if "fsfe/reuse" in image:
        found.add("reuse")
    if "astral-sh/uv" in image:
        found.add("uv")
    if "astral-sh/ruff" in image:
        found.add("ruff")
    return frozenset(found)


def _lines(found: object) -> tuple[str, ...]:
    """Return the lines of a script, which may be one text, a list, or a list of lists."""
    if isinstance(found, str):
        return (found,)
    if not isinstance(found, list):
        return ()
    flat = (part for each in found for part in (each if isinstance(each, list) else [each]))
    return tuple(part for part in flat if isinstance(part, str))


# ----------------------------------------------------------------------------- GitHub Actions' file


def _actions_jobs(found: Mapping[str, Any]) -> Iterator[Job]:
    is_run = bool(_events(found.get("on")) & {"push", "pull_request"})
    for name, facts in found["jobs"].items():
        steps = facts.get("steps") if isinstance(facts, dict) else None
        if not isinstance(steps, list):
            continue
        steps = [step for step in steps if isinstance(step, dict)]
        picture = _image(facts.get("container"))
        yield Job(
            name=name,
            commands=tuple(_actions_commands(steps)),
            is_run=is_run and str(facts.get("if", "true")) not in {"false", "${{ false }}"},
            may_fail=facts.get("continue-on-error") == "true",
            has_python=not picture or "python" in picture or "fsfe/reuse" in picture,
            has_files=any("actions/checkout" in str(step.get("uses", "")) for step in steps),
            offers=_offers(picture) | (frozenset() if picture else {"pipx"}) | _set_up(steps),
        )


def _events(found: object) -> set[str]:
    if isinstance(found, dict):
        return {str(name) for name in found}
    return {str(name) for name in found} if isinstance(found, list) else {str(found)}


def _set_up(steps: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return what ready-made steps bring: uv, or the action of REUSE, which brings its tool."""
    used = " ".join(str(step.get("uses", "")) for step in steps)
    brought = {"astral-sh/setup-uv": "uv", "fsfe/reuse-action": "reuse", "ruff-action": "ruff"}
    return frozenset(tool for name, tool in brought.items() if name in used)


def _actions_commands(steps: Iterable[Mapping[str, Any]]) -> Iterator[Command]:
    for step in steps:
        lets_pass = step.get("continue-on-error") == "true"
        ready_made = str(step.get("uses", ""))
        if "fsfe/reuse-action" in ready_made:
            yield Command(words=("reuse", "lint"), line=ready_made, is_let_pass=lets_pass)
        elif "ruff-action" in ready_made:
            yield Command(words=("ruff", "check"), line=ready_made, is_let_pass=lets_pass)
        for each in _commands(_lines(step.get("run"))):
            yield Command(
                words=each.words,
                line=each.line,
                is_let_pass=each.is_let_pass or lets_pass,
                is_known=each.is_known,
            )
