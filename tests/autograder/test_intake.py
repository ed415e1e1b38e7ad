# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What comes in from learners: every bad archive is refused with a sentence, and stops nobody."""

import bz2
import csv
import gzip
import lzma
import os
import stat
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import intake
from autograder.course import Course
from autograder.quarantine import CleanHandIn, Limits, Reason, RefusedError, inspect
from autograder.words import LANGUAGES

EXERCISE = "1-E1-essai"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
MakeArchive = Callable[..., Path]


def look_at(path: Path, course: Course, desk: Path, limits: Limits | None = None) -> CleanHandIn:
    desk.mkdir(exist_ok=True)
    return inspect(path, courses=[course], desk=desk, now=NOW, limits=limits or Limits())


def add(path: Path, name: str, content: bytes = b"x", *, mode: int = 0, method: int = 0) -> Path:
    """Add an entry as it is, whatever its name."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.compress_type = method
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(entry, content)
    return path


def patch(path: Path, old: bytes, new: bytes) -> Path:
    whole = path.read_bytes()
    assert old in whole
    path.write_bytes(whole.replace(old, new))
    return path


def test_a_good_archive_becomes_a_clean_one_of_our_own(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    sent = make_archive(tmp_path / "in", files={"notes/idee.txt": b"une"}, name="renamed (1).zip")
    clean = look_at(sent, course, tmp_path / "desk")
    assert (clean.student, clean.exercise) == ("apprenant-01", EXERCISE)
    assert clean.when == datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert clean.archive.name == f"{EXERCISE}__apprenant-01__20260115T120000Z.zip"
    with zipfile.ZipFile(clean.archive) as archive:
        assert archive.read("notes/idee.txt") == b"une"


def _encrypt(path: Path) -> Path:
    whole = bytearray(path.read_bytes())
    local, central = whole.index(b"PK\x03\x04"), whole.index(b"PK\x01\x02")
    whole[local + 6] |= 1
    whole[central + 8] |= 1
    path.write_bytes(whole)
    return path


def _lie_about_size(path: Path) -> Path:
    """Announce a small size for a large file, on both sides of the archive."""
    big = b"0" * 300_000
    add(path, "big.txt", big, method=zipfile.ZIP_DEFLATED)
    return patch(path, struct.pack("<L", len(big)), struct.pack("<L", 5))


CRAFTED: dict[str, tuple[Reason, Callable[[MakeArchive, Path], Path]]] = {
    "a text file": (
        Reason.NOT_AN_ARCHIVE,
        lambda _, d: _written(d / "in" / "notes.txt", b"Bonjour"),
    ),
    "an empty file": (Reason.DAMAGED, lambda _, d: _written(d / "in" / "empty.zip", b"")),
    "a torn archive": (
        Reason.DAMAGED,
        lambda make, d: _written(
            path := make(d / "in"), path.read_bytes()[: path.stat().st_size * 2 // 3]
        ),
    ),
    "a changed byte": (
        Reason.DAMAGED,
        lambda make, d: patch(add(make(d / "in"), "a.txt", b"ABCDEFGH"), b"ABCDEFGH", b"ABCDEFGI"),
    ),
    "a password": (Reason.ENCRYPTED, lambda make, d: _encrypt(make(d / "in"))),
    "a strange compression": (
        Reason.DAMAGED,
        lambda make, d: add(make(d / "in"), "a.txt", b"x" * 99, method=zipfile.ZIP_BZIP2),
    ),
    "a link": (
        Reason.LINK,
        lambda make, d: add(make(d / "in"), "lien", b"/etc/passwd", mode=stat.S_IFLNK | 0o777),
    ),
    "a device": (Reason.LINK, lambda make, d: add(make(d / "in"), "dev", mode=stat.S_IFCHR)),
    "a way out": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "../../gradebook.db")),
    "a way out, later": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "a/../../b")),
    "a way out, Windows": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "..\\b")),
    "an absolute path": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "/etc/cron.d/x")),
    "a drive": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "C:x")),
    "a dot": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "./x")),
    "a double slash": (Reason.ESCAPES, lambda make, d: add(make(d / "in"), "a//x")),
    "a git repository": (Reason.HIDDEN, lambda make, d: add(make(d / "in"), ".git/config")),
    "a git repository inside": (Reason.HIDDEN, lambda make, d: add(make(d / "in"), "a/.GIT/x")),
    "a hidden file": (Reason.HIDDEN, lambda make, d: add(make(d / "in"), ".bashrc")),
    "a name Windows keeps": (
        Reason.UNPORTABLE_NAME,
        lambda make, d: add(make(d / "in"), "a/NUL.txt"),
    ),
    "a name Windows cuts": (Reason.UNPORTABLE_NAME, lambda make, d: add(make(d / "in"), "a. ")),
    "a name Windows refuses": (
        Reason.UNPORTABLE_NAME,
        lambda make, d: add(make(d / "in"), "quoi?.txt"),
    ),
    "a control character": (
        Reason.UNPORTABLE_NAME,
        lambda make, d: add(make(d / "in"), "a\x1b[31m"),
    ),
    "a zero byte in a name": (
        Reason.UNPORTABLE_NAME,
        lambda make, d: patch(add(make(d / "in"), "profXXX.yml"), b"profXXX", b"prof\0XX"),
    ),
    "a very long name": (Reason.UNPORTABLE_NAME, lambda make, d: add(make(d / "in"), "a" * 300)),
    "two spellings": (Reason.NAME_COLLISION, lambda make, d: add(make(d / "in"), "PROFIL.yml")),
    "two accents": (
        Reason.NAME_COLLISION,
        lambda make, d: add(make(d / "in", files={"é.txt": b"1"}), "e\u0301.txt"),
    ),
    "the same name twice": (
        Reason.NAME_COLLISION,
        lambda make, d: add(make(d / "in"), "profil.yml"),
    ),
    "a file that is a folder": (
        Reason.NAME_COLLISION,
        lambda make, d: add(make(d / "in"), "profil.yml/a"),
    ),
    "an archive inside": (Reason.NESTED, lambda make, d: add(make(d / "in"), "autre.ZIP")),
    "no manifest": (
        Reason.NO_MANIFEST,
        lambda make, d: patch(make(d / "in"), b"manifest.json", b"manifesT.json"),
    ),
    "a manifest of another kind": (
        Reason.BAD_MANIFEST,
        lambda make, d: make(d / "in", told={"schema": 2}),
    ),
    "a manifest with more in it": (
        Reason.BAD_MANIFEST,
        lambda make, d: make(d / "in", told={"score": 100}),
    ),
    "an id with a path": (
        Reason.BAD_MANIFEST,
        lambda make, d: make(d / "in", told={"student": "../apprenant-02"}),
    ),
    "an id with an end of line": (
        Reason.BAD_MANIFEST,
        lambda make, d: make(d / "in", told={"student": "apprenant-02\n"}),
    ),
    "an id Windows keeps": (
        Reason.UNPORTABLE_NAME,
        lambda make, d: make(d / "in", student="nul", name="x.zip"),
    ),
    "the 31st of February": (
        Reason.BAD_MANIFEST,
        lambda make, d: make(d / "in", when="2026-02-31T00:00:00Z"),
    ),
    "the future": (
        Reason.FROM_THE_FUTURE,
        lambda make, d: make(d / "in", when="2027-01-01T00:00:00Z"),
    ),
    "a file nobody told of": (Reason.FILES_DIFFER, lambda make, d: add(make(d / "in"), "plus")),
    "a file that is missing": (
        Reason.FILES_DIFFER,
        lambda make, d: make(
            d / "in", told={"files": {"absent.txt": {"sha256": "0" * 64, "size": 1}}}
        ),
    ),
    "a file that changed": (
        Reason.CHECKSUM,
        lambda make, d: make(
            d / "in",
            told={
                "files": {
                    name: {"sha256": "0" * 64, "size": 4}
                    for name in (f"{EXERCISE}.ipynb", "profil.yml")
                }
            },
        ),
    ),
    "another's name": (
        Reason.STUDENT_DIFFERS,
        lambda make, d: make(d / "in", name=f"{EXERCISE}__apprenant-99__20260115T120000Z.zip"),
    ),
    "another course": (
        Reason.FOREIGN_COURSE,
        lambda make, d: make(d / "in", told={"course": "physics-101"}),
    ),
    "another language": (
        Reason.WRONG_LANGUAGE,
        lambda make, d: make(d / "in", told={"language": "en"}),
    ),
    "an unknown exercise": (
        Reason.UNKNOWN_ASSIGNMENT,
        lambda make, d: make(d / "in", told={"exercise": "9-E9-autre"}),
    ),
}


BEGINNINGS = {
    "zip": b"PK\x03\x04",
    "an empty zip": b"PK\x05\x06",
    "gzip": gzip.compress(b"x"),
    "bzip2": bz2.compress(b"x"),
    "xz": lzma.compress(b"x"),
    "7z": b"7z\xbc\xaf\x27\x1c",
    "rar": b"Rar!\x1a\x07\x00",
    "zstd": b"\x28\xb5\x2f\xfd",
    "tar": tarfile.TarInfo("x").tobuf(tarfile.USTAR_FORMAT),
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_an_archive_under_another_name_is_refused(
    kind: str, course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    path = make_archive(tmp_path / "in", files={"a.dat": BEGINNINGS[kind] + bytes(600)})
    with pytest.raises(RefusedError) as refused:
        look_at(path, course, tmp_path / "desk")
    assert (refused.value.reason, refused.value.detail) == (Reason.NESTED, "a.dat")


def test_a_workbook_in_the_place_of_what_the_course_asks_for_comes_in(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    path = make_archive(tmp_path / "in", files={"profil.yml": b"PK\x03\x04 a workbook"})
    assert look_at(path, course, tmp_path / "desk").student == "apprenant-01"


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", CRAFTED)
def test_a_bad_archive_is_refused_for_its_own_reason(
    case: str, course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    reason, craft = CRAFTED[case]
    path = craft(make_archive, tmp_path)
    with pytest.raises(RefusedError) as refused:
        look_at(path, course, tmp_path / "desk")
    assert refused.value.reason == reason
    assert list((tmp_path / "desk").iterdir()) == []
    assert (refused.value.detail or "x").isprintable()


def test_an_archive_without_its_notebook_is_refused(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    path = patch(make_archive(tmp_path / "in"), b"1-E1-essai.ipynb", b"2-E2-autre.ipynb")
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    told = contents.pop("manifest.json").replace(b"1-E1-essai.ipynb", b"2-E2-autre.ipynb")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", told)
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(RefusedError) as refused:
        look_at(path, course, tmp_path / "desk")
    assert refused.value.reason == Reason.NO_NOTEBOOK


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_or_a_pipe_in_the_trainers_folder_is_not_followed(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    link = tmp_path / "link.zip"
    link.symlink_to(make_archive(tmp_path / "in"))
    os.mkfifo(tmp_path / "pipe.zip")
    for path in (link, tmp_path / "pipe.zip"):
        with pytest.raises(RefusedError) as refused:
            look_at(path, course, tmp_path / "desk")
        assert refused.value.reason == Reason.NOT_A_FILE


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(archive=100), Reason.TOO_LARGE),
        (Limits(files=1), Reason.TOO_MANY_FILES),
        (Limits(file=50), Reason.FILE_TOO_LARGE),
        (Limits(total=1000), Reason.FILE_TOO_LARGE),
        (Limits(ratio=1, small=10), Reason.BOMB),
    ],
)
def test_what_is_too_much_is_refused_before_it_is_unpacked(
    limits: Limits, reason: Reason, course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError) as refused:
        look_at(make_archive(tmp_path / "in"), course, tmp_path / "desk", limits)
    assert refused.value.reason == reason


def test_an_archive_that_swells_is_refused(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    path = make_archive(tmp_path / "in", files={"zeros": bytes(9_000_000)})
    with pytest.raises(RefusedError) as refused:
        look_at(path, course, tmp_path / "desk")
    assert refused.value.reason == Reason.BOMB


def test_an_archive_that_lies_about_its_sizes_is_refused(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    path = _lie_about_size(make_archive(tmp_path / "in"))
    with pytest.raises(RefusedError) as refused:
        look_at(path, course, tmp_path / "desk")
    assert refused.value.reason in {Reason.DAMAGED, Reason.FILES_DIFFER}


def test_every_refusal_has_a_sentence_in_both_languages() -> None:
    for reason in Reason:
        for language in LANGUAGES:
            arrival = intake.Arrival(file="x.zip", outcome=RefusedError(reason, "DÉTAIL"))
            assert len(arrival.sentence(language)) > 40


def _tree(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.fixture(scope="module")
def outside(make_course: Callable[..., Course], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    make_course(folder / "courses")
    (folder / "desk").mkdir()
    (folder / "in").mkdir()
    return folder


def _survives(folder: Path, sent: bytes) -> None:
    """Look at the bytes: whatever they are, only the desk may have changed."""
    path, desk = folder / "in" / "sent.zip", folder / "desk"
    path.write_bytes(sent)
    before = _tree(folder)
    try:
        clean = look_at(path, Course(folder / "courses" / "fr"), desk)
    except RefusedError:
        assert _tree(folder) == before
    else:
        assert _tree(folder) - before == {clean.archive}
        clean.archive.unlink()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_mutation_of_a_good_archive_raises_or_leaves_the_quarantine(
    data: st.DataObject, outside: Path, make_archive: MakeArchive
) -> None:
    sent = bytearray(make_archive(outside / "good").read_bytes())
    place = st.integers(0, len(sent) - 1)
    for at, value in data.draw(st.lists(st.tuples(place, st.binary(min_size=1, max_size=8)))):
        sent[at : at + len(value)] = value
    for start, stop in data.draw(st.lists(st.tuples(place, place), max_size=2)):
        del sent[min(start, stop) : max(start, stop) // 8]
    _survives(outside, bytes(sent))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(st.text("ab./\\:é\u0301\x00\nNUL", min_size=1, max_size=12), max_size=4),
    mode=st.integers(0, 0xFFFF),
)
def test_no_name_and_no_mode_leaves_the_quarantine(
    names: list[str], mode: int, outside: Path, make_archive: MakeArchive
) -> None:
    path = make_archive(outside / "named")
    for name in names:
        add(path, name, mode=mode)
    _survives(outside, path.read_bytes())


def test_a_bad_archive_stops_nobody_else(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    inbox = tmp_path / "in"
    make_archive(inbox / "from a platform" / "Tremblay_4711")
    make_archive(inbox, student="apprenant-02")
    _written(inbox / "=cmd.zip", b"PK")
    arrived = list(intake.take_in(intake.arrivals(inbox), [course]))
    assert [arrival.is_refused for arrival in arrived] == [False, True, False]
    waiting = course.folder / "downloaded" / EXERCISE / "archive"
    assert len(list(waiting.glob("*.zip"))) == 2
    intake.write_refusals(arrived, inbox / "refused.csv", language="fr")
    with (inbox / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Fichier", "Pourquoi il est refusé"]
    assert rows[1][0] == "'=cmd.zip"
    assert "endommagée" in rows[1][1]
    assert len(intake.arrivals(inbox)) == 3, "the list itself is not taken for an archive"


def test_the_latest_of_several_counts_and_the_older_are_kept(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    inbox = tmp_path / "in"
    for day, name in ((15, "b.zip"), (17, "a.zip"), (16, "c.zip")):
        make_archive(inbox, when=f"2026-01-{day}T12:00:00Z", name=name)
    list(intake.take_in(intake.arrivals(inbox), [course]))
    downloaded = course.folder / "downloaded" / EXERCISE
    assert [path.name for path in (downloaded / "archive").iterdir()] == [
        f"{EXERCISE}__apprenant-01__20260117T120000Z.zip"
    ]
    assert len(list((downloaded / "older").iterdir())) == 2
