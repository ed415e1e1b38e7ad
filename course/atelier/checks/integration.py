# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A pipeline that stops what is wrong and lets through what is right.

Four commits are planted: one with which nothing is wrong, three with one thing wrong each. The
file is followed on each of them (``atelier.pipeline``); not one of its lines is run.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.pipeline import (
    BrokenPipelineError,
    Pipeline,
    Tool,
    pipeline_of,
    stop_of,
    unknown_lines,
    uses_of,
)
from atelier.verdict import Finding, Verdict
from atelier.words import words_beside

FILE: Final = "ci.yml"
WORDS: Final = words_beside(__file__)
MAXIMUM: Final[Mapping[str, float]] = {
    "reading": 1,
    Tool.LINT: 2,
    Tool.TEST: 2,
    Tool.REUSE: 2,
    "good": 3,
}


def check(folder: Path) -> Verdict:
    """Return what the pipeline in ``ci.yml`` in ``folder`` would do with the four commits."""
    try:
        pipeline = pipeline_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except BrokenPipelineError as error:
        return _not_read(error.fact, line=error.line)
    tools = [_tool(pipeline, tool) for tool in Tool]
    jobs = len({job.name for job in pipeline.jobs})
    reading = _finding("reading", f"right-{pipeline.kind}", jobs=jobs)
    if not any(uses_of(pipeline, tool) for tool in Tool):
        reading = _finding("reading", "idle")
    return Verdict(subject="integration", findings=(reading, *tools, _good(pipeline)))


def _finding(criterion: str, fact: str, /, **values: object) -> Finding:
    maximum = MAXIMUM[criterion]
    if criterion in set(Tool):
        command = WORDS.in_both(f"command.{criterion}")
        values |= {"command": command, "wrong": WORDS.in_both(f"wrong.{criterion}")}
    return Finding(
        criterion="tool" if criterion in set(Tool) else criterion,
        about=str(criterion) if criterion in set(Tool) else "",
        fact=fact,
        points=maximum if fact.startswith("right") else 0,
        maximum=maximum,
        values={"file": FILE, **values},
    )


def _not_read(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(criterion, "not-read") for criterion in others)
    return Verdict(subject="integration", findings=(_finding(first, fact, **values), *later))


def _tool(pipeline: Pipeline, tool: Tool) -> Finding:
    """Whether the commit with this one thing wrong is stopped, and by the tool that sees it."""
    uses = uses_of(pipeline, tool)
    if not uses:
        return _finding(tool, "absent")
    stopping = [use for use in uses if use.sees and use.counts]
    if stopping:
        return _finding(tool, "right", job=stopping[0].job.name)
    use = uses[0]
    fact = "let-pass"
    if use.odd:
        fact = "option"
    elif not use.sees:
        fact = "blind"
    elif not use.job.is_run:
        fact = "not-run"
    line = use.command.line[:80]
    return _finding(tool, fact, job=use.job.name, line=line, option=use.odd[:40])


def _good(pipeline: Pipeline) -> Finding:
    """Whether the commit with which nothing is wrong passes."""
    if pipeline.refused:
        return _finding("good", "refused", what=pipeline.refused[:80])
    unknown = unknown_lines(pipeline)
    if unknown:
        return _finding("good", "unknown", line=unknown[0][:80])
    if not any(use.job.is_run for tool in Tool for use in uses_of(pipeline, tool)):
        return _finding("good", "idle")
    stop = stop_of(pipeline)
    if stop:
        return _finding("good", stop.fact, job=stop.job, what=stop.what)
    return _finding("good", "right")
