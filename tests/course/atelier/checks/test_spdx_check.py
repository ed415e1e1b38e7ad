# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""SPDX expressions: where each breaks, and which identifier comes nearest."""

import json
from pathlib import Path

import pytest

from atelier.checks.spdx import MOST_SHOWN, check, judged
from atelier.verdict import Finding, Standing
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

# REUSE-IgnoreStart
TAG = "# SPDX-FileCopyrightText: 2026 Ada\n# SPDX-License-Identifier: "
# REUSE-IgnoreEnd


def seen(folder: Path, *, only_manifests: bool = True) -> list[Finding]:
    """Return the findings; each must also be sayable in both languages."""
    verdict = judged(folder, None) if only_manifests else check(folder)
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
    return [finding for finding in verdict.findings if finding.fact != "unread"]


def stated(folder: Path, licence: str) -> Path:
    (folder / "package.json").write_text(json.dumps({"license": licence}), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("expression", "fact", "values"),
    [
        ("MIT Apache-2.0", "broken", {"position": 5, "part": "Apache-2.0"}),
        ("LiLiQ-R ou MIT", "broken", {"position": 9, "part": "ou", "upper": "OR"}),
        ("Apache 2 OR MIT", "broken", {"position": 8, "part": "2", "nearest": "Apache-2.0"}),
        ("Foo-1.0", "unknown", {"name": "Foo-1.0"}),
        ("MIT/Apache-2.0", "broken", {"position": 4, "part": "/"}),
        ("(MIT OR ISC", "broken", {"position": 1, "part": "("}),
        ("MIT OR", "broken", {"position": 5, "part": "OR"}),
        ("( ) MIT ISC", "broken", {"position": 3, "part": ")"}),
        ("Apache2", "nearest", {"name": "Apache2", "nearest": "Apache-2.0"}),
        ("LiLiQ-R+-1.1", "nearest", {"nearest": "LiLiQ-Rplus-1.1"}),
        ("Xyzzy", "unknown", {"name": "Xyzzy"}),
        ("GPL-3.0", "renamed", {"name": "GPL-3.0", "today": "GPL-3.0-only"}),
        ("mit", "spelling", {"name": "mit", "today": "MIT"}),
        ("GPL-2.0-only WITH Nonsense", "broken", {"position": 19, "part": "Nonsense"}),
        ("MIT OR " * 300 + "MIT", "broken", {"longest": 1000}),
        ("M\u0007IT", "broken", {"position": 2, "part": "U+0007"}),
    ],
)
def test_what_is_wrong_with_an_expression_is_named(
    tmp_path: Path, expression: str, fact: str, values: dict[str, str | int]
) -> None:
    (finding,) = seen(stated(tmp_path, expression))
    assert finding.fact == fact
    assert finding.values.items() >= values.items()


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "MIT OR Apache-2.0",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "LicenseRef-ours",
        "(MIT AND CC-BY-4.0) OR LiLiQ-R-1.1",
        "GPL-2.0-or-later",
    ],
)
def test_a_right_expression_is_met(tmp_path: Path, expression: str) -> None:
    assert [(each.fact, each.standing) for each in seen(stated(tmp_path, expression))] == [
        ("met", Standing.MET)
    ]


def test_expressions_of_files_are_read_with_the_place(tmp_path: Path) -> None:
    for name, licence in (("a", "MIT ISC"), ("b", "MIT ISC"), ("c", "MIT"), ("d", "Apache2")):
        (tmp_path / f"{name}.py").write_text(f"{TAG}{licence}\n", encoding="utf-8")
    broken, near, met = seen(tmp_path, only_manifests=False)
    assert (broken.fact, near.fact, met.fact) == ("broken", "nearest", "met")
    assert broken.values["files"] == {"fr": "a.py, b.py", "en": "a.py, b.py"}
    assert met.values["count"] == {"fr": "1", "en": "1"}


def test_many_wrong_expressions_are_shown_in_few_findings(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.py").write_text(f"{TAG}MIT Mine{number}\n", encoding="utf-8")
    facts = [finding.fact for finding in seen(tmp_path, only_manifests=False)]
    assert facts == [*["broken"] * MOST_SHOWN, "more"]


def test_a_folder_without_expressions_is_not_established(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n", encoding="utf-8")
    (finding,) = seen(tmp_path, only_manifests=False)
    assert (finding.fact, finding.standing) == ("none", Standing.NOT_ESTABLISHED)


def test_words_that_are_no_expression_by_agreement_are_left_alone(tmp_path: Path) -> None:
    assert not seen(stated(tmp_path, "SEE LICENSE IN LICENSE.md"))
