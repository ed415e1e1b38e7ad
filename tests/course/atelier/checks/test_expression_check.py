# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of the five expressions judges what they say, and tells what to read again."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from atelier.checks.expression import ANSWERS, FILE, check, sheet_of
from atelier.expression import names_in, read
from atelier.verdict import Finding
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

CASES = list(ANSWERS)
TAG = "SPDX-License-" + "Identifier"  # apart, or it would speak of this file


def findings(folder: Path, content: str | bytes) -> dict[str, Finding]:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / FILE).write_bytes(data)
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text().replace("{position}", "")
    return {finding.about: finding for finding in verdict.findings}


def one(folder: Path, case: str, answer: str) -> Finding:
    return findings(folder, f"{CASES.index(case) + 1}: {answer}\n")[case]


@pytest.mark.parametrize(
    ("case", "answer", "fact", "points"),
    [
        ("choice", "Apache-2.0 OR MIT", "right", 1),
        ("choice", "MIT or Apache-2.0", "right-told", 1),
        ("choice", "MIT OR apache-2.0", "right-told", 1),
        ("choice", "MIT OR Apache-2.0 OR MIT", "right-told", 1),
        ("choice", "MIT AND Apache-2.0", "joined", 0.25),
        ("choice", "MIT", "fewer", 0),
        ("choice", "MIT OR ISC", "others", 0),
        ("choice", "MIT Or Apache-2.0", "broken", 0),
        ("choice", "MIT ou Apache-2.0", "broken", 0),
        ("choice", "MIT OR Apache 2.0", "broken", 0),
        ("choice", "MITT OR Apache-2.0", "nearest", 0),
        ("choice", "qqqqqqqq", "unknown", 0),
        ("own", "LiLiQ-R-1.1 AND LicenseRef-Contrat-2024", "right", 1),
        ("own", "LiLiQ-R-1.1 AND LicenseRef-contrat-2024.txt", "others", 0),
        ("exception", "GPL-2.0 WITH Classpath-exception-2.0", "old", 0.5),
        ("exception", "GPL-2.0-with-classpath-exception", "old", 0.5),
        ("exception", "GPL-2.0-only", "exception", 0),
        ("exception", "GPL-2.0-only WITH GCC-exception-2.0", "exception", 0),
        ("exception", "GPL-2.0-or-later WITH Classpath-exception-2.0", "version", 0),
        ("later", "LGPL-2.1+", "old", 0.5),
        ("later", "LGPL-2.1", "version", 0),
        ("later", "LGPL-2.1-only", "version", 0),
        ("brackets", "CC-BY-4.0 AND (GPL-3.0-only OR EUPL-1.2)", "right", 1),
        ("brackets", "EUPL-1.2 AND CC-BY-4.0 OR GPL-3.0-only AND CC-BY-4.0", "right-told", 1),
        ("brackets", "EUPL-1.2 OR GPL-3.0-only AND CC-BY-4.0", "joined", 0.25),
        ("brackets", "EUPL-1.2 OR GPL-3.0 AND CC-BY-4.0", "joined", 0.25),
    ],
)
def test_an_answer_is_judged_by_what_it_says(
    tmp_path: Path, case: str, answer: str, fact: str, points: float
) -> None:
    found = one(tmp_path, case, answer)
    assert (found.fact, found.points) == (fact, points)


def test_an_old_name_is_told_with_todays(tmp_path: Path) -> None:
    found = one(tmp_path, "exception", "GPL-2.0-with-classpath-exception")
    assert str(found.values["renamed"]).endswith("→ GPL-2.0-only WITH Classpath-exception-2.0")


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        ("", "missing"),
        ("1:", "untouched"),
        ("1:   # nothing\n", "broken"),
        ("MIT OR Apache-2.0\n", "unnumbered"),
        ("6: MIT\n", "unnumbered"),
        ("1: MIT\n1: ISC\n", "twice"),
        ("1: MIT OR Apache-2.0\n1: MIT OR Apache-2.0\n", "right"),
        (b"\xff\xfe" + "1: MIT OR Apache-2.0".encode("utf-16-le"), "right"),
        ("1: MIT OR é".encode("latin-1"), "broken"),
        (b"\x00\x01", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (b"1: MIT\n" * 100_000, "unreadable"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_gets_a_finding(
    tmp_path: Path, content: str | bytes, fact: str
) -> None:
    assert findings(tmp_path, content)["choice"].fact == fact


def test_a_missing_file_a_folder_and_a_link_out_get_a_finding(tmp_path: Path) -> None:
    assert check(tmp_path).findings[0].fact == "unreadable"
    (tmp_path / "work" / FILE).mkdir(parents=True)
    assert check(tmp_path / "work").findings[0].fact == "unreadable"
    (tmp_path / "other").mkdir()
    (tmp_path / "secret").write_text("1: MIT OR Apache-2.0", encoding="utf-8")
    (tmp_path / "other" / FILE).symlink_to(tmp_path / "secret")
    verdict = check(tmp_path / "other")
    assert (verdict.findings[0].fact, verdict.points) == ("unreadable", 0)


@pytest.mark.parametrize(
    "line",
    [
        "1: MIT OR Apache-2.0",
        "1. MIT OR Apache-2.0",
        "1) `MIT OR Apache-2.0`",
        "1 MIT OR Apache-2.0",
        "Cas 1 : « MIT OR Apache-2.0 »",
        f"case 1: {TAG}: MIT OR Apache-2.0",
    ],
)
def test_a_line_may_be_numbered_as_one_likes(line: str) -> None:
    assert sheet_of(line).answers == {"choice": ("MIT OR Apache-2.0",)}


def test_zero_bsd_is_no_case_number() -> None:
    assert sheet_of("0BSD OR MIT").has_strays


def test_the_same_answer_everywhere_scores_at_most_a_fifth(tmp_path: Path) -> None:
    for answer in (*ANSWERS.values(), "MIT", "NOASSERTION", "(MIT"):
        given_everywhere = "".join(f"{n}: {answer}\n" for n in range(1, 6))
        assert sum(each.points for each in findings(tmp_path, given_everywhere).values()) <= 1


def test_a_random_answer_scores_at_most_a_fifth(tmp_path: Path) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    names = sorted({str(name) for answer in ANSWERS.values() for name in names_in(read(answer))})
    for _ in range(100):
        lines = [
            f"{n}: {chance.choice(names)} {chance.choice(['AND', 'OR'])} {chance.choice(names)}\n"
            for n in range(1, 6)
        ]
        assert sum(each.points for each in findings(tmp_path, "".join(lines)).values()) <= 1


@settings(
    deadline=timedelta(seconds=5),
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(some.one_of(some.text(max_size=80), some.binary(max_size=80)))
@example("1: " + "(" * 5000)
@example("1:\u20282: MIT\x0b3: MIT")
@example("99999999999999999999: MIT")
@example("١: MIT")
def test_whatever_lies_in_the_file_gets_a_verdict(tmp_path: Path, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    (tmp_path / FILE).write_bytes(data)
    verdict = check(tmp_path)
    assert len(verdict.findings) == len(ANSWERS)
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
    assert (tmp_path / FILE).read_bytes() == data
