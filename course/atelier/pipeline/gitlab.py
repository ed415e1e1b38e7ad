# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""GitLab CI's file, ``.gitlab-ci.yml``: which jobs run on what a merge request proposes.

A merge request is checked by a pipeline of its own, or by the one of its branch: either will do.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from atelier.pipeline.matrix import combinations, filled, is_off, merged
from atelier.pipeline.records import Command, Job, Kind, Pipeline
from atelier.pipeline.shell import commands
from atelier.pipeline.tools import is_odd_setting

RESERVED: Final = frozenset(
    {
        *("stages", "variables", "default", "image", "before_script", "after_script"),
        *("workflow", "include", "cache", "services", "spec", "types"),
    }
)
KEYS: Final = frozenset(
    {
        *("stage", "image", "script", "before_script", "after_script", "needs", "dependencies"),
        *("tags", "cache", "artifacts", "variables", "interruptible", "retry", "timeout", "rules"),
        *("only", "except", "when", "allow_failure", "extends", "coverage", "services"),
        *("parallel", "inherit", "environment", "resource_group", "id_tokens", "secrets"),
        *("release", "hooks", "start_in", "identity", "trigger", "pages", "publish"),
    }
)
DEFAULT_KEYS: Final = frozenset(
    {
        *("after_script", "artifacts", "before_script", "cache", "hooks", "id_tokens", "image"),
        *("identity", "interruptible", "retry", "services", "tags", "timeout"),
    }
)
STAGES: Final = (".pre", "build", "test", "deploy", ".post")
PLAIN_ENTRIES: Final = ([""], ["/bin/sh", "-c"], ["/bin/bash", "-c"])
Variables = Mapping[str, str | None]
SHARED: Final[Variables] = {
    "CI_COMMIT_TAG": None,
    "CI_DEFAULT_BRANCH": "main",
    "CI_OPEN_MERGE_REQUESTS": "ville/depot!2",
    "CI": "true",
}
# The two pipelines by which a merge request may be checked: its own, and that of its branch.
REQUEST: Final[Variables] = {
    **SHARED,
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_ID": "2",
    "CI_MERGE_REQUEST_IID": "2",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_COMMIT_BRANCH": None,
}
BRANCH: Final[Variables] = {
    **SHARED,
    "CI_PIPELINE_SOURCE": "push",
    "CI_MERGE_REQUEST_ID": None,
    "CI_MERGE_REQUEST_IID": None,
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": None,
    "CI_COMMIT_BRANCH": "proposition",
}
NAMES: Final = ({"merge_requests"}, {"branches", "pushes"})  # for ``only`` and ``except``
ATOM: Final = re.compile(
    r"\$(?P<name>\w+)(?:\s*(?P<sign>==|!=)\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>\$\w+|null)))?"
)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """Whether a job runs in one pipeline (None: nobody here can tell), and may fail there."""

    is_run: bool | None
    may_fail: bool = False


def read(found: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline of a file."""
    top = merged(found)
    names = [
        name for name, facts in top.items() if name not in RESERVED and isinstance(facts, dict)
    ]
    jobs = [job for name in names if name[:1] != "." for job in _jobs(name, top)]
    default = top.get("default")
    shared = merged(default) if isinstance(default, dict) else {}
    refused = [f"default: {key}" for key in shared if key not in DEFAULT_KEYS]
    refused += [fault for name in names if name[:1] != "." for fault in _faults(name, top)]
    return Pipeline(kind=Kind.GITLAB, jobs=tuple(jobs), refused=next(iter(refused), ""))


def _jobs(name: str, top: Mapping[str, Any]) -> Iterator[Job]:
    facts = _extended(top[name], top)
    if "script" not in facts:
        return
    shared = top.get("default")
    default = merged(shared) if isinstance(shared, dict) else {}
    before = top.get("before_script") or default.get("before_script")
    outcome = _outcome(facts, top)
    parallel = facts.get("parallel")
    matrix = parallel.get("matrix") if isinstance(parallel, dict) else None
    for values in combinations(matrix):
        image = facts.get("image", top.get("image") or default.get("image"))
        picture = filled(_image(image), values)
        lines = (*_lines(facts.get("before_script", before)), *_lines(facts["script"]))
        yield Job(
            name=name,
            commands=tuple(_commands(lines, values)),
            is_run=outcome.is_run is not False,
            may_fail=outcome.may_fail,
            has_python=bool(re.search(r"\bpython|fsfe/reuse|\buv\b", picture)),
            offers=offers(picture),
            needs=tuple(need for need, is_optional in _needs(facts) if not is_optional),
            odd=tuple(_odd(facts, top, image, outcome)),
        )


def offers(image: str) -> frozenset[str]:
    """Return which tools are on an image."""
    brought = {"fsfe/reuse": "reuse", "astral-sh/uv": "uv", "astral-sh/ruff": "ruff"}
    return frozenset(tool for name, tool in brought.items() if name in image)


def _faults(name: str, top: Mapping[str, Any]) -> Iterator[str]:
    """Yield what GitLab would refuse the file for."""
    facts = _extended(top[name], top)
    yield from (f"{name}: {key}" for key in facts if key not in KEYS)
    if not {"script", "trigger", "extends", "release"} & set(facts):
        yield f"{name}: script"
    if any(not isinstance(line, str) for line in _flat(facts.get("script"))):
        yield f"{name}: script"
    asked = top.get("stages", top.get("types"))
    stages = {".pre", ".post", *asked} if isinstance(asked, list) else set(STAGES)
    stage = facts.get("stage", "test")
    if not isinstance(stage, str) or stage not in stages:
        yield f"{name}: stage: {stage}"
    yield from (
        f"{name}: needs: {need}"
        for need, is_optional in _needs(facts)
        if need not in top and not is_optional
    )


def _odd(
    facts: Mapping[str, Any], top: Mapping[str, Any], image: object, outcome: _Outcome
) -> Iterator[str]:
    """Yield what is in a job that nobody here can follow."""
    for place in (top, facts):
        values = place.get("variables")
        for key, value in values.items() if isinstance(values, dict) else ():
            said = value.get("value", "") if isinstance(value, dict) else value
            if is_odd_setting(str(key), str(said)):
                yield f"variables: {key}: {said}"
    if isinstance(image, dict) and image.get("entrypoint", [""]) not in PLAIN_ENTRIES:
        yield f"entrypoint: {image['entrypoint']}"
    yield from (f"{key}:" for key in ("inherit", "hooks") if key in facts)
    if outcome.is_run is None:
        key = next((key for key in ("rules", "only", "except") if key in facts), "workflow")
        yield f"{key}: {str(facts.get(key, ''))[:60]}"


def _extended(
    facts: Mapping[str, Any], top: Mapping[str, Any], seen: set[str] | None = None
) -> dict[str, Any]:
    """Return a job with what it takes from the jobs it extends, and they from theirs."""
    own, seen = merged(facts), set() if seen is None else seen
    names = own.get("extends", ())
    whole: dict[str, Any] = {}
    for name in [names] if isinstance(names, str) else names:
        parent = top.get(name) if isinstance(name, str) and name not in seen else None
        if isinstance(parent, dict):
            seen.add(name)
            whole |= _extended(parent, top, seen)
    return whole | own


def _needs(facts: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Return the jobs that a job waits for, and whether it does without them."""
    needs = facts.get("needs")
    found = []
    for need in needs if isinstance(needs, list) else ():
        if isinstance(need, str):
            found.append((need, False))
        elif isinstance(need, dict) and isinstance(need.get("job"), str):
            is_elsewhere = bool({"project", "pipeline"} & set(need))
            found.append((need["job"], is_elsewhere or not is_off(need.get("optional"))))
    return found


# ------------------------------------------------------------------------- whether a job is run


def _outcome(facts: Mapping[str, Any], top: Mapping[str, Any]) -> _Outcome:
    """Return what becomes of a job in the better of the two pipelines."""
    found = [_in_pipeline(facts, top, *each) for each in zip((REQUEST, BRANCH), NAMES, strict=True)]
    order = ([True, False], [True, True], [None, False], [None, True])
    ranked = [each for rank in order for each in found if [each.is_run, each.may_fail] == rank]
    return ranked[0] if ranked else _Outcome(is_run=False)


def _in_pipeline(
    facts: Mapping[str, Any], top: Mapping[str, Any], known: Variables, names: set[str]
) -> _Outcome:
    workflow = top.get("workflow")
    is_ruled = isinstance(workflow, dict) and "rules" in workflow
    there = _by_rules(workflow["rules"], known, {}).is_run if is_ruled else True  # type: ignore[index]  # a table
    may_fail = not is_off(facts.get("allow_failure"))
    if "rules" in facts:
        outcome = _by_rules(facts["rules"], known, facts)
    elif "only" in facts or "except" in facts:
        outcome = _Outcome(is_run=_by_names(facts, names), may_fail=may_fail)
    else:
        outcome = _Outcome(is_run=is_ruled or known is BRANCH, may_fail=may_fail)
    if "rules" not in facts and not _starts(facts.get("when")):
        return _Outcome(is_run=False)
    if there is False or outcome.is_run is False:
        return _Outcome(is_run=False)
    is_run = None if there is None else outcome.is_run
    return _Outcome(is_run=is_run, may_fail=outcome.may_fail)


def _starts(when: object) -> bool:
    return when is None or when in {"on_success", "always"}


def _by_rules(rules: object, known: Variables, facts: Mapping[str, Any]) -> _Outcome:
    """Return what the first rule that holds says."""
    for each in rules if isinstance(rules, list) else ():
        rule = merged(each) if isinstance(each, dict) else {}
        holds = _holds(str(rule["if"]), known) if "if" in rule else True
        if holds is False:
            continue
        values = rule.get("variables")
        has_odd = isinstance(values, dict) and any(
            is_odd_setting(str(name), str(value)) for name, value in values.items()
        )
        if holds is None or not rule or has_odd or {"changes", "exists"} & set(rule):
            return _Outcome(is_run=None)
        is_run = _starts(rule.get("when", facts.get("when")))
        may_fail = not is_off(rule.get("allow_failure", facts.get("allow_failure")))
        return _Outcome(is_run=is_run, may_fail=may_fail)
    return _Outcome(is_run=False)


def _by_names(facts: Mapping[str, Any], names: set[str]) -> bool | None:
    """Return what the older words ``only`` and ``except`` say."""
    only = _refs(facts.get("only", ["branches", "tags"]))
    left_out = _refs(facts.get("except", []))
    if only is None or left_out is None:
        return None
    return bool(names & only) and not names & left_out


def _refs(found: object) -> set[str] | None:
    """Return the names of a list of references; None where it asks for more than names."""
    if isinstance(found, dict):
        return _refs(found["refs"]) if set(found) == {"refs"} else None
    return {str(each) for each in (found if isinstance(found, list) else [found])}


def _holds(condition: str, known: Variables) -> bool | None:
    """Return whether a condition holds; None where nobody here can tell."""
    if "(" in condition or "=~" in condition or "!~" in condition:
        return None
    ways = [
        _all(_atom(part.strip(), known) for part in way.split("&&"))
        for way in condition.split("||")
    ]
    return True if True in ways else None if None in ways else False


def _all(parts: Iterable[bool | None]) -> bool | None:
    found = list(parts)
    return False if False in found else None if None in found else True


def _atom(text: str, known: Variables) -> bool | None:
    found = ATOM.fullmatch(text)
    if not found or found["name"] not in known:
        return None
    value = known[found["name"]]
    if not found["sign"]:
        return bool(value)
    other: str | None = found["a"] if found["a"] is not None else found["b"]
    if found["c"]:
        name = found["c"].removeprefix("$")
        if found["c"] != "null" and name not in known:
            return None
        other = None if found["c"] == "null" else known[name]
    return (value == other) is (found["sign"] == "==")


def _commands(lines: Iterable[str], values: Mapping[str, str]) -> Iterator[Command]:
    """Yield the commands of a job. What GitLab's runner does at its end is its own affair."""
    for each in commands(filled(line, values) for line in lines):
        yield replace(each, ends=False)


def _image(found: object) -> str:
    return str(found.get("name", "")) if isinstance(found, dict) else str(found or "")


def _flat(found: object) -> Iterator[object]:
    """Yield the lines of a script, which may be one text, a list, or a list of lists."""
    for each in found if isinstance(found, list) else [found] if found else ():
        yield from each if isinstance(each, list) else [each]


def _lines(found: object) -> tuple[str, ...]:
    return tuple(part for part in _flat(found) if isinstance(part, str))
