# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1
# ruff: noqa: F821, INP001 (nbgrader runs this file by itself and gives it names)

"""The French course, for nbgrader: type ``nbgrader …`` in this folder."""

from pathlib import Path

c = get_config()
c.CourseDirectory.course_id = "atelier-fr"
c.HTMLExporter.language_code = "fr"
load_subconfig("nbgrader_course.py", path=str(Path(__file__).parents[1]))
