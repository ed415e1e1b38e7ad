# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1
# ruff: noqa: F821, INP001 (nbgrader runs this file by itself and gives it names)

"""What the French and the English course tell nbgrader: each ``nbgrader_config.py`` loads this."""

import os
import secrets
import sys
import tomllib
from pathlib import Path

from nbgrader.server_extensions.formgrader.handlers import template_path

import autograder

HERE = Path(__file__).parent
CATALOGUE = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))

# nbgrader calls the program alembic, which lies beside this Python and not always on the PATH.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

# A learner's file never takes the place of a program: neither Python, nor IPython, nor an empty
# part of PYTHONPATH looks for modules in the folder of the notebook that is being graded.
os.environ["PYTHONSAFEPATH"] = "1"
os.environ["PYTHONPATH"] = os.pathsep.join(
    str(Path(part).absolute())
    for part in os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if part
)

c = get_config()


# nbgrader puts every file of source/ back in place before it grades. What learners edit stays.
# Where the catalogue names a folder, all that lies in it is the learner's, file by file: nbgrader
# knows exact names only.
def edited(assignment: str, artefact: str) -> set[str]:
    """Return the names of the files that learners edit, as nbgrader compares them."""
    if not artefact.endswith("/"):
        return {artefact}
    sources = HERE.glob(f"*/source/{assignment}")
    return {
        str(path.relative_to(source))
        for source in sources
        for path in (source / artefact).rglob("*")
        if path.is_file()
    }


c.Autograde.exclude_overwriting = {
    assignment: sorted({name for one in facts["artefacts"] for name in edited(assignment, one)})
    for assignment, facts in CATALOGUE.items()
}
# A graded cell that is not run would bring all its points: no tag of a learner's stops a cell.
c.Execute.skip_cells_with_tag = secrets.token_hex()
c.Execute.timeout = 60
c.Execute.extra_arguments = [
    "--log-level=ERROR",
    "--InteractiveShellApp.ignore_cwd=True",
    "--no-stderr",  # what a kernel says to nobody as it ends, of a socket that is closed
]

# Archives are called ASSIGNMENT__STUDENT__TIME.zip. Every file in them counts, not only notebooks.
c.ZipCollectApp.collector_plugin = "autograder.converter.HandInCollector"
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\]extracted[/\\][^/\\]+?__(?P<student_id>[^/\\]+)__(?P<timestamp>\d{8}T\d{6}Z)"
    r"[/\\](?P<file_id>.+)$"
)

# Feedback and formgrader ask no other server for anything: our two templates stand where
# nbgrader's would load MathJax, and a tool shows its static face instead of a widget.
c.HTMLExporter.extra_template_basedirs = [
    str(Path(autograder.__file__).parent / "templates"),
    template_path,
]
c.HTMLExporter.exclude_anchor_links = True
c.HTMLExporter.mathjax_url = ""
c.HTMLExporter.require_js_url = ""
c.HTMLExporter.jquery_url = ""
c.HTMLExporter.jupyter_widgets_base_url = ""
c.WidgetsDataTypeFilter.display_data_priority = [
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/plain",
]

if "ATELIER_EXCHANGE" in os.environ:
    c.Exchange.root = os.environ["ATELIER_EXCHANGE"]
