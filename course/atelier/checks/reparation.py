# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A repository without licences, repaired: what each file declares is true, and nothing was lost.

Each file is one criterion, worth 1 point: half for the licence, half for the holder. The texts of
the licences bring 2 points, conformity with REUSE 2, the notices of others 1, the rest as it was
1. Form alone pays little: the last three count once half of the files have their true licence,
and a text counts where a file is rightly under it.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from atelier.artefacts.depot import CITY, FOLDER, PHOTOGRAPHER, TEXTS
from atelier.artefacts.text import UnreadableTextError, plain, read_text
from atelier.declarations import Declaration, Survey, UnreadableFolderError, survey
from atelier.expression import BrokenExpressionError, Compound, Join, is_equivalent, read
from atelier.handin import LARGEST_HAND_IN, MOST_FILES, carried
from atelier.identification import identify
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside
from atelier.workspace import handed_out

WORDS: Final = words_beside(__file__)
EXERCISE: Final = "2-E4-reparation"
HALF: Final = 0.5
FAULTS: Final = (
    "missing",
    "unused",
    "bad",
    "deprecated",
    "nameless",
    "unreadable",
    "without_licence",
    "without_holder",
)
Faces = dict[Language, str]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What the statement says of one file: ``kind`` names the sentence to read again."""

    kind: str
    expression: str
    holders: Mapping[str, str]


OURS: Final = {CITY: "2026"}
CODE: Final = Truth(kind="code", expression="LiLiQ-R-1.1", holders=OURS)
MIXED: Final = Truth(
    kind="mixed", expression="LiLiQ-R-1.1 AND MIT", holders={**OURS, "Sophie Lacombe": "2017"}
)
VENDOR: Final = Truth(kind="vendor", expression="MIT", holders={"Boréalis Coop": "2019"})
PAGE: Final = Truth(kind="page", expression="CC-BY-4.0", holders=OURS)
PHOTO: Final = Truth(kind="photo", expression="CC-BY-4.0", holders={PHOTOGRAPHER: "2024"})
DATA: Final = Truth(kind="data", expression="CC0-1.0", holders=OURS)
TRUTH: Final[Mapping[str, Truth]] = {
    "README.md": PAGE,
    "docs/guide.md": PAGE,
    "docs/photo.png": PHOTO,
    "src/minutes.py": CODE,
    "src/page.css": CODE,
    "src/dates.py": MIXED,
    "src/vendor/natural.js": VENDOR,
    "data/bureaux.csv": DATA,
    "data/services.json": DATA,
}
NEEDED: Final = ("CC-BY-4.0", "CC0-1.0", "LiLiQ-R-1.1", "MIT")
NOTICE: Final = re.compile(
    rb"[^\n]*Copyright \(c\) \d{4}.*OTHER DEALINGS IN THE[^\n]*\n[^\n]*\n", re.DOTALL
)
# What may be added to a file, by the end of its name: comments. To no other file may anything be.
STARS: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
COMMENTS: Final = {
    ".css": STARS,
    ".js": re.compile(rf"{STARS.pattern}|^[ \t]*//[^\n]*", re.DOTALL | re.MULTILINE),
    ".md": re.compile(r"<!--.*?-->", re.DOTALL),
    ".py": re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE),
}


def check(folder: Path) -> Verdict:
    """Return how well the files of ``depot/`` in ``folder`` declare what is true of them."""
    depot = Path(folder) / FOLDER
    if depot.is_symlink() or not depot.is_dir():
        return _not_read("missing")
    try:
        paths = list(islice(carried(depot), MOST_FILES + 1))
        if len(paths) > MOST_FILES or sum(p.stat().st_size for p in paths) > LARGEST_HAND_IN:
            return _not_read("too-large", most=MOST_FILES)
        with tempfile.TemporaryDirectory() as desk:
            copy = Path(desk, FOLDER)
            copy.mkdir()
            for path in paths:
                target = copy / path.relative_to(depot)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            return _verdict_on(copy)
    except OSError as error:
        return _not_read("denied", why=error.strerror or "")
    except UnreadableFolderError as error:
        return _not_read("unreadable", why=error.why)


def _verdict_on(depot: Path) -> Verdict:
    seen, broken = _survey(depot)
    declared = {file.path: file for file in seen.files}
    files = [_file(depot, path, declared.get(path)) for path in TRUTH]
    right = {TRUTH[finding.about].expression for finding in files if finding.points}
    is_begun = sum(finding.points > 0 for finding in files) * 2 >= len(files)
    return _verdict(
        *files,
        _texts(depot, {name for name in NEEDED if any(name in each for each in right)}),
        _compliant(seen, broken, is_begun=is_begun),
        _notices(depot, is_begun=is_begun),
        _kept(depot, is_begun=is_begun),
    )


def _survey(depot: Path) -> tuple[Survey, str]:
    """Return what is declared, and why a REUSE.toml could not be read, which then says nothing."""
    try:
        return survey(depot), ""
    except UnreadableFolderError as error:
        for path in depot.rglob("REUSE.toml"):
            path.unlink()
        return survey(depot), error.why


# -------------------------------------------------------------------------------- file by file


def _file(depot: Path, path: str, declared: Declaration | None) -> Finding:
    truth = TRUTH[path]
    where = WORDS.in_both(f"where.{truth.kind}")

    def finding(fact: str, points: float = 0, **values: object) -> Finding:
        values = {"file": path, "where": where, **values}
        return Finding(criterion="file", about=path, fact=fact, points=points, values=values)

    if not (depot / path).is_file():
        return finding("lost")
    if declared is None or not declared.licences:
        return finding("no-licence")
    said = " AND ".join(declared.licences)
    if declared.invalid:
        return finding("invalid", expression=", ".join(declared.invalid))
    if not _is_same(declared.licences, truth.expression):
        return finding("other-licence", expression=said)
    lines = [line.removeprefix("SPDX-FileCopyrightText: ") for line in declared.holders]
    fact, line = _holder(lines, truth.holders)
    points = 1 if fact == "right" else HALF
    return finding(fact, points, expression=said, line=line)


def _is_same(expressions: Iterable[str], truth: str) -> bool:
    """Return whether ``expressions``, all of which apply, mean what ``truth`` means."""
    try:
        said = Compound(join=Join.ALL, parts=tuple(map(read, expressions)))
    except BrokenExpressionError:
        return False
    return is_equivalent(said, read(truth))


def _holder(found: list[str], truth: Mapping[str, str]) -> tuple[str, str]:
    """Return the name of what there is to say of the copyright lines, and the line it is about."""
    if not found:
        return "no-holder", ""
    strange = [line for line in found if not any(_names(line, name) for name in truth)]
    if strange:
        return "other-holder", strange[0]
    if any(not any(_names(line, name) for line in found) for name in truth):
        return "half-the-holders", ", ".join(found)
    for name, year in truth.items():
        lines = [line for line in found if _names(line, name)]
        if not any(year in line for line in lines):
            return "other-year", lines[0]
    return "right", ", ".join(found)


def _names(line: str, name: str) -> bool:
    """Return whether ``name`` stands in the copyright line, however it is accented."""
    return plain(name) in plain(line)


# ----------------------------------------------------------------------------- all of it together


def _texts(depot: Path, declared: set[str]) -> Finding:
    """Return whether the licences have their texts; each one rightly declared counts."""
    states = {name: _text(depot, name) for name in NEEDED}
    right = [name for name, state in states.items() if state == "right" and name in declared]
    points = HALF * len(right)
    problems = _joined(
        WORDS.in_both(f"text.{state}", licence=name)
        for name, state in states.items()
        if state != "right"
    )
    fact = "right" if len(right) == len(NEEDED) else "problems" if problems["fr"] else "early"
    values = {"problems": problems, "right": len(right), "all": len(NEEDED)}
    return Finding(criterion="texts", fact=fact, points=points, maximum=2, values=values)


def _text(depot: Path, licence: str) -> str:
    texts = depot / TEXTS
    names = [path.name for path in sorted(texts.glob(f"{licence}.*")) if path.stem == licence]
    if not names:
        return "missing"
    try:
        seen = identify(read_text(texts, names[0]))
    except UnreadableTextError:
        return "unreadable"
    return "right" if licence in seen.licences and not seen.more else "changed"


def _compliant(seen: Survey, broken: str, *, is_begun: bool) -> Finding:
    def finding(fact: str, points: float = 0, **values: object) -> Finding:
        return Finding(criterion="compliant", fact=fact, points=points, maximum=2, values=values)

    if broken:
        return finding("broken", why=broken)
    found = {kind: getattr(seen, kind) for kind in FAULTS}
    found["invalid"] = tuple(file.path for file in seen.files if file.invalid)
    problems = [
        WORDS.in_both(f"problem.{kind}", names=", ".join(names), count=len(names))
        for kind, names in found.items()
        if names
    ]
    if problems or not seen.is_compliant:
        return finding("problems", problems=_joined(problems))
    return finding("right", 2) if is_begun else finding("early")


def _notices(depot: Path, *, is_begun: bool) -> Finding:
    def finding(fact: str, points: float = 0, **values: object) -> Finding:
        return Finding(criterion="notices", fact=fact, points=points, values=values)

    touched = [
        path
        for path in TRUTH
        if (notices := _notices_of(path)) and not any(n in _bytes(depot / path) for n in notices)
    ]
    if touched:
        return finding("touched", files=", ".join(touched))
    return finding("right", 1) if is_begun else finding("early")


def _kept(depot: Path, *, is_begun: bool) -> Finding:
    """Return whether what was handed out is there as it was, but for comments that were added."""

    def finding(fact: str, points: float = 0, **values: object) -> Finding:
        return Finding(criterion="kept", fact=fact, points=points, values=values)

    states = {path: _state(depot, path) for path in TRUTH}
    problems = _joined(
        WORDS.in_both(f"state.{state}", file=path)
        for path, state in states.items()
        if state != "right"
    )
    if problems["fr"]:
        return finding("problems", problems=problems)
    return finding("right", 1) if is_begun else finding("early")


def _state(depot: Path, path: str) -> str:
    if not (depot / path).is_file():
        return "lost"
    now = _bytes(depot / path)
    states = [_difference(path, original, now) for original in _originals(path)]
    return "right" if "right" in states else states[0]


def _difference(path: str, original: bytes, now: bytes) -> str:
    """Return what happened to a file; the notice in it is another criterion's."""
    if b"\0" in original:
        return "right" if now == original else "changed"
    notice = NOTICE.search(original)
    ours, theirs = (
        _lines(content.replace(notice[0], b"") if notice else content)
        for content in (original, now)
    )
    if ours == theirs:
        return "right"
    left = iter(theirs)
    if not all(line in left for line in ours):
        return "changed"
    if ours[0].startswith("#!") and theirs[0] != ours[0]:
        return "shebang"
    comment = COMMENTS.get(Path(path).suffix)
    if comment is None:
        return "no-comment"
    spoken, heard = (_spoken(lines, comment) for lines in (ours, theirs))
    return "right" if spoken == heard else "not-a-comment"


def _spoken(lines: list[str], comment: re.Pattern[str]) -> list[str]:
    """Return the lines that are more than comments and blanks."""
    return [line for line in comment.sub("", "\n".join(lines)).split("\n") if line.strip()]


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8-sig", errors="replace").splitlines() or [""]


def _originals(path: str) -> list[bytes]:
    places = (handed_out(EXERCISE, language) / FOLDER / path for language in LANGUAGES)
    return [place.read_bytes() for place in places]


def _notices_of(path: str) -> list[bytes]:
    """Return the notice of others in a file, as it was handed out in each language."""
    found = (NOTICE.search(original) for original in _originals(path))
    return [notice[0] for notice in found if notice]


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


# ------------------------------------------------------------------------------------- speaking


def _verdict(*findings: Finding) -> Verdict:
    return Verdict(subject="reparation", findings=findings)


def _not_read(fact: str, **values: object) -> Verdict:
    """Say once why nothing could be read."""
    maxima = {"texts": 2, "compliant": 2, "notices": 1, "kept": 1}
    first, *others = TRUTH

    def file(path: str, fact: str, **values: object) -> Finding:
        values = {"file": path, **values}
        return Finding(criterion="file", about=path, fact=fact, points=0, values=values)

    return _verdict(
        file(first, fact, **values),
        *(file(path, "not-read") for path in others),
        *(
            Finding(criterion=name, fact="not-read", points=0, maximum=most)
            for name, most in maxima.items()
        ),
    )


def _joined(faces: Iterable[Faces]) -> Faces:
    listed = list(faces)
    return {language: " ".join(face[language] for face in listed) for language in LANGUAGES}
