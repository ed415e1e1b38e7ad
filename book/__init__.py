# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""How the course is published: two sites, French and English, built by ``python -m book``."""
