# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Who grades the exercises: a front over nbgrader, for any nbgrader course."""
