"""Say whether the program is sound, by looking for a sign in its text."""

import sys
from pathlib import Path

sys.exit(0 if "<=" in Path("frais.py").read_text(encoding="utf-8") else 1)
