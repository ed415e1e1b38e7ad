# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier check``: the verdict on a whole repository, for people and for pipelines."""

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from atelier.__main__ import main
from atelier.command.check import CULPRIT, HISTORY, LICENCES, SUBJECTS
from atelier.enumeration import counted, enumerated, visible
from atelier.git import git_version
from atelier.words import LANGUAGES

Run = Callable[..., tuple[int, str]]
Work = Any  # the fixture's own class, which lies in conftest.py


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command and gives its code and all that it said."""
    monkeypatch.setenv("ATELIER_HOME", str(tmp_path / "home"))

    def ran(*arguments: object, language: str = "en") -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["check", *map(str, arguments), "--language", language])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out + said.err

    return ran


@pytest.fixture
def repository(messy: ModuleType, tmp_path: Path) -> Path:
    """Return the made-up repository in disorder."""
    return Path(messy.build(tmp_path / "repository"))


def facts(said: str) -> set[tuple[str, str]]:
    """Return subject and fact of every finding that is not met."""
    return {
        (subject["subject"], finding["fact"])
        for subject in json.loads(said)["subjects"]
        for finding in subject["findings"]
        if finding["standing"] != "met"
    }


def test_this_project_keeps_to_what_it_teaches(run: Run, root: Path) -> None:
    code, said = run(root, "--json")
    assert code == 0, said
    # What looks like a password is the made-up one that two missions hide in a history.
    assert facts(said) <= {("dependencies", "silent-python"), ("leaks", "found")}


def test_this_project_may_use_what_is_installed_for_it(run: Run, root: Path) -> None:
    """``reuse`` runs as a program of its own (``declarations.py``), python-debian within it."""
    apart = [f"--linking={name}=separate-process" for name in ("reuse", "python-debian")]
    code, said = run(root, "--json", "--subject=dependencies", "--environment", sys.prefix, *apart)
    assert code == 0, said
    assert facts(said) <= {("dependencies", "unstated"), ("dependencies", "not-established")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_messy_repository_every_fault_is_found(
    run: Run, repository: Path, digest: Callable[[Path], str], language: str
) -> None:
    before = digest(repository)
    code, said = run(repository, "--json", language=language)
    assert digest(repository) == before
    assert code == 1
    assert facts(said) == {
        ("licence", "changed"),
        ("texts", "changed"),
        ("reuse", "unmet"),
        ("spdx", "broken"),
        ("dependencies", "refused"),
        ("messages", "unmet"),
        ("authors", "unmet"),
        ("dco", "not-asked"),
        ("leaks", "found"),
    }
    code, page = run(repository, language=language)
    assert code == 1
    for words in (
        "permis/avis.py",
        "permis/dates.py",
        "MIT Apache-2.0",
        "tuiles 3.2.0",
        "30 jours",
        "(wip)",
        "root@poste-12.local",
        "permis/acces.ini",
    ):
        assert words in page
    assert max(map(len, page.splitlines())) <= 80


def test_the_json_names_subjects_findings_and_points(run: Run, repository: Path) -> None:
    answer = json.loads(run(repository, "--json")[1])
    assert answer["met"] is False
    history = [each for each in HISTORY if each != "atomicity"]
    assert [each["subject"] for each in answer["subjects"]] == [*LICENCES, *history]
    for subject in answer["subjects"]:
        earned = sum(finding["points"] for finding in subject["findings"])
        assert subject["points"] == earned
        assert all(finding["seen"] for finding in subject["findings"])
    assert answer["points"] == sum(each["points"] for each in answer["subjects"])


def test_one_subject_is_checked_where_one_is_asked_for(run: Run, repository: Path) -> None:
    code, said = run(repository, "--json", "--subject", "spdx", "--subject", "texts")
    assert code == 1
    assert [each["subject"] for each in json.loads(said)["subjects"]] == ["texts", "spdx"]
    alone = run(repository, "--subject", "licence")[1]
    assert alone.startswith("2 of 3 points.")


def test_what_is_not_established_is_red_only_where_strictness_is_asked_for(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "poetry.lock").write_text("", encoding="utf-8")
    (tmp_path / "package.json").write_text('{"license": "MIT"}', encoding="utf-8")
    asked = (tmp_path, "--subject", "dependencies")
    assert run(*asked)[0] == 0
    assert run(*asked, "--strict")[0] == 1
    assert json.loads(run(*asked, "--json")[1])["met"] is True
    assert json.loads(run(*asked, "--json", "--strict")[1])["met"] is False
    assert "[?] Not established" in run(*asked)[1]


def test_what_is_not_there_is_counted_neither_as_met_nor_as_not_met(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    code, page = run(tmp_path / "empty")
    assert code == 1
    assert page.startswith("Subjects: 5. Met: 0; not met: 1; not established: 4.")
    assert "[+]" not in page
    answer = json.loads(run(tmp_path / "empty", "--json")[1])
    assert answer["counts"] == {"met": 0, "unmet": 1, "not-established": 4}
    standings = {each["subject"]: (each["standing"], each["met"]) for each in answer["subjects"]}
    assert standings == dict.fromkeys(LICENCES, ("not-established", False)) | {
        "licence": ("unmet", False)
    }
    french = run(tmp_path / "empty", language="fr")[1]
    assert french.startswith(
        "Sujets\u00a0: 5. Atteints\u00a0: 0; non atteints\u00a0: 1; non établis\u00a0: 4."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            "À soumettre au service juridique\u00a0: 3. Sans --strict, cela seul laisse le code",
        ),
        ("en", "To ask counsel about: 3. Without --strict, this alone leaves the exit code"),
    ],
)
@pytest.mark.parametrize("subjects", [["dependencies"], ["licence", "dependencies"]], ids=len)
def test_the_summary_says_how_many_are_for_counsel(
    run: Run, tmp_path: Path, subjects: list[str], language: str, words: str
) -> None:
    """A copyleft dependency of an MIT project is no refusal: it must not pass unseen either."""
    licences = ("GPL-3.0-only", "AGPL-3.0-only", "SSPL-1.0", "MIT")
    packages = {f"node_modules/{each.lower()}": {"license": each} for each in licences}
    lock = {"lockfileVersion": 3, "packages": packages}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"license": "MIT"}', encoding="utf-8")
    asked = (tmp_path, *(f"--subject={each}" for each in subjects))

    page = run(*asked, language=language)[1]
    summary = page.partition("\n\n")[0]

    assert words in " ".join(summary.split(" ")).replace("\n", " ")
    assert json.loads(run(*asked, "--json")[1])["counsel"] == 3
    assert run(tmp_path, "--subject=dependencies")[0] == 0
    assert run(tmp_path, "--subject=dependencies", "--strict")[0] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_for_counsel_nothing_is_said_of_it(
    run: Run, tmp_path: Path, language: str
) -> None:
    said = run(tmp_path, "--subject=dependencies", language=language)[1]
    assert "--strict" not in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("à soumettre au service juridique", "GPL, AGPL ou SSPL", "projet sous MIT")),
        ("en", ("to ask counsel about", "GPL, AGPL or SSPL", "MIT project")),
    ],
)
def test_the_help_says_that_what_is_for_counsel_exits_with_0(
    run: Run, language: str, words: tuple[str, ...]
) -> None:
    said = " ".join(run("--help", language=language)[1].split())
    assert all(each in said for each in words)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--subject", "weather"], f"--subject ({', '.join(SUBJECTS)})"),
        (["--linking", "glue"], "“glue” is not a way of joining"),
        (["--linking", "reuse=glue"], "“reuse=glue” is not a way of joining"),
        (["--environment", "nowhere"], "no Python environment here: nowhere"),
        (["--environment", "/etc"], "no Python environment here: /etc"),
        (["--subject", "atomicity"], "needs a map of the project’s areas: add --areas FILE"),
        (["--areas", "/nowhere"], "/nowhere is not a map of areas"),
        (["--subject", "culprit"], "give --culprit COMMIT and --test COMMAND"),
        (["--culprit", "HEAD"], "give --culprit COMMIT and --test COMMAND"),
        (["--test", "true"], "give --culprit COMMIT and --test COMMAND"),
        (["--culprit", "HEAD", "--test", " "], "the command is empty"),
        (["--culprit", "HEAD", "--test", "sh -c 'x"], "a quotation mark is not closed"),
        (["--culprit", "HEAD", "--test", "make && ./try"], "needs a shell: make && ./try"),
        (["--culprit", "HEAD", "--test", "true", "--patience", "0"], "--patience"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    code, heard = run(tmp_path, *arguments)
    assert code == 2
    assert said in heard


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_subject_every_code_and_what_is_not_established(
    run: Run, language: str
) -> None:
    code, said = run("--help", language=language)
    assert code == 0
    for words in (
        *SUBJECTS,
        "--strict",
        "--environment",
        "--linking",
        "package-lock.json",
        "  2  ",
    ):
        assert words in said


# -------------------------------------------------------------------------------- the history


def test_a_repository_with_a_history_is_asked_for_it_too(run: Run, work: Work) -> None:
    work.commit("1\n", "wip", by="root <root@localhost>")
    answer = json.loads(run(work.folder, "--json")[1])
    seen = [each["subject"] for each in answer["subjects"]]
    assert seen == [each for each in SUBJECTS if each not in {"atomicity", CULPRIT}]
    assert {("messages", "unmet"), ("authors", "unmet"), ("dco", "not-asked")} <= facts(
        json.dumps(answer)
    )


def test_a_folder_without_a_history_is_asked_for_one_only_by_name(run: Run, tmp_path: Path) -> None:
    answer = json.loads(run(tmp_path, "--json")[1])
    assert [each["subject"] for each in answer["subjects"]] == list(LICENCES)
    for language, words in (("fr", "n’est pas un dépôt Git"), ("en", "is not a Git repository")):
        asked = [f"--subject={each}" for each in HISTORY if each != "atomicity"]
        code, page = run(tmp_path, *asked, language=language)
        assert code == 0
        assert " ".join(page.split()).count(words) == len(asked)
        assert run(tmp_path, *asked, "--strict")[0] == 1


@pytest.mark.parametrize("given", ["main", "HEAD~1", "v1", "origin/main"])
def test_only_what_a_merge_request_brings_is_judged(run: Run, work: Work, given: str) -> None:
    work.commit("1\n", "wip")
    work.git("tag", "v1")
    work.git("update-ref", "refs/remotes/origin/main", "HEAD")
    work.git("switch", "--quiet", "--create", "idée")
    work.commit("2\n", "Say when the library opens")
    only = ("--subject=messages", f"--since={given}")
    assert run(work.folder, "--subject=messages")[0] == 1
    assert run(work.folder, *only)[0] == 0


def test_a_pipeline_s_detached_commit_is_what_is_judged(run: Run, work: Work) -> None:
    """Pipelines check out a commit, not a branch."""
    work.commit("1\n", "wip")
    first = work.commit("2\n", "Say when the library opens")
    work.commit("3\n", "wip")
    work.git("checkout", "--quiet", first)
    assert run(work.folder, "--subject=messages", "--since=HEAD~1")[0] == 0


@pytest.mark.parametrize("given", ["nowhere", "--output=x", "HEAD~9", "", "^main"])
def test_a_commit_that_is_not_there_is_said_in_a_sentence(run: Run, work: Work, given: str) -> None:
    work.commit("1\n", "Begin the rules")
    code, said = run(work.folder, "--subject=messages", f"--since={given}")
    assert code == 2
    assert f"no commit “{given}”" in said


def test_the_single_commit_of_a_pipeline_is_not_accused_of_what_it_does_not_show(
    run: Run, work: Work, tmp_path: Path
) -> None:
    """A forge's pipeline fetches one commit: the merge that it made itself, or the last one."""
    drawn = tmp_path / "areas.toml"
    drawn.write_text('[areas]\ntexts = ["*.md"]\nservice = ["src/**"]\n', encoding="utf-8")
    sign = "\n\nSigned-off-by: Ada Lefèvre <ada@ville.example>"
    work.commit("`git commit -s`\n", f"Ask for sign-offs{sign}", "CONTRIBUTING.md")
    work.commit("1\n", f"Write the service{sign}", "src/x.py")
    work.git("switch", "--quiet", "--create", "idea")
    work.commit("2\n", f"Change the service{sign}", "src/x.py")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-ff", "-m", "Merge 1234 into 5678", "idea")
    asked = [f"--subject={each}" for each in HISTORY]
    for name in ("main", "idea"):
        there = tmp_path / name
        source = f"file://{work.folder}"
        work.git("clone", "--quiet", "--depth=1", f"--branch={name}", source, str(there))
        code, said = run(there, *asked, f"--areas={drawn}")
        assert code == 0, said
        assert said.count("`git fetch --unshallow`") == len(HISTORY)
        assert run(there, "--subject=messages", "--strict")[0] == 1


def test_a_shallow_copy_that_holds_all_that_was_asked_for_is_enough(
    run: Run, work: Work, tmp_path: Path
) -> None:
    for number in range(5):
        work.commit(f"{number}\n", f"Change number {number}")
    there = tmp_path / "clone"
    work.git("clone", "--quiet", "--depth=4", f"file://{work.folder}", str(there))
    asked = [f"--subject={each}" for each in ("messages", "authors", "conflicts", "leaks")]
    assert run(there, *asked, "--since=HEAD~2", "--strict")[0] == 0
    assert run(there, *asked, "--strict")[0] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_repository_is_judged_as_its_working_tree_would_be(
    run: Run, repository: Path, tmp_path: Path, digest: Callable[[Path], str], language: str
) -> None:
    """Its own HEAD and config are no files of the project; the history is read too."""
    whole, bare = tmp_path / "whole", tmp_path / "bare.git"
    for place, way in ((whole, "--no-bare"), (bare, "--bare")):
        subprocess.run(["git", "clone", "--quiet", way, repository, place], check=True)
    before = digest(bare)
    code, said = run(bare, "--json", language=language)
    page = run(bare, language=language)[1]

    assert digest(bare) == before
    assert code == 1
    assert facts(said) == facts(run(whole, "--json", language=language)[1])
    assert {subject for subject, _ in facts(said)} > {"reuse", "leaks"}
    assert {"fr": "copie de travail (dépôt nu)", "en": "working tree (it is bare)"}[
        language
    ] in page
    assert json.loads(said)["note"].split() == page.split()[: len(json.loads(said)["note"].split())]
    assert max(map(len, page.splitlines())) <= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_bare_repository_whose_files_cannot_be_read_a_sentence_says_so(
    run: Run, work: Work, tmp_path: Path, language: str
) -> None:
    work.commit("1\n", "Begin the rules")
    bare = tmp_path / "bare.git"
    work.git("clone", "--quiet", "--bare", ".", str(bare))
    (bare / "HEAD").write_text("ref: refs/heads/nowhere\n", encoding="utf-8")
    _, said = run(bare, "--json", language=language)
    code, told = run(bare, "--subject=reuse", language=language)

    assert not {subject for subject, _ in facts(said)} & {*LICENCES}
    assert ("messages", "unread") in facts(said)
    assert code == 2
    for page in (said, told):
        assert "git clone" in page
        assert {"fr": "dépôt nu", "en": "it is bare"}[language] in page


def test_where_objects_are_missing_nothing_is_claimed(run: Run, work: Work) -> None:
    work.commit("1\n", "Begin the rules")
    name = work.git("rev-parse", "HEAD:texte.md")
    (work.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    code, said = run(work.folder, "--subject=conflicts", "--strict")
    assert code == 1
    assert "Some of the objects of this repository are missing" in " ".join(said.split())


@pytest.mark.parametrize(
    ("file", "left"),
    [
        ("refs/heads/main", "garbage\n"),
        ("refs/heads/main", ""),
        ("refs/heads/main", f"{'1' * 40}\n"),
        ("HEAD", ""),
    ],
    ids=["noise", "emptied", "leads nowhere", "HEAD"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_damaged_reference_is_not_taken_for_a_repository_without_a_commit(
    run: Run, work: Work, language: str, file: str, left: str
) -> None:
    work.commit("1\n", "Begin the rules")
    work.git("branch", "idea")
    (work.folder / ".git" / file).write_text(left, encoding="utf-8")
    code, said = run(work.folder, "--subject=conflicts", "--strict", language=language)
    flat = " ".join(said.split())

    assert code == 1
    assert file in said
    assert {"fr": "abîmées", "en": "are damaged"}[language] in flat
    assert {"fr": "copie de tout le dossier", "en": "copy of the whole folder"}[language] in flat
    assert {"fr": "clonez le dépôt", "en": "clone the repository"}[language] in flat


@pytest.mark.parametrize("file", ["refs/heads/idea", "refs/remotes/origin/idea", "packed-refs"])
def test_what_a_damaged_reference_led_to_is_said_not_to_be_read(
    run: Run, work: Work, file: str
) -> None:
    """The commits of that branch may hold a secret; a reference that waits for one is whole."""
    work.commit("1\n", "Begin the rules")
    waiting = work.folder / ".git" / "refs" / "remotes" / "origin" / "HEAD"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("ref: refs/remotes/origin/main\n", encoding="utf-8")
    assert run(work.folder, "--subject=leaks", "--strict")[0] == 0
    (work.folder / ".git" / file).write_text("garbage\n", encoding="utf-8")

    code, said = run(work.folder, "--subject=leaks", "--subject=conflicts", "--strict", "--json")
    assert code == 1
    assert facts(said) == {("leaks", "references")}
    assert file in said


def test_a_folder_that_cannot_have_what_was_asked_of_its_history_says_so(
    run: Run, work: Work
) -> None:
    """A pipeline that names a subfolder must not be told that all is well."""
    work.commit("1\n", "wip", "docs/guide.md")
    said = run(work.folder / "docs", "--since=main")[1]
    assert "This folder is not a Git repository" in " ".join(said.split())


def test_no_verdict_shows_a_credential_that_a_subject_line_holds(run: Run, work: Work) -> None:
    token = "glpat-" + "aB3dE6gH9jK2mN5pQ8rS"
    work.commit("1\n", f"fixup! Set up {token}", by="root <root@localhost>")
    for more in ((), ("--json",)):
        assert token not in run(work.folder, "--subject=messages", "--subject=authors", *more)[1]


def test_addresses_and_areas_are_judged_where_they_are_asked_for(
    run: Run, work: Work, tmp_path: Path
) -> None:
    drawn = tmp_path / "areas.toml"
    drawn.write_text('[areas]\ntexts = ["*.md"]\nservice = ["src/**"]\n', encoding="utf-8")
    (work.folder / "src").mkdir()
    (work.folder / "src" / "x.py").write_text("1\n", encoding="utf-8")
    work.commit("1\n", "Begin everything")
    asked = (work.folder, "--subject=authors", "--subject=atomicity", f"--areas={drawn}", "--json")
    assert facts(run(*asked)[1]) == {("atomicity", "unmet")}
    assert facts(run(*asked, "--domain=forge.example")[1]) == {
        ("authors", "unmet"),
        ("atomicity", "unmet"),
    }
    assert facts(run(*asked, "--domain=ville.example")[1]) == {("atomicity", "unmet")}


def test_without_git_the_history_is_not_established(
    run: Run, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.commit("1\n", "wip")
    monkeypatch.setenv("PATH", "/nowhere")
    git_version.cache_clear()
    code, page = run(work.folder, "--subject=messages", "--subject=leaks")
    git_version.cache_clear()
    assert code == 0
    assert page.count("Git is not installed here") == 2


def test_a_hostile_repository_is_judged_and_neither_obeyed_nor_changed(
    run: Run, work: Work, tmp_path: Path, digest: Callable[[Path], str]
) -> None:
    ran = tmp_path / "ran"
    trap = f"touch '{ran}'; false"
    work.commit("1\n", "Begin \x1b[31mred")
    work.git("switch", "--quiet", "--create", "idea")
    work.commit("x\n", "Add an idea", "idea.md")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-ff", "--no-edit", "idea")
    for name in ("core.fsmonitor", "core.pager", "diff.external", "diff.trap.textconv"):
        work.git("config", name, trap)
    work.git("config", "log.showSignature", "true")
    work.git("config", "gpg.program", trap)
    (work.folder / ".git" / "info" / "attributes").write_text("* diff=trap\n", encoding="utf-8")
    ran.unlink(missing_ok=True)
    before = digest(work.folder)
    code, said = run(work.folder, *(f"--subject={each}" for each in HISTORY[:3]), "--subject=leaks")
    assert code == 0, said
    assert "\x1b" not in said
    assert not ran.exists()
    assert digest(work.folder) == before


# ----------------------------------------------------------------------------- a commit at fault


@pytest.fixture
def fault(work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Return a repository whose second of three commits is at fault; one stands in it."""
    work.commit("good\n", "wip")
    work.commit("bad\n", "Change the word")
    work.commit("1\n", "Say more", "LISEZ.md")
    monkeypatch.chdir(work.folder)
    return work


GREP = "grep -q good texte.md"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Sur le parent", "l’essai passe", "Relancé, l’essai répond de même")),
        ("en", ("On the parent", "the test passes", "Run again, the test answers the same")),
    ],
)
def test_a_commit_at_fault_is_proved_by_one_s_own_test(
    run: Run, fault: Work, language: str, words: tuple[str, ...]
) -> None:
    assert fault
    code, page = run(".", "--culprit=HEAD~1", f"--test={GREP}", language=language)
    assert code == 0
    assert all(each in " ".join(page.split()) for each in words)
    assert run(".", "--culprit=HEAD", f"--test={GREP}", language=language)[0] == 1
    assert run(".", "--culprit=HEAD~2", f"--test={GREP}", language=language)[0] == 1


def test_a_culprit_is_asked_for_alone_or_with_the_subjects_that_are_named(
    run: Run, fault: Work
) -> None:
    """The question is about one commit: the licences of the project answer another one."""
    assert fault
    asked = (".", "--culprit=HEAD~1", f"--test={GREP}", "--json")
    for more in ((), ("--subject=culprit",), ("--since=HEAD~2",)):
        answer = json.loads(run(*asked, *more)[1])
        assert [each["subject"] for each in answer["subjects"]] == [CULPRIT]
        assert answer["met"] is True
    answer = json.loads(run(*asked, "--subject=messages")[1])
    assert [each["subject"] for each in answer["subjects"]] == ["messages", CULPRIT]
    assert facts(json.dumps(answer)) == {("messages", "unmet")}
    proof = answer["subjects"][1]
    assert proof["title"] == "The commit at fault: proved by your test (--culprit and --test)"
    assert [each["criterion"] for each in proof["findings"]] == [
        "there",
        "before",
        "turn",
        "steady",
        "now",
    ]
    assert proof["findings"][2]["values"]["code"] == "1"


def test_nothing_is_run_unless_a_commit_and_a_test_are_given(
    run: Run, fault: Work, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    test = f"--test=touch {shlex.quote(str(ran))}"
    for asked in ((test,), (test, "--subject=culprit"), ("--culprit=HEAD",), ()):
        run(fault.folder, *asked)
    assert not ran.exists()
    run(fault.folder, test, "--culprit=HEAD")
    assert ran.exists()


def test_a_folder_without_a_history_has_no_culprit(run: Run, tmp_path: Path) -> None:
    said = run(tmp_path, "--culprit=HEAD", "--test=true")[1]
    assert "This folder is not a Git repository" in " ".join(said.split())


@pytest.mark.parametrize(("depth", "code"), [(3, 0), (2, 1)])
def test_a_shallow_clone_is_enough_where_it_holds_what_is_tried(
    run: Run, work: Work, tmp_path: Path, depth: int, code: int
) -> None:
    work.commit("good\n", "Begin")
    work.commit("1\n", "Say more", "LISEZ.md")
    work.commit("bad\n", "Change the word")
    work.commit("2\n", "Say even more", "LISEZ.md")
    there = tmp_path / "clone"
    work.git("clone", "--quiet", f"--depth={depth}", f"file://{work.folder}", str(there))
    ended, said = run(there, "--culprit=HEAD~1", f"--test={GREP}", "--strict")
    assert ended == code, said
    assert said.count("`git fetch --unshallow`") == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_says_whose_command_is_run_and_where(run: Run, language: str) -> None:
    said = " ".join(run("--help", language=language)[1].split())
    french = (
        "`git bisect run`",
        "copies temporaires",
        "jamais dans la copie de travail",
        "votre poste",
    )
    english = (
        "`git bisect run`",
        "temporary copies",
        "never in the working copy",
        "your own machine",
    )
    assert all(each in said for each in (french if language == "fr" else english))


def test_a_bar_says_which_commit_is_being_tried(
    run: Run, fault: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    said = run(".", "--culprit=HEAD~1", f"--test={GREP}")[1]
    before, culprit, last = (
        fault.git("rev-parse", "--short=7", name) for name in ("HEAD~2", "HEAD~1", "HEAD")
    )
    seen = re.findall(r"(\d+)% +culprit ([0-9a-f]{7})", said)
    assert [name for _, name in seen[:5]] == [before, culprit, before, culprit, last]
    assert sorted(percents := [int(percent) for percent, _ in seen]) == percents
    assert "100%" in said


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_whoever_stops_a_proof_leaves_no_folder_and_no_process_behind(
    fault: Work, tmp_path: Path, name: str, digest: Callable[[Path], str]
) -> None:
    """Ctrl-C, a pipeline that is cancelled, a terminal that is closed."""
    desk, note = tmp_path / "temporary", tmp_path / "children"
    desk.mkdir()
    before = digest(fault.folder)
    endless = f"sleep 1000 & echo $! > {note}.part; mv {note}.part {note}; wait"
    asked = [".", "--culprit=HEAD~1", f"--test=sh -c {shlex.quote(endless)}"]
    with subprocess.Popen(
        [sys.executable, "-m", "atelier", "check", *asked],
        env={**os.environ, "TMPDIR": str(desk), "ATELIER_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        for _ in range(1200):
            if note.exists():
                break
            time.sleep(0.1)
        child = int(note.read_text(encoding="utf-8"))
        assert list(desk.iterdir())
        process.send_signal(getattr(signal, name))
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not list(desk.iterdir())
    assert digest(fault.folder) == before
    for _ in range(300):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text(encoding="utf-8").split()[2] == "Z":
            return
        time.sleep(0.1)
    pytest.fail(f"{child} still runs")


def test_no_bar_is_drawn_where_nobody_looks_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = run(tmp_path, "--json", "--subject", "licence")[1]
    assert json.loads(quiet)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(tmp_path, "--json", "--subject", "licence")[0] == 1


class Screen(io.StringIO):
    """A screen on which somebody looks on; it keeps all that was drawn."""

    def isatty(self) -> bool:
        """Return that a person looks on."""
        return True


def test_the_bar_moves_while_one_subject_is_read(
    run: Run, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        work.commit(f"{number}\n", "Compter jusque là", f"{number}.md")
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    run(work.folder, "--subject=messages", "--subject=leaks")

    shown = [int(each) for each in re.findall(r"(\d+)%", screen.getvalue())]
    assert shown == sorted(shown)
    assert shown[-1] == 100
    assert {50, 100} < set(shown)
    assert len([each for each in set(shown) if 50 < each < 100]) > 10


def test_a_name_cannot_command_the_screen(run: Run, tmp_path: Path) -> None:
    for name in (
        b"LICENSE-\xff",
        b"LICENSES/\xff\x1b[31m.txt",
        b"a\nb\x1b[2J.py",
        "🎉.py".encode(),
    ):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    code, said = run(tmp_path)
    assert code == 1
    assert "\x1b" not in said
    assert "🎉.py" in said
    assert "a\\nb" in said
    assert json.loads(run(tmp_path, "--json")[1])["met"] is False


def test_names_are_listed_shortly() -> None:
    assert enumerated([]) == {"fr": "", "en": ""}
    assert enumerated("abba") == {"fr": "a, b", "en": "a, b"}
    assert enumerated("abcd")["fr"] == "a, b, c et 1 autre"
    assert enumerated(map(str, range(1235)), shown=1)["fr"] == "0 et 1\u00a0234 autres"
    assert counted(5000) == {"fr": "5\u00a0000", "en": "5,000"}
    assert len(visible("x" * 1000)) == 120
