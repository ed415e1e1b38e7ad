# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The text of one file, as it lies in the folder: what a trainer reads beside the notebook."""

from pathlib import Path

from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.views.view import STYLE, TEMPLATES
from atelier.words import Language, words_beside


class FileView:
    """The faces of a file: its words are shown as written, never as markup."""

    def __init__(self, folder: Path, name: str, *, language: Language) -> None:
        """Read the file ``name`` in ``folder``, or keep why it has no text."""
        self._name, self._language = name, language
        self._text, self._trouble = "", ""
        try:
            self._text = read_text(folder, name).strip("\n")
        except UnreadableTextError as error:
            self._trouble = f"{error.seen()[language]} {error.next_step()[language]}"

    def text(self) -> str:
        """Return the file as plain text, under its name."""
        return f"{self._heading()}\n\n{self._text or self._trouble or self._say('empty')}"

    def _repr_html_(self) -> str:
        return TEMPLATES.get_template("file.html").render(
            style=STYLE,
            language=self._language,
            heading=self._heading(),
            text=self._text,
            trouble=self._trouble or self._say("empty"),
        )

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": self.text()}

    def _heading(self) -> str:
        return self._say("heading")

    def _say(self, key: str) -> str:
        return words_beside(__file__).say(key, language=self._language, file=self._name)
