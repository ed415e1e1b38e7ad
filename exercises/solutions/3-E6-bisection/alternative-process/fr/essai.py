"""Dire si le programme est sain : 0 s’il l’est, 1 s’il ne l’est pas."""

import subprocess
import sys

said = subprocess.run([sys.executable, "frais.py", "30"], capture_output=True, text=True, check=True)
assert said.stdout.strip() == "0"
