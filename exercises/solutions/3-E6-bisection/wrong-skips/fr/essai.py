"""Dire si le programme est sain : 0 s’il l’est, 1 s’il ne l’est pas."""

import sys

sys.path.insert(0, ".")
import frais

sys.exit(0 if frais.frais(30) == 0 else 125)
