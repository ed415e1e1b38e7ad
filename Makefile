# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1
#
# Each recipe is one line that could be typed by hand. Sans make (Windows) : voir README.md.

PYTHON ?= python3
language ?= fr
RUN := .venv/bin/python -m

.DEFAULT_GOAL := help
.PHONY: help lab check fix book grade demo offline bench prove screenshots style types imports licences tests

help: ## list the tasks · la liste des tâches
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: ## open the laboratory (language=en for English) · ouvrir le laboratoire
	@$(PYTHON) course/install.py lab && .venv/bin/atelier lab --language $(language)

check: style types imports licences tests ## check that everything works · vérifier que tout tient

fix: .venv/check ## tidy the code · corriger la présentation du code
	@.venv/bin/ruff check --fix && .venv/bin/ruff format

book: .venv/book ## publish both sites of the book into _build/site · produire les deux sites
	@$(RUN) book build

grade: .venv/teach ## collect, grade and explain with nbgrader · recueillir, corriger, expliquer
	@$(RUN) autograder grade --language $(language)

demo: .venv/teach ## see a whole made-up class graded · voir la correction d’un groupe fictif
	@$(RUN) autograder demo --language $(language)

offline: .venv/lab ## one archive that installs without a network · une archive sans réseau
	@.venv/bin/python course/offline.py

bench: .venv/check ## measure atelier check and the practice forge · mesurer la vérification et la forge
	@.venv/bin/python tests/bench.py && .venv/bin/python tests/bench_forge.py

prove: .venv/check ## play the forge’s long proofs (half an hour) · jouer les longues preuves de la forge
	@ATELIER_SEQUENCES=1000 ATELIER_KILLS=200 .venv/bin/pytest -n 2 tests/course/atelier/forge

screenshots: .venv/check ## take the README's pictures again · refaire les images du README
	@.venv/bin/python tests/screenshots.py

style: .venv/check
	.venv/bin/ruff check && .venv/bin/ruff format --check

types: .venv/check
	.venv/bin/mypy

imports: .venv/check
	.venv/bin/lint-imports

licences: .venv/check
	.venv/bin/reuse lint --quiet || .venv/bin/reuse lint

tests: .venv/check
	$(PYTHON) tests/browser.py; .venv/bin/pytest -n auto

INSTALLED := $(addprefix .venv/,lab teach book check)
.PHONY: $(INSTALLED)
$(INSTALLED): .venv/%:
	@$(PYTHON) course/install.py $*
