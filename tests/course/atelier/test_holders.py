# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What was left to be filled in is found, and no real name is taken for it."""

import pytest

from atelier.holders import blank_in, blanks_in, holder_in
from atelier.licences import catalogue

REAL = [
    "Gouvernement du Québec",
    "Ville de Québec",
    "Ville de Montréal",
    "City of Toronto",
    "Ministère de la Cybersécurité et du Numérique",
    "Ministère de l’Éducation",
    "Régie de l’assurance maladie du Québec",
    "Régie du logement (Québec)",
    "Bibliothèque et Archives nationales du Québec",
    "Société de l’assurance automobile du Québec",
    "Commission des normes, de l’équité, de la santé et de la sécurité du travail",
    "Municipalité de L’Ange-Gardien",
    "MRC de La Haute-Yamaska",
    "His Majesty the King in Right of Canada, as represented by the Minister of Industry",
    "Sa Majesté le Roi du chef du Canada",
    "Government of Canada / Gouvernement du Canada",
    "Shared Services Canada – Services partagés Canada",
    "Department of Veterans Affairs",
    "Direction interministérielle du numérique (DINUM)",
    "Organisation internationale de la Francophonie",
    "Organisme d’autoréglementation du courtage immobilier du Québec",
    "Internet Corporation for Assigned Names and Numbers",
    "The Apache Software Foundation and its authors",
    "The Authors",
    "The Go Authors. All rights reserved.",
    "Atelier libre contributors",
    "Les auteurs de l’Atelier libre",
    "Ada Roy <ada@example.org>",
    "Ada Roy <https://example.org/ada>",
    "Ada Roy [ministère]",
    "Name.com Inc.",
    "Brand Name Studios",
    "TODO Group",
    "3M Canada",
    "20-20 Technologies",
    "2020 Ville intelligente",
    "Année lumière inc.",
    "Year Up",
    "AAAA Remorquage",
    "École nationale d’administration publique",
    "Nom de plume inc.",
    "Date Palm Research",
    "Commission de toponymie, Noms et lieux",
]


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_is_no_blank(name: str) -> None:
    for line in (f"2026 {name}", f"Copyright (c) 2019-2026 {name}", f"© {name}, 2026"):
        assert blanks_in(line) == ("", ""), line
        assert holder_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "2026 <name>",
        "YYYY Name",
        "20XX Ville",
        "2026 Your Name",
        "2026 Your Name <you@example.com>",
        "2026 TODO",
        "2026 TODO: the name of the city",
        "(c) {{ year }} {{ organization }}",
        "(c) {{ year }} {{ organization",
        "2026 ${OWNER}",
        "2026 {organization}",
        "2026 %NAME%",
        "2026 __AUTHOR__",
        "2026 Votre organisme",
        "2026 Nom de l’organisme",
        "2026 Nom complet",
        "2026 [fullname]",
        "[year] Ville de Québec",
        "2026 [nom du titulaire] et contributeurs",
        "AAAA Ville de Québec",
        "année Ville de Québec",
        "20__ Ville de Québec",
        "2026 Name",
        "2026 the copyright holder",
        "2026 CHANGEME",
        "2026 XXX",
        "2026 <Ville de Québec>",
        "FIRST AUTHOR <EMAIL@ADDRESS>, YEAR",
    ],
)
def test_a_place_left_to_be_filled_in_is_found(line: str) -> None:
    for mark in ("", "Copyright ", "SPDX-FileCopyrightText: ", "© "):
        assert blank_in(mark + line), mark + line


@pytest.mark.parametrize(
    ("line", "blanks"),
    [
        ("Copyright 2026 <name>", ("", "<name>")),
        ("Copyright YYYY Ville de Lévis", ("YYYY", "")),
        ("Copyright (année) Votre organisme", ("(année)", "Votre organisme")),
        ("{{ year }} {{ organization }}", ("{{ year }}", "{{ organization }}")),
        ("Copyright (c) <year> <owner>", ("<year>", "<owner>")),
    ],
)
def test_a_year_and_a_name_wait_apart(line: str, blanks: tuple[str, str]) -> None:
    assert blanks_in(line) == blanks


def test_the_lines_of_bodies_that_write_licences_are_no_blanks() -> None:
    lines = [
        line
        for licence in catalogue().values()
        for line in licence.text.splitlines()
        if "Copyright" in line and "Foundation" in line
    ]
    assert lines
    assert not [line for line in lines if blank_in(line)]
