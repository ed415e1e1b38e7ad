# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The REUSE doctor: a folder as a tree, what each file declares, by whom, and what is missing."""

import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, Final, cast

from atelier.declarations import Declaration, Survey, UnreadableFolderError, survey
from atelier.licences import catalogue
from atelier.views.view import FOLDER, View
from atelier.words import Language, words_beside

MOST: Final = 200  # files shown
FEW: Final = 12  # files up to which a folder comes open
MOST_OPEN: Final = 40  # the same, for a folder in which something is missing
SAMPLE: Final = FOLDER / "clinic.toml"
FAULTS: Final = ("missing", "unused", "bad", "deprecated", "nameless", "unreadable")
LIST: Final = ", "


class Doctor(View):
    """What the files of a folder declare; the button examines it again."""

    name: ClassVar[str] = "doctor"

    def __init__(self, folder: Path | None, *, language: Language) -> None:
        """Examine ``folder``, or the course's own sick repository."""
        self._folder = folder
        super().__init__(language=language, state=self._examined(language))
        self.observe(self._again, names="answer")

    def _again(self, change: dict[str, Any]) -> None:
        """Examine once more, and say what was found."""
        language = cast("Language", self.language)
        self.state = {**self._examined(language), "number": change["new"].get("number")}

    def _examined(self, language: Language) -> dict[str, Any]:
        name = self._folder.name or str(self._folder) if self._folder else _say("sample", language)
        try:
            seen = self._survey(language)
        except UnreadableFolderError as error:
            return _unreadable(name, _say("unreadable", language, why=error.why))
        except OSError:
            return _unreadable(name, _say("absent", language, folder=str(self._folder)))
        return {**_shown(seen, language), "folder": name, "trouble": "", "number": 0}

    def _survey(self, language: Language) -> Survey:
        if self._folder is not None:
            if not self._folder.is_dir():
                raise NotADirectoryError(self._folder)
            return survey(self._folder)
        with tempfile.TemporaryDirectory() as desk:
            _lay_sample(Path(desk), language)
            return survey(Path(desk))


def _say(key: str, language: Language, **values: object) -> str:
    return words_beside(__file__).say(key, language=language, **values)


def _unreadable(name: str, trouble: str) -> dict[str, Any]:
    state: dict[str, Any] = {"folder": name, "trouble": trouble, "sentence": trouble, "number": 0}
    return state | {"compliant": False, "problems": [], "cut": "", "children": []}


def _lay_sample(folder: Path, language: Language) -> None:
    """Build the sick repository: stored live, its declarations would act on this project."""
    sample = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    texts = {f"LICENSES/{name}.txt": catalogue()[name].text for name in sample["texts"]}
    files = {file["path"]: "\n".join([*file["text"][language], ""]) for file in sample["file"]}
    for path, text in {**texts, **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _shown(seen: Survey, language: Language) -> dict[str, Any]:
    whole = sum(map(_is_right, seen.files))
    key = "compliant" if seen.is_compliant else "sick" if seen.files else "empty"
    problems = [
        _say(f"problem.{kind}", language, names=LIST.join(names))
        for kind in FAULTS
        if (names := getattr(seen, kind))
    ]
    files = sorted(seen.files, key=_is_right)[:MOST]  # those that lack something first
    cut = _say("cut", language, shown=len(files), all=len(seen.files))
    return {
        "compliant": seen.is_compliant,
        "sentence": _say(f"summary.{key}", language, whole=whole, all=len(seen.files)),
        "problems": problems,
        "cut": cut if len(files) < len(seen.files) else "",
        "children": _children([(PurePosixPath(file.path).parts, file) for file in files], language),
    }


def _is_right(file: Declaration) -> bool:
    return file.is_whole and not file.invalid


def _children(
    files: list[tuple[tuple[str, ...], Declaration]], language: Language
) -> list[dict[str, Any]]:
    """Return what lies in one folder: its folders, then its files, by name."""
    folders: dict[str, list[tuple[tuple[str, ...], Declaration]]] = {}
    for (first, *rest), file in files:
        if rest:
            folders.setdefault(first, []).append((tuple(rest), file))
    here = [(parts[0], file) for parts, file in files if len(parts) == 1]
    return [
        *(_folder(name, inside, language) for name, inside in sorted(folders.items())),
        *(_file(name, file, language) for name, file in sorted(here, key=lambda one: one[0])),
    ]


def _folder(
    name: str, inside: list[tuple[tuple[str, ...], Declaration]], language: Language
) -> dict[str, Any]:
    whole = sum(_is_right(file) for _, file in inside)
    is_right = whole == len(inside)
    return {
        "name": name,
        "right": is_right,
        "word": _say("folder", language, whole=whole, all=len(inside)),
        "open": len(inside) <= (FEW if is_right else MOST_OPEN),
        "children": _children(inside, language),
    }


def _file(name: str, file: Declaration, language: Language) -> dict[str, Any]:
    lacking = [key for key in ("licences", "holders") if not getattr(file, key)]
    lacks = "both" if len(lacking) == 2 else lacking[0] if lacking else ""  # noqa: PLR2004 - both
    word = "invalid" if file.invalid and not lacks else f"lacks.{lacks}" if lacks else "whole"
    holders = [line.removeprefix("SPDX-FileCopyrightText: ") for line in file.holders]
    rows = {
        "licence": LIST.join(file.licences),
        "holder": LIST.join(holders),
        "source": LIST.join(_sources(file, language)),
    }
    return {
        "name": name,
        "right": _is_right(file),
        "word": _say(word, language),
        "rows": [[_say(f"row.{key}", language), said] for key, said in rows.items() if said],
    }


def _sources(file: Declaration, language: Language) -> Iterable[str]:
    for source in sorted(file.sources):
        if source == file.path:
            yield _say("source.itself", language)
        elif source == f"{file.path}.license":
            yield _say("source.beside", language, name=PurePosixPath(source).name)
        else:
            yield source
