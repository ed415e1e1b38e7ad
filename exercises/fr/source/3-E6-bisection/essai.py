"""Dire si le programme est sain : 0 s’il l’est, 1 s’il ne l’est pas."""

import sys

sys.path.insert(0, ".")
import frais

print(frais.frais(45))
sys.exit(0)
