# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A commit at fault is proved by running a person's test: before it, at it, and today."""

import os
import re
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from atelier.checks import culprit
from atelier.checks.culprit import Question
from atelier.repository import history
from atelier.verdict import Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

Work = Any  # the fixture's own class, which lies in conftest.py
TEST = "import sys\nfrom frais import frais\nsys.exit(frais(30) != 0)\n"
GOOD = "def frais(minutes):\n    return 0 if minutes <= 30 else 5\n"
BAD = "def frais(minutes):\n    return 0 if minutes < 30 else 5\n"
PYTHON = shlex.quote(sys.executable)


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only place in which temporary folders may be made."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


@pytest.fixture
def fees(work: Work) -> dict[str, str]:
    """Return the commits of a history in which the fourth of six brings a defect in."""
    named = {"first": work.commit(GOOD, "Write the fees", "frais.py")}
    named["before"] = work.commit("1\n", "Say how to use them", "LISEZ.md")
    named["better"] = work.commit(GOOD + "\n", "Leave a line", "frais.py")
    named["culprit"] = work.commit(BAD, "Make the rule simpler", "frais.py")
    named["after"] = work.commit("2\n", "Say it better", "LISEZ.md")
    named["last"] = work.commit("3\n", "Say it best", "LISEZ.md")
    (work.folder / "essai.py").write_text(TEST, encoding="utf-8")
    return named


def judged(  # noqa: PLR0913 - what a person may say
    work: Work,
    commit: str,
    command: str = f"{PYTHON} essai.py",
    *,
    stand: Path | None = None,
    since: str | None = None,
    patience: float = 30,
    tell: Callable[[str, int], None] = lambda _name, _left: None,
) -> Verdict:
    question = Question(
        commit=commit,
        command=tuple(shlex.split(command)),
        folder=work.folder,
        stand=stand or work.folder,
        patience=patience,
    )
    with history(work.folder, since=since) as read:
        return culprit.judged(read, question=question, tell=tell)


def told(verdict: Verdict) -> list[tuple[str, str, str]]:
    """Return what was found, in order, once all of it was said in both languages."""
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return [(each.criterion, each.fact, each.standing.value) for each in verdict.findings]


def said(verdict: Verdict, language: Any = "en") -> str:
    return " ".join(VerdictView(verdict, language=language).text().split())


PROVED = [
    ("there", "here", "met"),
    ("before", "sound", "met"),
    ("turn", "ill", "met"),
    ("steady", "same", "met"),
    ("now", "ill", "met"),
]


def test_the_commit_at_fault_is_proved(work: Work, fees: dict[str, str]) -> None:
    assert told(judged(work, fees["culprit"])) == PROVED
    assert told(judged(work, "HEAD~2", since=fees["first"])) == PROVED


def test_what_git_bisect_finds_with_the_same_command_is_proved(
    work: Work, fees: dict[str, str]
) -> None:
    work.git("bisect", "start", "HEAD", fees["first"])
    found = work.git("bisect", "run", *shlex.split(f"{PYTHON} essai.py"))
    named = re.search("([0-9a-f]{40}) is the first bad commit", found)
    assert named
    assert named[1] == fees["culprit"]
    work.git("bisect", "reset")
    assert told(judged(work, named[1])) == PROVED


def test_the_commit_just_before_is_not_at_fault(work: Work, fees: dict[str, str]) -> None:
    assert told(judged(work, fees["better"])) == [
        ("there", "here", "met"),
        ("before", "sound", "met"),
        ("turn", "sound", "unmet"),
        ("now", "ill", "met"),
    ]


def test_the_commit_just_after_is_not_at_fault(work: Work, fees: dict[str, str]) -> None:
    assert told(judged(work, fees["after"])) == [
        ("there", "here", "met"),
        ("before", "ill", "unmet"),
        ("turn", "ill", "met"),
        ("now", "ill", "met"),
    ]


def test_a_defect_that_was_mended_since_is_told_and_no_fault(
    work: Work, fees: dict[str, str]
) -> None:
    work.commit(GOOD, "Mend the fees", "frais.py")
    verdict = judged(work, fees["culprit"])
    assert told(verdict) == [*PROVED[:-1], ("now", "mended", "met")]
    assert "the defect has been mended since" in said(verdict)
    assert "le défaut a été corrigé depuis" in said(verdict, "fr")


def test_a_test_that_sees_nothing_proves_nothing(work: Work, fees: dict[str, str]) -> None:
    verdict = judged(work, fees["culprit"], "true")
    assert ("turn", "sound", "unmet") in told(verdict)
    assert ("now", "unseen", "not-established") in told(verdict)


def test_the_last_commit_at_fault_is_not_asked_about_twice(
    work: Work, fees: dict[str, str]
) -> None:
    work.git("reset", "--quiet", "--hard", fees["culprit"])
    assert told(judged(work, "HEAD")) == PROVED[:-1]


# ---------------------------------------------------------------------------------- which commit


@pytest.mark.parametrize("name", ["nowhere", "0" * 40, "", "^main", "--all"])
def test_a_commit_that_is_not_there_is_no_culprit(
    work: Work, fees: dict[str, str], name: str
) -> None:
    assert fees
    assert told(judged(work, name)) == [("there", "unknown", "unmet")]


def test_a_commit_of_another_branch_is_not_in_this_history(
    work: Work, fees: dict[str, str]
) -> None:
    work.git("branch", "idea", fees["last"])
    work.git("reset", "--quiet", "--hard", fees["better"])
    verdict = judged(work, "idea")
    assert told(verdict) == [("there", "elsewhere", "unmet")]
    assert f"git branch --all --contains {fees['last'][:7]}" in said(verdict)


@pytest.mark.parametrize("since", ["culprit", "after"])
def test_a_commit_that_is_no_part_of_what_was_asked_for_is_not_tried(
    work: Work, fees: dict[str, str], since: str
) -> None:
    verdict = judged(work, fees["culprit"], since=fees[since])
    assert told(verdict) == [("there", "earlier", "unmet")]


def test_a_first_commit_has_nothing_before_it(work: Work, fees: dict[str, str]) -> None:
    verdict = judged(work, fees["first"], "false")
    assert told(verdict)[1:] == [
        ("before", "root", "not-established"),
        ("turn", "ill", "met"),
        ("steady", "same", "met"),
        ("now", "ill", "met"),
    ]


def test_a_merge_is_at_fault_only_where_every_parent_is_good(work: Work) -> None:
    """Each side is right alone: the defect is in how they were joined."""
    work.commit("1\n", "Begin", "a")
    work.git("switch", "--quiet", "--create", "idea")
    work.commit("1\n", "Add b", "b")
    work.git("switch", "--quiet", "main")
    work.commit("1\n", "Add c", "c")
    work.git("merge", "--quiet", "--no-ff", "-m", "Merge the idea", "idea")
    verdict = judged(work, "HEAD", "sh -c 'test ! -e b || test ! -e c'")
    assert told(verdict) == [
        ("there", "here", "met"),
        ("before", "sound", "met"),
        ("before", "sound", "met"),
        ("turn", "ill", "met"),
        ("steady", "same", "met"),
    ]
    verdict = judged(work, "HEAD", "sh -c 'test ! -e b'")
    assert told(verdict)[1:4] == [
        ("before", "sound", "met"),
        ("before", "ill", "unmet"),
        ("turn", "ill", "met"),
    ]


def test_where_a_clone_is_cut_what_came_before_is_not_established(
    work: Work, fees: dict[str, str], tmp_path: Path
) -> None:
    there = tmp_path / "clone"
    work.git("clone", "--quiet", "--depth=3", f"file://{work.folder}", str(there))
    (there / "essai.py").write_text(TEST, encoding="utf-8")
    work.folder = there
    verdict = judged(work, fees["culprit"])
    assert ("before", "shallow", "not-established") in told(verdict)
    assert "git fetch --unshallow" in said(verdict)
    assert told(judged(work, fees["after"]))[1] == ("before", "ill", "unmet")


# ------------------------------------------------------------------------------- how a test ends


@pytest.mark.parametrize(
    ("ends", "standing", "words"),
    [
        ("exit 125", "not-established", "ends with 125"),
        ("exit 128", "unmet", "ends with 128"),
        ("exit 255", "unmet", "ends with 255"),
        ("kill -SEGV $$", "unmet", "a signal (SIGSEGV)"),
        ("exit 127", "unmet", "the command could not be run"),
        ("no-such-program-here", "unmet", "no-such-program-here: not found"),
        ("exit 126", "unmet", "the command could not be run"),
    ],
)
def test_what_is_neither_good_nor_bad_is_read_as_git_reads_it(
    work: Work, fees: dict[str, str], ends: str, standing: str, words: str
) -> None:
    verdict = judged(work, fees["culprit"], f"sh -c '{ends}'")
    assert told(verdict)[1] == ("before", "other", standing)
    assert words in said(verdict)
    # A search would stop there: nothing that comes after it is accused.
    is_stopped = standing == "unmet"
    assert len(verdict.findings) == (2 if is_stopped else 4)


@pytest.mark.parametrize("code", [1, 2, 124])
def test_every_other_number_is_bad(work: Work, fees: dict[str, str], code: int) -> None:
    verdict = judged(work, fees["culprit"], f"sh -c 'grep -q \"<=\" frais.py || exit {code}'")
    assert told(verdict) == PROVED


@pytest.mark.parametrize(
    "program", ["no-such-program-here", "./no-such-program-here", "./LISEZ.md"]
)
def test_a_command_that_cannot_be_run_is_not_called_bad(
    work: Work, fees: dict[str, str], program: str
) -> None:
    verdict = judged(work, fees["culprit"], program)
    assert told(verdict) == [("there", "here", "met"), ("before", "other", "unmet")]
    assert program in said(verdict)
    assert "n’a pas pu être lancée" in said(verdict, "fr")


def test_a_test_that_never_ends_is_stopped_with_all_that_it_started(
    work: Work, fees: dict[str, str], tmp_path: Path, desk: Path
) -> None:
    note = tmp_path / "children"
    (work.folder / "endless.sh").write_text(
        f"sleep 1000 & echo $! > '{note}'\necho $$ >> '{note}'\nwait\n", encoding="utf-8"
    )
    verdict = judged(work, fees["culprit"], "sh endless.sh", patience=1.5)
    assert told(verdict) == [("there", "here", "met"), ("before", "other", "unmet")]
    assert "in the time it was given (1.5 s)" in said(verdict)
    assert "--patience" in said(verdict)
    assert not any(map(lives, note.read_text(encoding="utf-8").split()))
    assert not list(desk.iterdir())


def test_what_a_test_leaves_running_ends_with_it(
    work: Work, fees: dict[str, str], tmp_path: Path, desk: Path
) -> None:
    note = tmp_path / "children"
    (work.folder / "serve.sh").write_text(
        f"sleep 1000 & echo $! >> '{note}'\ngrep -q '<=' frais.py\n", encoding="utf-8"
    )
    assert told(judged(work, fees["culprit"], "sh serve.sh")) == PROVED
    left = note.read_text(encoding="utf-8").split()
    assert len(left) == 5
    assert not any(map(lives, left))
    assert not list(desk.iterdir())


def lives(process: str) -> bool:
    """Return whether a process still runs; one that is only waited for does not."""
    for _ in range(600):
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        except FileNotFoundError:
            return False
        if state.split()[0] == "Z":
            return False
        time.sleep(0.05)
    return True


def test_a_test_that_changes_its_mind_proves_nothing(
    work: Work, fees: dict[str, str], tmp_path: Path
) -> None:
    """It is good, bad, then bad: the right answers by chance, once."""
    count = tmp_path / "count"
    (work.folder / "flaky.sh").write_text(
        f"echo >> '{count}'\ntest $(wc -l < '{count}') -eq 1\n", encoding="utf-8"
    )
    verdict = judged(work, fees["culprit"], "sh flaky.sh")
    assert told(verdict)[1:4] == [
        ("before", "sound", "met"),
        ("turn", "ill", "met"),
        ("steady", "changed", "unmet"),
    ]
    assert fees["better"][:7] in verdict.findings[3].values["commit"]


def test_the_last_words_of_a_test_are_told_and_never_a_credential(
    work: Work, fees: dict[str, str]
) -> None:
    token = "glpat-" + "aB3dE6gH9jK2mN5pQ8rS"
    words = f'printf "x%04000d\\nno fee for \\033[31m{token}\\n\\n" 1; exit 1'
    verdict = judged(work, fees["after"], f"sh -c '{words}'")
    assert "It wrote last: “no fee for" in said(verdict)
    assert token not in said(verdict)
    assert "\x1b" not in said(verdict)


def test_a_test_that_writes_without_end_is_not_kept_waiting(
    work: Work, fees: dict[str, str]
) -> None:
    verdict = judged(
        work, fees["culprit"], "sh -c 'yes | head -c 20000000; grep -q \"<=\" frais.py'"
    )
    assert told(verdict) == PROVED


# ------------------------------------------------------------------------- where a test finds what


def test_a_file_that_the_commit_lacks_is_found_where_the_person_stands(
    work: Work, fees: dict[str, str], tmp_path: Path
) -> None:
    """In a folder of the repository, beside it, or elsewhere: always what the old tree holds."""
    inner = work.folder / "essais"
    inner.mkdir()
    here = "import sys\nsys.path.insert(0, '.')\n"
    for place in (inner, tmp_path):
        (place / "autre.py").write_text(here + TEST, encoding="utf-8")
    for stand, name in (
        (inner, "autre.py"),
        (work.folder, "essais/autre.py"),
        (work.folder, "../autre.py"),
        (tmp_path, "autre.py"),
        (tmp_path, shlex.quote(str(work.folder / "essai.py"))),
        (tmp_path, "essai.py"),
    ):
        assert told(judged(work, fees["culprit"], f"{PYTHON} {name}", stand=stand)) == PROVED


def test_a_file_that_was_added_to_a_copy_is_told(work: Work, fees: dict[str, str]) -> None:
    """It may be a test; it may be what the commit is judged for: a person has to know."""
    work.commit("1\n", "Add the test", "LISEZ.md")
    verdict = judged(work, fees["culprit"])
    assert told(verdict) == [*PROVED[:-1], ("now", "ill", "met")]
    added = [each.values["added"]["en"] for each in verdict.findings if "added" in each.values]
    assert added == [" Files added to the copy, as this commit lacks them: essai.py."] * 2 + [""]
    assert said(verdict, "fr").count("parce que ce commit ne les a pas : essai.py.") == 2


def test_a_file_that_the_commit_holds_is_the_commit_s_own(work: Work, fees: dict[str, str]) -> None:
    """What is in the working copy today says nothing of yesterday's program."""
    (work.folder / "frais.py").write_text(GOOD, encoding="utf-8")
    assert told(judged(work, fees["culprit"], "grep -q '<=' frais.py")) == PROVED


def test_a_program_of_one_s_own_is_run_where_what_it_reads_lies(
    work: Work, fees: dict[str, str]
) -> None:
    script = work.folder / "essai.sh"
    script.write_text(
        '#!/bin/sh\ncd "$(dirname "$0")" && grep -q "<=" frais.py\n', encoding="utf-8"
    )
    script.chmod(0o755)
    assert told(judged(work, fees["culprit"], "./essai.sh")) == PROVED


def test_an_environment_in_the_working_copy_is_used_where_it_is(
    work: Work, fees: dict[str, str]
) -> None:
    programs = work.folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (work.folder / ".venv" / "pyvenv.cfg").write_text(
        f"home = {Path(sys.executable).parent}\n", encoding="utf-8"
    )
    (work.folder / "essai.py").write_text(
        f"{TEST[:11]}if sys.prefix != {str(work.folder / '.venv')!r}: sys.exit(125)\n{TEST[11:]}",
        encoding="utf-8",
    )
    assert told(judged(work, fees["culprit"], ".venv/bin/python essai.py")) == PROVED


def test_a_copy_is_a_repository_of_its_own(
    work: Work, fees: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the lesson does it with ``git bisect run git grep``; a caller's GIT_DIR leads nowhere."""
    work.git("tag", "--annotate", "-m", "One", "v1", fees["first"])
    monkeypatch.setenv("GIT_DIR", str(work.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(work.folder))
    assert told(judged(work, fees["culprit"], "git grep -q '<=' -- frais.py")) == PROVED
    known = "git describe --tags && git log -1"
    assert ("before", "sound", "met") in told(judged(work, fees["culprit"], f"sh -c '{known}'"))
    spoil = (
        "git rev-parse -q --verify v1 && git add --all && git commit -qm x --allow-empty; exit 9"
    )
    before = work.git("rev-parse", "HEAD"), work.git("count-objects")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "x")
    judged(work, fees["culprit"], f"sh -c '{spoil}'")
    assert (work.git("rev-parse", "HEAD"), work.git("count-objects")) == before


def test_a_file_that_git_archive_leaves_out_is_there(work: Work) -> None:
    work.commit("tests export-ignore\n", "Leave tests out of archives", ".gitattributes")
    work.commit("1\n", "Add a test", "tests/a")
    work.commit("2\n", "Spoil it", "tests/a")
    assert told(judged(work, "HEAD", "grep -q 1 tests/a")) == PROVED[:-1]


# -------------------------------------------------------------------------------- what is spared


def test_work_in_progress_is_left_as_it_was(
    work: Work,
    fees: dict[str, str],
    digest: Callable[[Path], str],
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (work.folder / "LISEZ.md").write_text("not yet recorded\n", encoding="utf-8")
    (work.folder / "frais.py").unlink()
    (work.folder / "notes.txt").write_text("mine\n", encoding="utf-8")
    work.git("add", "notes.txt")
    seen = work.git("status", "--porcelain")
    before = digest(work.folder)
    monkeypatch.chdir(work.folder)
    for command in (f"{PYTHON} essai.py", "sh -c 'rm -rf * && exit 1'", f"{PYTHON} ./essai.py"):
        judged(work, fees["culprit"], command)
    assert digest(work.folder) == before
    assert work.git("status", "--porcelain") == seen
    assert not list(desk.iterdir())


def test_what_a_test_leaves_in_one_copy_is_not_in_the_next(
    work: Work, fees: dict[str, str]
) -> None:
    assert told(judged(work, fees["better"], "sh -c 'test ! -e left && touch left'"))[1:3] == [
        ("before", "sound", "met"),
        ("turn", "sound", "unmet"),
    ]


def test_a_hostile_repository_has_nothing_of_its_own_run(work: Work, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    trap = f"touch '{ran}'; cat"
    work.commit("* filter=trap diff=trap merge=trap ident\n", "Begin", ".gitattributes")
    work.commit("1\n", "Add a file", "a")
    work.commit("2\n", "Spoil it", "a")
    for name in ("filter.trap.smudge", "filter.trap.clean", "filter.trap.process"):
        work.git("config", name, trap)
    work.git("config", "filter.trap.required", "true")
    for name in ("core.fsmonitor", "core.sshCommand", "core.alternateRefsCommand"):
        work.git("config", name, trap)
    hooks = work.folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\n{trap}\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    ran.unlink(missing_ok=True)
    assert told(judged(work, "HEAD", "grep -q 1 a")) == PROVED[:-1]
    assert not ran.exists()


def test_no_link_of_a_commit_leads_a_file_out_of_its_copy(
    work: Work, tmp_path: Path, desk: Path
) -> None:
    """``tests`` was a link to somebody's folder, and ``essai.py`` one to nothing yet."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (work.folder / "tests").symlink_to(victim)
    (work.folder / "essai.py").symlink_to(victim / "other.py")
    work.commit("1\n", "Begin", "a")
    (work.folder / "tests").unlink()
    (work.folder / "essai.py").unlink()
    work.commit("2\n", "Take the links away", "a")
    (work.folder / "tests").mkdir()
    for name in ("essai.py", "tests/deep/essai.py"):
        (work.folder / name).parent.mkdir(exist_ok=True)
        (work.folder / name).write_text("mine\n", encoding="utf-8")
        judged(work, "HEAD", f"cat {name}")
    assert not list(victim.iterdir())
    assert not list(desk.iterdir())


def test_an_object_that_is_missing_is_said_and_proves_nothing(
    work: Work, fees: dict[str, str]
) -> None:
    name = work.git("rev-parse", f"{fees['culprit']}:frais.py")
    (work.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    verdict = judged(work, fees["culprit"])
    assert ("turn", "other", "not-established") in told(verdict)
    assert "could not be copied into a temporary folder" in said(verdict)


def test_whoever_waits_hears_which_commit_is_tried(work: Work, fees: dict[str, str]) -> None:
    heard: list[tuple[str, int]] = []
    judged(work, fees["culprit"], tell=lambda name, left: heard.append((name, left)))
    tried = [fees[each][:7] for each in ("better", "culprit", "better", "culprit", "last")]
    assert heard == list(zip(tried, range(5, 0, -1), strict=True))


def test_an_odd_word_of_a_command_is_left_as_it_is(work: Work, fees: dict[str, str]) -> None:
    long = "import sys; sys.exit(0)  # " + "x" * 5_000
    for words in (f"{PYTHON} -c '{long}'", "test '' = ''", "printf %s - -- --x"):
        assert told(judged(work, fees["better"], words))[1] == ("before", "sound", "met")


def test_a_home_is_known_by_its_short_name(
    work: Work, fees: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within quotation marks, no shell writes it out."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "essai.sh").write_text("grep -q '<=' frais.py\n", encoding="utf-8")
    assert told(judged(work, fees["culprit"], "sh ~/essai.sh")) == PROVED
    assert os.environ["HOME"] == str(tmp_path)
