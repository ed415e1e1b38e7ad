# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""GitHub Actions' file (Forgejo's too): which jobs and steps run on what a request proposes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, Final

from atelier.pipeline.gitlab import offers
from atelier.pipeline.matrix import combinations, filled, is_off, merged
from atelier.pipeline.records import Command, Job, Kind, Pipeline
from atelier.pipeline.shell import commands
from atelier.pipeline.tools import is_odd_setting

BRANCH, TARGET = "proposition", "main"
HOST: Final = r"(?:https://[\w.-]+/)?"
CHECKOUT: Final = re.compile(rf"{HOST}actions/checkout(?:@.*)?")
REUSE: Final = re.compile(rf"{HOST}fsfe/reuse-action(?:@.*)?")
RUFF: Final = re.compile(rf"{HOST}(?:astral-sh|chartboost)/ruff-action(?:@.*)?")
UV: Final = re.compile(rf"{HOST}astral-sh/setup-uv(?:@.*)?")
HARMLESS_CHECKOUT: Final = frozenset(
    {
        *("fetch-depth", "fetch-tags", "persist-credentials", "lfs", "submodules", "token"),
        *("clean", "show-progress", "set-safe-directory", "filter", "ssh-key"),
    }
)
SHELLS: Final = frozenset({"bash", "sh"})
ALWAYS: Final = frozenset({"true", "always()", "success()", "!cancelled()", "!failure()"})
NEVER: Final = frozenset({"false", "failure()", "cancelled()"})
EVENT: Final = re.compile(r"github\.event_name\s*(?P<sign>==|!=)\s*['\"](?P<name>\w+)['\"]")


def read(found: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline of a file."""
    events, odd = _events(found.get("on"))
    jobs = [
        job
        for name, facts in found["jobs"].items()
        if isinstance(facts, dict)
        for job in _jobs(str(name), merged(facts), found, events, odd)
    ]
    refused = [
        fault
        for name, facts in found["jobs"].items()
        for fault in _faults(str(name), facts, found["jobs"])
    ]
    return Pipeline(kind=Kind.ACTIONS, jobs=tuple(jobs), refused=next(iter(refused), ""))


def _faults(name: str, facts: object, jobs: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the forge would refuse the file for."""
    if not isinstance(facts, dict):
        yield name
        return
    own = merged(facts)
    if "runs-on" not in own and "uses" not in own:
        yield f"{name}: runs-on"
    yield from (f"{name}: needs: {need}" for need in _needs(own) if need not in jobs)


def _needs(facts: Mapping[str, Any]) -> tuple[str, ...]:
    needs = facts.get("needs", ())
    return tuple(map(str, [needs] if isinstance(needs, str) else needs or ()))


def _jobs(
    name: str,
    facts: Mapping[str, Any],
    top: Mapping[str, Any],
    events: frozenset[str],
    odd: tuple[str, ...],
) -> Iterator[Job]:
    steps = facts.get("steps")
    if not isinstance(steps, list):
        return
    strategy = facts.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, dict) else None
    settings = [*_odd_settings(top), *_odd_settings(facts)]
    for values in combinations(matrix):
        strange = [*odd, *settings]
        is_run = _is_met(facts.get("if"), events, strange, values) and bool(events)
        picture = filled(_image(facts.get("container")), values)
        own = [merged(step) for step in steps if isinstance(step, dict)]
        kept = [step for step in own if _is_met(step.get("if"), events, strange, values)]
        strange += [line for step in kept for line in _odd_step(step)]
        yield Job(
            name=name,
            commands=tuple(_commands(kept, values)),
            is_run=is_run,
            may_fail=not is_off(filled(str(facts.get("continue-on-error", "")), values)),
            has_python=bool(not picture or re.search(r"\bpython|fsfe/reuse", picture)),
            offers=offers(picture) | (frozenset() if picture else {"pipx"}) | _set_up(kept),
            needs=_needs(facts),
            odd=tuple(strange),
        )


def _events(found: object) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the events that tell of a proposal and start the jobs, and what is not followed."""
    if not isinstance(found, dict):
        names = found if isinstance(found, list) else [found]
        return frozenset({str(name) for name in names} & {"push", "pull_request"}), ()
    started, odd = set(), []
    for name, branch in (("push", BRANCH), ("pull_request", TARGET)):
        if name not in found:
            continue
        asked = merged(found[name]) if isinstance(found[name], dict) else {}
        odd += [f"{name}: {key}: …" for key in asked if str(key).startswith("paths")]
        if _is_asked(asked, branch):
            started.add(name)
    return frozenset(started), tuple(odd)


def _is_asked(asked: Mapping[str, Any], branch: str) -> bool:
    """Return whether an event on this branch starts the jobs."""
    types = asked.get("types")
    if types is not None and not {"opened", "synchronize"} & set(map(str, types)):
        return False
    if "branches" in asked:
        return _is_listed(asked["branches"], branch)
    if "branches-ignore" in asked:
        return not _is_listed(asked["branches-ignore"], branch)
    return "tags" not in asked


def _is_listed(patterns: object, branch: str) -> bool:
    """Return whether the last pattern that speaks of a branch takes it in."""
    is_in = False
    for pattern in map(str, patterns if isinstance(patterns, list) else [patterns]):
        if fnmatchcase(branch, pattern.removeprefix("!")):
            is_in = not pattern.startswith("!")
    return is_in


def _is_met(
    condition: object, events: frozenset[str], odd: list[str], values: Mapping[str, str]
) -> bool:
    """Return whether a condition may hold; what nobody here can tell goes into ``odd``."""
    said = filled(str("true" if condition is None else condition), values).strip()
    if said.startswith("${{") and said.endswith("}}"):
        said = said[3:-2].strip()
    if said in ALWAYS or said in NEVER:
        return said in ALWAYS
    if found := EVENT.fullmatch(said):
        is_wanted = found["sign"] == "=="
        return any((event == found["name"]) is is_wanted for event in events)
    odd.append(f"if: {said}")
    return True


def _odd_settings(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the variables, shells and folders that change what the lines below them do."""
    environment = facts.get("env")
    for name, value in environment.items() if isinstance(environment, dict) else ():
        if is_odd_setting(str(name), str(value)):
            yield f"env: {name}: {value}"
    defaults = facts.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else None
    yield from _odd_run(run if isinstance(run, dict) else {})


def _odd_run(facts: Mapping[str, Any]) -> Iterator[str]:
    if str(facts.get("shell", "bash")) not in SHELLS:
        yield f"shell: {facts['shell']}"
    if str(facts.get("working-directory", ".")) not in {".", "./"}:
        yield f"working-directory: {facts['working-directory']}"


def _odd_step(step: Mapping[str, Any]) -> Iterator[str]:
    yield from _odd_run(step)
    yield from _odd_settings({"env": step.get("env")})
    given = step.get("with")
    if not isinstance(given, dict):
        return
    used = str(step.get("uses", ""))
    if CHECKOUT.fullmatch(used):
        for key, value in given.items():
            is_head = key == "ref" and re.search(r"head_ref|pull_request\.head", str(value))
            if key not in HARMLESS_CHECKOUT and not is_head:
                yield f"{key}: {value}"
    elif RUFF.fullmatch(used) and str(given.get("src", ".")) not in {".", "./", "outil", "./outil"}:
        yield f"src: {given['src']}"


def _set_up(steps: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return what ready-made steps bring: uv, or the action of REUSE, which brings its tool."""
    brought = {UV: "uv", REUSE: "reuse", RUFF: "ruff"}
    used = [str(step.get("uses", "")) for step in steps]
    return frozenset(
        tool for kind, tool in brought.items() if any(kind.fullmatch(name) for name in used)
    )


def _commands(steps: Iterable[Mapping[str, Any]], values: Mapping[str, str]) -> Iterator[Command]:
    has_files = False
    for step in steps:
        lets_pass = not is_off(filled(str(step.get("continue-on-error", "")), values))
        used = str(step.get("uses", ""))
        has_files = has_files or bool(CHECKOUT.fullmatch(used))
        script = [filled(run, values)] if isinstance(run := step.get("run"), str) else []
        found = list(commands(script, has_files=has_files))
        if ready := _ready_made(used, step.get("with")):
            found.append(Command(words=ready, line=used, has_files=has_files))
        for each in found:
            yield replace(each, is_let_pass=each.is_let_pass or lets_pass)


def _ready_made(used: str, given: object) -> tuple[str, ...]:
    """Return the command that a ready-made step runs, if it is one that is known."""
    asked = given.get("args") if isinstance(given, dict) else None
    if REUSE.fullmatch(used):
        return ("reuse", *str(asked or "lint").split())
    if RUFF.fullmatch(used):
        return ("ruff", *str(asked or "check").split())
    return ()


def _image(found: object) -> str:
    return str(found.get("image", "")) if isinstance(found, dict) else str(found or "")
