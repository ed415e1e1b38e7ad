# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a page in Markdown or HTML shows to those who read it: its pictures, links and words.

The page is read as a forge does: from Markdown (CommonMark, and GitHub's tables and bare
addresses) to HTML, then the HTML as a browser does. What stands in a comment or in a block of
code is no picture and no link.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

MOST_READ: Final = 200_000  # characters
ADDRESS: Final = re.compile(r"\bhttps?://[^\s<>]*[\w/]")
# Between square brackets: a link, or what is meant as one although no address goes with it.
NAMED: Final = re.compile(r"\[([^\[\]]+)\]")
UNSEEN: Final = frozenset({"pre", "code", "script", "style", "template", "textarea", "title"})


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture; ``alternative`` is None where nothing at all was said to stand for it."""

    file: str
    alternative: str | None
    line: int


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link, with the text that names it."""

    address: str
    text: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is shown of a page; ``words`` are those outside code, on one line."""

    pictures: tuple[Picture, ...]
    links: tuple[Link, ...]
    words: str


@lru_cache(maxsize=8)
def page_of(text: str, *, is_html: bool = False) -> Page:
    """Return what a page shows. A link or a picture stands at the line on which it begins."""
    text = text[:MOST_READ]
    reader = _Reader()
    reader.feed(f"{_at(1)}{text}" if is_html else _html(text))
    reader.feed("<!---->")  # a comment that nobody closed goes to the end of the page
    reader.close()
    return Page(
        pictures=tuple(reader.pictures),
        links=tuple(reader.links),
        words=" ".join("".join(reader.words).split()),
    )


def _at(line: int) -> str:
    """Return a mark, which no page shows, that tells the reader the line of what follows."""
    return f"<?line {line}>"


def _html(text: str) -> str:
    """Return a page of Markdown as HTML, in which marks tell the lines."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table")
    names = {" ".join(name.split()) for name in NAMED.findall(text)}
    given = "".join(f"[{name}]: <>\n" for name in sorted(names))  # one that the page gives is first
    tokens = markdown.parse(f"{text}\n\n{given}")
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "html_block":
            token.content = _at(line) + token.content
        elif token.children:
            token.children = [*_marked(token.children, line)]
    rendered: str = markdown.renderer.render(tokens, markdown.options, {})
    return rendered


def _marked(tokens: "Sequence[Token]", line: int) -> Iterator["Token"]:
    """Yield the parts of a paragraph, each line of it after its mark, pictures as HTML."""
    from markdown_it.token import Token

    yield Token("html_inline", "", 0, content=_at(line))
    for token in tokens:
        if token.type == "image":
            file, said = str(token.attrs["src"]), _alternative(token.children or ())
            alternative = f' alt="{escape(said)}"' if said.strip() else ""
            content = f'<img src="{escape(file)}"{alternative}>'
            yield Token("html_inline", "", 0, content=content)
        else:
            yield token
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
            yield Token("html_inline", "", 0, content=_at(line))
        elif token.type == "html_inline":
            line += token.content.count("\n")


def _alternative(tokens: "Sequence[Token]") -> str:
    return "".join(" " if token.type.endswith("break") else token.content for token in tokens)


class _Reader(HTMLParser):
    """Reads HTML as a browser does, and keeps what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[Picture] = []
        self.links: list[Link] = []
        self.words: list[str] = []
        self._mark = (1, 1)  # a line of the page, and the line of the HTML where it begins
        self._unseen: list[str] = []
        self._link: tuple[str, int, list[str]] | None = None

    def handle_pi(self, data: str) -> None:
        """Take note of a mark."""
        word, _, line = data.partition(" ")
        if word == "line" and line.isdecimal():
            self._mark = (int(line), self.getpos()[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a picture, begin a link."""
        said = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen.append(tag)
        if "template" in self._unseen:
            return
        if tag == "img":
            picture = Picture(
                file=said.get("src", ""), alternative=said.get("alt"), line=self._line()
            )
            self.pictures.append(picture)
            if self._link:
                self._link[2].append(said.get("alt", ""))
        elif tag == "a" and "href" in said:
            self._end_link()
            self._link = (said["href"], self._line(), [said.get("aria-label", "")])

    def handle_endtag(self, tag: str) -> None:
        """End a link, or what is not shown."""
        if tag == "a":
            self._end_link()
        elif tag in self._unseen:
            self._unseen.remove(tag)

    def handle_data(self, data: str) -> None:
        """Keep the words; a bare address is a link, as forges show it."""
        if self._link:
            self._link[2].append(data)
        if self._unseen:
            return
        self.words.append(data)
        if not self._link:
            self.links += [
                Link(address=found[0], text=found[0], line=self._line())
                for found in ADDRESS.finditer(data)
            ]

    def close(self) -> None:
        """End what nobody ended."""
        super().close()
        self._end_link()

    def _line(self) -> int:
        line, begun = self._mark
        return line + self.getpos()[0] - begun

    def _end_link(self) -> None:
        if self._link:
            address, line, words = self._link
            text = " ".join("".join(words).split())
            self.links.append(Link(address=address, text=text, line=line))
        self._link = None
