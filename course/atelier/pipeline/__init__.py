# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A continuous integration file (GitLab CI or GitHub Actions), read and followed, never run.

A stranger's lines are not given to any shell. They are followed word by word as far as they are
known: what is installed, which tool looks at the files, and whether its "no" stops the pipeline.
A line, an option or a condition that is not known is said to be so: nothing is concluded from it.
"""

from collections.abc import Iterator

import yaml

from atelier.pipeline import actions, gitlab
from atelier.pipeline.records import (
    BrokenPipelineError,
    Command,
    Job,
    Kind,
    Pipeline,
    Stop,
    Tool,
    Use,
)
from atelier.pipeline.tools import Call, bare, call_of, is_install, missing, packages, stops_asking

__all__ = [
    "BrokenPipelineError",
    "Command",
    "Job",
    "Kind",
    "Pipeline",
    "Stop",
    "Tool",
    "Use",
    "pipeline_of",
    "stop_of",
    "unknown_lines",
    "uses_of",
]


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
    pipeline = actions.read(found) if is_actions else gitlab.read(found)
    if not pipeline.jobs:
        raise BrokenPipelineError("no-jobs")
    return _reached(pipeline)


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
    """Return the lines, options and conditions that cannot be followed."""
    found = [line for job in pipeline.jobs for line in _unknown(job)]
    return tuple(dict.fromkeys(found))


def _unknown(job: Job) -> Iterator[str]:
    yield from job.odd
    yield from (each.line for each in job.commands if not call_of(each).is_followed)


def _reached(pipeline: Pipeline) -> Pipeline:
    """Return the pipeline in which a job that waits for one that does not run is not run."""
    waiting = {job.name for job in pipeline.jobs if not job.is_run}
    for _ in pipeline.jobs:
        waiting |= {job.name for job in pipeline.jobs if waiting & set(job.needs)}
    jobs = tuple(job.stopped() if job.name in waiting else job for job in pipeline.jobs)
    return Pipeline(kind=pipeline.kind, jobs=jobs, refused=pipeline.refused)


def _uses(job: Job) -> Iterator[Use]:
    lets_pass = False
    for command in job.commands:
        call = call_of(command)
        lets_pass = stops_asking(call.words, lets_pass=lets_pass)
        if call.words[:1] == ("exit",):
            return
        if call.tool:
            is_asked = not command.is_let_pass and (command.ends or not lets_pass)
            counts = job.is_run and not job.may_fail and is_asked
            yield Use(
                tool=call.tool,
                job=job,
                command=command,
                sees=call.sees and not call.odd,
                counts=counts and not call.is_hushed,
                odd=call.odd,
            )
        lets_pass = lets_pass and not command.ends  # each script begins with ``-e`` again


def _stop(job: Job) -> Stop | None:
    installed, lets_pass = set(job.offers), False
    for command in job.commands:
        words = bare(command.words)
        fact, what = _failure(job, command, call_of(command), installed)
        if fact and not command.is_let_pass and (command.ends or not lets_pass):
            return Stop(fact=fact, job=job.name, what=what)
        lets_pass = stops_asking(words, lets_pass=lets_pass) and not command.ends
        installed |= set(packages(words))
        if words[:1] == ("exit",):
            return None
    return None


def _failure(job: Job, command: Command, call: Call, installed: set[str]) -> tuple[str, str]:
    """Return why a command fails though nothing is wrong with the files; nothing where it works."""
    words = call.words
    if words[:1] == ("false",) or (words[:1] == ("exit",) and words[1:2] not in {(), ("0",)}):
        return "always", " ".join(words)
    if is_install(words) and not job.has_python:
        return "no-python", " ".join(words[:2])
    if not command.has_files and (call.tool or "requirements.txt" in " ".join(words)):
        return "no-files", words[0]
    lacking = missing(call, command.words, installed) if call.tool else ""
    return ("not-installed", lacking) if lacking else ("", "")
