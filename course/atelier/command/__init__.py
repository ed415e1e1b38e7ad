# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The parts of the ``atelier`` command: how it speaks, and one module a noun."""
