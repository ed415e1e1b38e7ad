"""Dire si le programme est sain : 0 s’il l’est, 1 s’il ne l’est pas."""

import sys

sys.path.insert(0, ".")
import frais

sys.exit(0 if frais.frais(30) == 0 else 1)
# 0
# 1
# 2
# 3
# 4
# 5
# 6
# 7
# 8
# 9
# 10
# 11
# 12
# 13
# 14
# 15
# 16
# 17
# 18
# 19
# 20
# 21
# 22
# 23
# 24
# 25
# 26
# 27
# 28
# 29
# 30
# 31
# 32
# 33
# 34
# 35
# 36
# 37
# 38
# 39
