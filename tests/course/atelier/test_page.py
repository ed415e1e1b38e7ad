# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A page shows what a forge and a browser make of it, not what its source looks like."""

import pytest

from atelier.artefacts.page import page_of

NAME, FILE = "Le plan", "plan.png"
ADDRESS = "https://ville.example/natation"


@pytest.mark.parametrize(
    "source",
    [
        f"![{NAME}]({FILE})",
        f"![{NAME}]({FILE} 'Piscine')",
        f"![{NAME}](<{FILE}>)",
        f"![*Le* `plan`]({FILE})",
        f"![{NAME}][plan]\n\n[plan]: {FILE}",
        f"![{NAME}]\n\n[{NAME}]: {FILE}",
        f"<img src={FILE} alt='{NAME}'>",
        f'<IMG\nALT = "{NAME}" SRC="{FILE}"/>',
        f"| Plan |\n|---|\n| ![{NAME}]({FILE}) |",
        f"- un\n  > ![{NAME}]({FILE})",
        f"[![{NAME}]({FILE})](plan.html)",
    ],
)
def test_a_picture_is_seen_however_it_is_written(source: str) -> None:
    (picture,) = page_of(f"# Accès\n\n{source}\n").pictures

    assert (picture.file, picture.alternative) == (FILE, NAME)


@pytest.mark.parametrize(
    "source",
    [
        "`{}`",
        "    {}",
        "~~~\n{}\n~~~",
        "````\n```\n{}\n````",
        "<!-- {} -->",
        "<!--\n\n{}\n",
        "<div><!--\n\n{}\n\n",
        "<template>\n\n{}\n\n</template>",
        "\\{}",
    ],
)
@pytest.mark.parametrize("what", [f"![{NAME}]({FILE})", f"<img src={FILE} alt='{NAME}'>"])
def test_what_is_hidden_or_shown_as_source_is_no_picture(source: str, what: str) -> None:
    assert page_of(f"Bonjour.\n\n{source.format(what)}\n").pictures == ()


@pytest.mark.parametrize("tag", ["pre", "div"])
def test_markdown_within_html_is_not_read_as_markdown(tag: str) -> None:
    text = f"<{tag}>\n![{NAME}]({FILE})\n<img src={FILE} alt='{NAME}'>\n</{tag}>\n"

    assert [each.line for each in page_of(text).pictures] == [3]


@pytest.mark.parametrize(
    "source",
    [
        f"[La page]({ADDRESS})",
        f"[La page](<{ADDRESS}> 'Inscription')",
        f"[La\npage][1]\n\n[1]: {ADDRESS}",
        f"<a href={ADDRESS}><b>La</b> page</a>",
        f"<a href='{ADDRESS}'>La page",
        f"[![La page](a.png)]({ADDRESS})",
    ],
)
def test_a_link_is_seen_with_its_name_however_it_is_written(source: str) -> None:
    (link,) = page_of(source).links

    assert (link.address, link.text) == (ADDRESS, "La page")


@pytest.mark.parametrize("source", [f"<{ADDRESS}>", f"Voir {ADDRESS}.", f"[{ADDRESS}]({ADDRESS})"])
def test_a_bare_address_is_a_link_without_another_name(source: str) -> None:
    (link,) = page_of(source).links

    assert link.address == link.text == ADDRESS


def test_an_address_that_nothing_leads_to_is_no_link() -> None:
    assert page_of(f"La page.\n\n[page]: {ADDRESS}\n").links == ()


def test_pictures_and_links_stand_at_the_line_where_they_begin() -> None:
    text = (
        "<!-- 1 -->\n# 2\n\n4 ![a](a) et\n5 ![b](b)  \n6 <img\nsrc=c alt=c> [d](d)\n\n"
        "| 9 |\n|---|\n| ![e](e) |\n\n<p>13\n<img src=f alt=f>\n</p>\n\n17 https://g.example\n"
    )
    page = page_of(text)

    assert [each.line for each in page.pictures] == [4, 5, 6, 11, 14]
    assert [each.line for each in page.links] == [7, 17]


def test_a_page_of_html_is_read_as_html() -> None:
    text = f"<h1>A</h1>\n\n    <img src={FILE} alt='{NAME}'>\n![b](b)\n"
    (picture,) = page_of(text, is_html=True).pictures

    assert (picture.line, picture.file) == (3, FILE)


@pytest.mark.parametrize("piece", ["[", "![](", "<", "<!--", "[a", "\x00", "|-"])
def test_a_page_of_noise_is_read_without_a_complaint(piece: str) -> None:
    page_of(piece * 5_000)
    page_of(piece * 5_000, is_html=True)
