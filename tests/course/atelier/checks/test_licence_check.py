# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The licence of a project: red and green on real repositories, and no bad input stops it."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from atelier.checks.licence import MOST_LICENCES, MOST_TAGGED, check
from atelier.identification import SHOWN, Identification, identify, words
from atelier.licences import catalogue
from atelier.verdict import Finding, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

# REUSE-IgnoreStart
WATCHED = """
import sys
from pathlib import Path
from atelier.checks.licence import check

folder = sys.argv[1]
paths = []

def note(event, given):
    if event in {"open", "os.listdir", "os.scandir"} and str(given[0]).startswith(folder):
        paths.append(str(given[0]))

sys.addaudithook(note)
check(Path(folder))
print(*paths, sep="\\n")
"""
HOLDER = "Copyright 2026 Ville de Rimouski"
GOOD = "The Software shall be used for Good, not Evil."
OFL_HEADING = """Copyright 2026 The Rimouski Project Authors
This Font Software is licensed under the SIL Open Font License, Version 1.1.
This license is copied below, and is also available with a FAQ at:
https://openfontlicense.org
"""


def text_of(licence: str) -> str:
    return catalogue()[licence].text


def repository(folder: Path, **files: str) -> Path:
    """Return a real git repository in which ``files`` are committed."""
    for name, text in {"README.md": "# Essai\n", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    author = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "-m", "Un"]):
        subprocess.run(["git", "-C", folder, *command], check=True, capture_output=True)
    return folder


def finding(verdict: Verdict, criterion: str) -> Finding:
    return next(found for found in verdict.findings if found.criterion == criterion)


def fact(folder: Path, criterion: str = "identified") -> str:
    """Return what the check saw; the verdict must also be sayable in both languages."""
    verdict = check(folder)
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
    return finding(verdict, criterion).fact


def written(folder: Path, text: str | bytes, name: str = "LICENSE") -> Path:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_a_repository_without_a_licence_is_red(tmp_path: Path) -> None:
    verdict = check(repository(tmp_path))
    assert not verdict.is_met
    assert verdict.points == 0
    assert [found.fact for found in verdict.findings] == ["missing", "no-file", "missing"]


def test_a_repository_with_a_text_a_holder_and_a_year_is_green(tmp_path: Path) -> None:
    verdict = check(repository(tmp_path, LICENSE=f"{HOLDER}\n\n{text_of('LiLiQ-R-1.1')}"))
    assert verdict.is_met
    assert finding(verdict, "identified").values == {"file": "LICENSE", "licence": "LiLiQ-R-1.1"}
    held = finding(verdict, "holder").values
    assert held == {"holder": "Ville de Rimouski", "year": "2026", "file": "LICENSE"}


def test_looking_changes_nothing_in_a_repository(tmp_path: Path) -> None:
    folder = repository(tmp_path, LICENSE=text_of("MIT"))
    before = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    check(folder)
    after = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    assert {path: seen.st_mtime_ns for path, seen in before.items()} == {
        path: seen.st_mtime_ns for path, seen in after.items()
    }


@pytest.mark.parametrize("licence", catalogue())
def test_each_text_is_identified_as_itself(licence: str) -> None:
    seen = identify(text_of(licence))
    assert licence in seen.licences
    assert not seen.more
    twins = {other for other in catalogue() if text_of(other) == text_of(licence)}
    assert set(seen.licences) == twins


def test_near_twins_are_told_apart() -> None:
    mit = text_of("MIT")
    bare = re.sub(
        r", subject to the\s+following.*?portions of the Software\.", ".", mit, flags=re.DOTALL
    )
    assert identify(mit).licences == ("MIT",)
    assert identify(bare).licences == ("MIT-0",)
    assert identify(mit.replace("THE SOFTWARE IS", f"{GOOD}\n\nTHE SOFTWARE IS")).name == "JSON"
    ours = text_of("X11").partition("\n\nX Window")[0].replace("X Consortium", "Ville de Laval")
    assert identify(ours) == Identification(licences=("X11",))
    assert identify(ours.partition("\n\nExcept")[0]).licences == ("MIT",)


def test_of_several_licences_in_one_file_the_first_is_named() -> None:
    seen = identify(f"{text_of('MIT')}\n\nPart of it comes from Python:\n\n{text_of('PSF-2.0')}")
    assert seen.licences == ("MIT",)
    assert seen.more.startswith("part of it comes from python")


@pytest.mark.parametrize(
    ("licence", "written", "copied"),
    [
        ("PSF-2.0", r"2001, 2002,.*?2019", "2001-2026"),
        ("NCSA", r"<Name of Development Group, Name of Institution>", "the Group, the University"),
        ("PostgreSQL", r"^.*?(?=Permission)", "Copyright (c) 2026, Ville de Laval\n\n"),
        ("CC-BY-3.0", r"Creative Commons Notice\s+", ""),
        ("OFL-1.1", r"^", OFL_HEADING),
    ],
)
def test_what_a_licence_leaves_to_its_user_may_differ(
    licence: str, written: str, copied: str
) -> None:
    copy = re.sub(written, copied, text_of(licence), count=1, flags=re.DOTALL)
    assert copy != text_of(licence)
    seen = identify(copy)
    assert (seen.licences, seen.more) == ((licence,), "")


@pytest.mark.parametrize("licence", ["BSD-3-Clause", "EUPL-1.2", "GPL-3.0-only", "LiLiQ-R-1.1"])
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n".join(f"    {line}   " for line in text.splitlines()),
        lambda text: "\n\n".join(textwrap.fill(part, 66) for part in text.split("\n\n")),
        lambda text: text.replace("'", "’").replace("“", '"').replace("-", "–"),
        lambda text: f"# Licence\n\n{HOLDER}\n{text}",
    ],
    ids=[
        "capitals",
        "line ends",
        "indented",
        "lines broken anew",
        "quotes and dashes",
        "title and holder",
    ],
)
def test_what_does_not_matter_does_not_matter(licence: str, change) -> None:  # noqa: ANN001
    assert licence in identify(change(text_of(licence))).licences


@pytest.mark.parametrize("licence", ["LiLiQ-P-1.1", "LiLiQ-R-1.1", "LiLiQ-Rplus-1.1"])
@pytest.mark.parametrize("label", [r"\1° ", r"\1 ", r"\1. ", r"(\1) ", ""])
def test_a_copy_may_number_its_lists_in_its_own_way(licence: str, label: str) -> None:
    numbered = re.sub(r"(?m)^ +(\d{1,2})\xa0", label, text_of(licence))

    assert numbered != text_of(licence)
    assert identify(numbered).licences == (licence,)


@pytest.mark.parametrize(
    ("licence", "first", "written_instead"),
    [
        ("MIT", "Permission is", "Leave is"),
        ("MIT", "Permission is hereby", "Permission is not hereby"),
        ("MIT", "Permission is hereby", "Permission will hereby"),
        ("LiLiQ-R-1.1", "Licence Libre du", "Permis Libre du"),
        ("LiLiQ-R-1.1", "Licence Libre du", "Licence du"),
    ],
)
@pytest.mark.parametrize("has_title", [False, True], ids=["bare", "title"])
def test_a_change_in_the_first_words_is_shown_where_it_is(
    licence: str, first: str, written_instead: str, *, has_title: bool
) -> None:
    text = text_of(licence)
    title = {"MIT": "MIT License\n\n"}.get(licence, "# Projet de Rimouski\n\n") * has_title
    changed = title + text[text.index(first) :].replace(first, written_instead, 1)
    seen = identify(changed).change
    assert seen is not None
    assert seen.licence == licence
    old, new = words(first), words(written_instead)
    same = next(at for at, word in enumerate(old) if word != new[at])
    rest = words(text[text.index(first) + len(first) :])
    assert seen.expected.split() == [*old[same:], *rest][:SHOWN]
    assert seen.found.split() == [*new[same:], *rest][:SHOWN]


def test_a_changed_word_is_named_with_the_place(tmp_path: Path) -> None:
    changed = text_of("LiLiQ-P-1.1").replace(
        "dans un délai de 30 jours", "dans un délai de 5 jours"
    )
    verdict = check(written(tmp_path, changed))
    seen = finding(verdict, "identified")
    assert (seen.fact, seen.points) == ("changed", 0)
    assert seen.values["licence"] == "LiLiQ-P-1.1"
    assert str(seen.values["expected"]).startswith("30 jours")
    assert str(seen.values["found"]).startswith("5 jours")


def test_a_removed_condition_is_no_licence_any_more(tmp_path: Path) -> None:
    clause = "3. Neither the name"
    before, after = text_of("BSD-3-Clause").split(clause)
    four = f"{before}3. All advertising must name us.\n\n4. Neither the name{after}"
    assert fact(written(tmp_path, four)) == "changed"


def test_words_added_to_a_licence_are_shown(tmp_path: Path) -> None:
    clause = "The right to sell the software is not granted by this licence to anybody at all."
    assert fact(written(tmp_path, f"{text_of('Apache-2.0')}\n\n{clause}")) == "more"
    assert fact(written(tmp_path, f"Not for commercial use.\n\n{text_of('MIT')}")) == "more"


def test_gpl_text_alone_does_not_choose_between_only_and_later(tmp_path: Path) -> None:
    assert fact(written(tmp_path, text_of("GPL-3.0-only"))) == "family"
    stated = f"SPDX-License-Identifier: GPL-3.0-or-later\n{text_of('GPL-3.0-only')}"
    verdict = check(written(tmp_path, stated))
    seen = finding(verdict, "identified")
    assert (seen.fact, seen.values["licence"]) == ("known", "GPL-3.0-or-later")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("  \n\n ", "empty"),
        ("Faites-en ce que vous voulez.", "unknown"),
        ("SPDX-License-Identifier: MIT", "stated"),
        ("SPDX-License-Identifier: LiLiQ-R+-1.1", "unknown"),
        (f"SPDX-License-Identifier: Apache-2.0\n{text_of('MIT')}", "contradicted"),
        (text_of("CC-BY-4.0"), "not-for-code"),
        (text_of("CC-BY-NC-4.0"), "not-free"),
        (text_of("SSPL-1.0"), "not-free"),
        (text_of("JSON"), "not-free"),
        (text_of("OFL-1.1"), "not-for-code"),
    ],
)
def test_what_the_file_says_is_named(tmp_path: Path, text: str, expected: str) -> None:
    assert fact(written(tmp_path, text)) == expected


@pytest.mark.parametrize(
    "name", ["LICENSE", "licence", "License.md", "COPYING.txt", "COPYING.LESSER", "LICENSE-MIT"]
)
def test_a_licence_file_is_found_by_its_name(tmp_path: Path, name: str) -> None:
    assert fact(written(tmp_path, text_of("MIT"), name), "present") == "found"


@pytest.mark.parametrize("name", ["licence.py", "license-check.js", "licensing.md", "docs.md"])
def test_another_file_is_no_licence_file(tmp_path: Path, name: str) -> None:
    assert fact(written(tmp_path, text_of("MIT"), name), "present") == "missing"


def test_the_folder_of_reuse_counts(tmp_path: Path) -> None:
    annotations = 'version = 1\n[[annotations]]\npath = "**"\nSPDX-FileCopyrightText = "2026 Ada"\n'
    files = {
        "LICENSES/LiLiQ-P-1.1.txt": text_of("LiLiQ-P-1.1"),
        "LICENSES/CC-BY-4.0.txt": text_of("CC-BY-4.0"),
        "REUSE.toml": annotations,
    }
    verdict = check(repository(tmp_path, **files))
    assert verdict.is_met
    assert finding(verdict, "identified").values["licence"] == "LiLiQ-P-1.1"
    assert finding(verdict, "holder").values["holder"] == "Ada"


@pytest.mark.parametrize(
    ("blank", "licence"),
    [("<year>", "MIT"), ("YEAR", "0BSD"), ("<year>", "BSD-2-Clause"), ("<Year>", "NCSA")],
)
def test_a_blank_left_in_the_licence_is_named(tmp_path: Path, blank: str, licence: str) -> None:
    verdict = check(written(tmp_path, text_of(licence)))
    seen = finding(verdict, "holder")
    assert (seen.fact, seen.values["blank"]) == ("blank", blank)


@pytest.mark.parametrize(
    "blank",
    [
        "[year] [fullname]",
        "{yyyy} Ada",
        "2026 <name of author>",
        "2026 Your Name",
        "2026 TODO",
        "2026 Votre organisme",
        "20XX Ville de Lévis",
        "AAAA Ville de Lévis",
    ],
)
def test_every_kind_of_blank_is_found(tmp_path: Path, blank: str) -> None:
    for mark in ("Copyright (c)", "Copyright", "©"):
        text = f"{mark} {blank}\n{text_of('ISC')}"
        assert fact(written(tmp_path, text), "holder") == "blank", mark


@pytest.mark.parametrize(
    "licence",
    ["GPL-3.0-only", "Apache-2.0", "EPL-2.0", "CDDL-1.0", "Artistic-2.0", "PSF-2.0", "WTFPL"],
)
def test_a_licence_own_holder_is_not_the_projects(tmp_path: Path, licence: str) -> None:
    assert fact(written(tmp_path, text_of(licence)), "holder") == "missing"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Copyright (c) 2019-2026 Ministère de la Culture. All rights reserved.", "named"),
        ("© Gouvernement du Québec, 2026", "named"),
        ("Copyright © Bibliothèque nationale", "no-year"),
        ("Copyright (c) 2026", "no-name"),
        ("<!-- SPDX-FileCopyrightText: 2026 Ada Lovelace <ada@example.org> -->", "named"),
    ],
)
def test_holder_and_year_are_read_from_the_readme(tmp_path: Path, line: str, expected: str) -> None:
    written(tmp_path, text_of("LiLiQ-P-1.1"))
    assert fact(written(tmp_path, f"# Essai\n\n{line}\n", "README.md"), "holder") == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x00\x00", "trouble-binary"),
        (b"PK\x03\x04", "trouble-workbook"),
        (b"a" * 5_000_000, "trouble-huge"),
        (text_of("LiLiQ-R-1.1").encode("cp1252"), "known"),
        (text_of("LiLiQ-R-1.1").encode("utf-16"), "known"),
        (text_of("LiLiQ-R-1.1").encode("utf-8-sig"), "known"),
        (bytes(range(1, 256)) * 20, "unknown"),
        (b"#\n" * 45_000, "unknown"),
    ],
    ids=["picture", "office", "huge", "Windows", "UTF-16", "byte order mark", "noise", "marks"],
)
def test_any_content_gets_a_finding(tmp_path: Path, content: bytes, expected: str) -> None:
    assert fact(written(tmp_path, content)) == expected


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    assert fact(tmp_path / "nowhere", "present") == "not-a-folder"
    assert fact(written(tmp_path, "x") / "LICENSE", "present") == "not-a-folder"
    assert fact(tmp_path / "empty {brace}", "present") == "not-a-folder"


def test_an_empty_folder_without_git_is_judged_all_the_same(tmp_path: Path) -> None:
    assert fact(tmp_path, "present") == "missing"


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = written(tmp_path, text_of("MIT"), "outside.txt")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "LICENSE").symlink_to(outside / "outside.txt")
    assert fact(folder) == "trouble-link"
    (folder / "LICENSE").unlink()
    (folder / "LICENSE").symlink_to(folder / "LICENSE")
    assert fact(folder) in {"trouble-link", "trouble-missing"}
    (folder / "LICENSES").symlink_to(tmp_path)
    (folder / "LICENSE").unlink()
    assert fact(folder, "present") == "missing"


def test_a_pipe_or_a_folder_named_license_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "LICENSE")
    (tmp_path / "COPYING").mkdir()
    assert fact(tmp_path, "present") == "missing"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path) -> None:
    (written(tmp_path, text_of("MIT")) / "LICENSE").chmod(0)
    assert fact(tmp_path) == "trouble-denied"


def looked_at(folder: Path) -> list[str]:
    """Return every file that the check opens and every folder that it lists, in their order."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, folder], check=True, capture_output=True, text=True
    )
    return [str(Path(path).relative_to(folder)) for path in done.stdout.splitlines()]


def test_the_folders_of_a_project_are_not_looked_into(tmp_path: Path) -> None:
    for name in ("data", "docs/LICENSES", "src/licence"):
        (tmp_path / name).mkdir(parents=True)
        written(tmp_path / name, text_of("MIT"))
    written(tmp_path, text_of("MIT"))
    assert set(looked_at(tmp_path)) == {".", "LICENSE"}


def test_many_files_at_the_top_are_not_all_read(tmp_path: Path) -> None:
    for number in range(2_000):
        (tmp_path / f"LICENSE-{number}").write_text("x" * 1000, encoding="utf-8")
    assert fact(tmp_path) == "unknown"
    assert 1 < len(looked_at(tmp_path)) <= 1 + MOST_LICENCES + MOST_TAGGED


# REUSE-IgnoreEnd
