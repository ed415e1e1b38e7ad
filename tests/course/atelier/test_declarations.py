# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A stranger's repository is read, and nothing in it is run, followed or written."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from atelier import declarations
from atelier.declarations import Fault, UnreadableFolderError, survey
from atelier.licences import catalogue

Digest = Callable[[Path], str]
# REUSE-IgnoreStart
HEADER = "# SPDX-FileCopyrightText: 2026 Ada\n# SPDX-License-Identifier: MIT\n"
# REUSE-IgnoreEnd
# Every way by which git's settings name a program.
SETTINGS = """
[core]
    fsmonitor = {trap}
    hooksPath = hooks
    sshCommand = {trap}
    pager = {trap}
    editor = {trap}
    askPass = {trap}
[filter "trap"]
    clean = {trap}
    smudge = {trap}
    process = {trap}
    required = true
[diff "trap"]
    textconv = {trap}
    command = {trap}
[diff]
    external = {trap}
[alias]
    ls-files = "!{trap}"
    rev-parse = "!{trap}"
    config = "!{trap}"
[credential]
    helper = "!{trap}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small project that keeps to REUSE."""
    return laid(tmp_path / "project")


def laid(folder: Path) -> Path:
    (folder / "LICENSES").mkdir(parents=True)
    (folder / "LICENSES/MIT.txt").write_text(catalogue()["MIT"].text, encoding="utf-8")
    (folder / "code.py").write_text(HEADER, encoding="utf-8")
    return folder


def trap(place: Path, name: str = "trap") -> tuple[Path, Path]:
    """Return a program, and the file that is there once it ran."""
    place.mkdir(parents=True, exist_ok=True)
    program, sprung = place / name, place / f"{name}.sprung"
    program.write_text(f"#!/bin/sh\ntouch '{sprung}'\n", encoding="utf-8")
    program.chmod(0o755)
    return program, sprung


def git(folder: Path, *command: str) -> None:
    environment = {name: each for name, each in os.environ.items() if name[:4] != "GIT_"}
    command_line = ["git", "-C", str(folder), *command]
    subprocess.run(command_line, capture_output=True, check=False, env=environment)


def test_no_program_that_a_git_repository_names_is_run_and_nothing_is_written(
    folder: Path, tmp_path: Path, digest: Digest
) -> None:
    program, sprung = trap(tmp_path / "traps")
    (folder / ".gitattributes").write_text("* filter=trap diff=trap\n", encoding="utf-8")
    (folder / ".gitignore").write_text("ignored\n", encoding="utf-8")
    (folder / "ignored").write_text("not looked at", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    with (folder / ".git/config").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS.format(trap=program))
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        trapped, _ = trap(folder / ".git/hooks", hook)
        trapped.write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / ".git/hooks").rename(folder / "hooks")
    os.utime(folder / "code.py", (1, 1))  # what git would look at again
    before = digest(folder)
    read = survey(folder)
    assert not sprung.exists()
    assert digest(folder) == before
    assert "ignored" not in {file.path for file in read.files}
    assert "code.py" in {file.path for file in read.files}
    git(folder, "status")
    assert sprung.exists(), "the trap is no trap"


def test_no_other_system_is_asked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digest: Digest
) -> None:
    for name in declarations.OTHER_SYSTEMS:
        trap(tmp_path / "traps", name)
        (folder / f".{name}").mkdir()
        hook = f"[hooks]\npre-status = touch {tmp_path}/traps/hook.sprung\n"
        (folder / f".{name}" / "hgrc").write_text(hook, encoding="utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}/traps", prepend=os.pathsep)
    before = digest(folder)
    survey(folder)
    assert not list(tmp_path.glob("traps/*.sprung"))
    assert digest(folder) == before
    subprocess.run([sys.executable, "-m", "reuse", "--root", folder, "lint", "-q"], check=False)
    assert list(tmp_path.glob("traps/*.sprung")), "the trap is no trap"


def test_a_module_in_the_current_folder_takes_no_ones_place(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("reuse", "json", "click"):
        text = f"{HEADER}open({str(tmp_path / 'sprung')!r}, 'w')\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", f"{os.pathsep}.", prepend=os.pathsep)
    assert len(survey(Path()).files) == 4
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("link", "target", "named"),
    [
        ("LICENSES/out", "/", "LICENSES/out"),
        ("LICENSES/round", ".", "LICENSES/round"),
        ("LICENSES/itself", "itself", "LICENSES/itself"),
        ("code.py.license", "/dev/zero", "code.py.license"),
        ("deep/REUSE.toml", "/etc/hostname", "deep/REUSE.toml"),
        (".reuse/dep5", "/etc/hostname", ".reuse/dep5"),
    ],
)
def test_what_would_lead_the_tool_astray_is_refused(
    folder: Path, link: str, target: str, named: str
) -> None:
    (folder / link).parent.mkdir(exist_ok=True)
    (folder / link).symlink_to(target)
    with pytest.raises(UnreadableFolderError) as refused:
        survey(folder)
    assert (refused.value.fault, refused.value.why) == (Fault.LINK, named)


def test_the_folder_of_texts_may_not_be_elsewhere(folder: Path) -> None:
    shutil.rmtree(folder / "LICENSES")
    (folder / "LICENSES").symlink_to("/usr")
    with pytest.raises(UnreadableFolderError) as refused:
        survey(folder)
    assert refused.value.fault is Fault.LINK


def test_links_among_the_files_are_not_followed(folder: Path) -> None:
    (folder / "round").symlink_to(".")
    (folder / "itself").symlink_to("itself")
    (folder / "out").symlink_to("/etc")
    assert [file.path for file in survey(folder).files] == ["code.py"]


@pytest.mark.parametrize("name", ["code.py.license", "REUSE.toml", "deep/REUSE.toml"])
def test_a_pipe_holds_nobody_up(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    os.mkfifo(folder / name)
    with pytest.raises(UnreadableFolderError) as refused:
        survey(folder)
    assert refused.value.fault is Fault.LINK


@pytest.mark.parametrize(
    ("files", "fault", "said"),
    [
        ({"REUSE.toml": b"version = 1\n[[annotations]\n"}, Fault.BROKEN, "'REUSE.toml'"),
        ({"REUSE.toml": b"\xff\xfe\x00"}, Fault.BROKEN, "'REUSE.toml'"),
        ({".reuse/dep5": b"nonsense"}, Fault.BROKEN, "'.reuse/dep5'"),
        ({"LICENSES/MIT.md": b"MIT"}, Fault.TWICE, "LICENSES/MIT"),
    ],
)
def test_a_broken_setting_is_the_folders_fault(
    folder: Path, files: dict[str, bytes], fault: Fault, said: str
) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    with pytest.raises(UnreadableFolderError) as refused:
        survey(folder)
    assert refused.value.fault is fault
    assert refused.value.fault.is_the_folders
    assert said in refused.value.why
    assert str(folder) not in refused.value.why


def test_names_with_line_ends_pictures_and_strange_bytes_are_read(folder: Path) -> None:
    for name in (b"a\nb.py", "🎉.py".encode(), b"{brace}.py"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(HEADER, encoding="utf-8")
    paths = {file.path for file in survey(folder).files}
    assert {"a\nb.py", "🎉.py", "{brace}.py"} < paths
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.py")).write_text(HEADER, encoding="utf-8")
    assert [os.fsencode(name) for name in survey(folder).unreadable] == [b"\xff.py"]


def test_other_encodings_and_binary_files_are_read(folder: Path) -> None:
    (folder / "old.py").write_bytes(HEADER.replace("Ada", "Éric").encode("latin-1"))
    (folder / "noise").write_bytes(bytes(range(256)) * 50)
    files = {file.path: file for file in survey(folder).files}
    assert files["old.py"].licences == ("MIT",)
    assert not files["noise"].licences


def test_a_repository_inside_another_is_part_of_it(folder: Path) -> None:
    laid(folder / "inner")
    git(folder / "inner", "init", "--quiet")
    assert "inner/code.py" in {file.path for file in survey(folder).files}


def test_without_git_all_files_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "init", "--quiet")
    (folder / ".gitignore").write_text(f"{HEADER}more.py\n", encoding="utf-8")
    (folder / "more.py").write_text(HEADER, encoding="utf-8")
    assert "more.py" not in {file.path for file in survey(folder).files}
    monkeypatch.setenv("PATH", "")
    assert "more.py" in {file.path for file in survey(folder).files}


def test_a_tool_that_does_not_end_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declarations, "PATIENCE", 0.01)
    started = time.monotonic()
    with pytest.raises(UnreadableFolderError) as refused:
        survey(folder)
    assert refused.value.fault is Fault.SLOW
    assert not refused.value.fault.is_the_folders
    assert time.monotonic() - started < 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_what_may_not_be_entered_is_named(folder: Path) -> None:
    (folder / "shut").mkdir(mode=0)
    assert survey(folder).unreadable == ("shut",)
