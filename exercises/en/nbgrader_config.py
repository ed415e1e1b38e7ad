# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1
# ruff: noqa: F821, INP001 (nbgrader runs this file by itself and gives it names)

"""The English course, for nbgrader: type ``nbgrader …`` in this folder."""

from pathlib import Path

c = get_config()
c.CourseDirectory.course_id = "atelier-en"
c.HTMLExporter.language_code = "en"
load_subconfig("nbgrader_course.py", path=str(Path(__file__).parents[1]))
