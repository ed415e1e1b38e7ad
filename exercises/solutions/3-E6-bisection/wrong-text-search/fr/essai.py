"""Dire si le programme est sain, en cherchant un signe dans son texte."""

import sys
from pathlib import Path

sys.exit(0 if "<=" in Path("frais.py").read_text(encoding="utf-8") else 1)
