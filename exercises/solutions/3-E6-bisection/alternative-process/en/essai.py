"""Say whether the program is sound: 0 if it is, 1 if it is not."""

import subprocess
import sys

said = subprocess.run([sys.executable, "frais.py", "30"], capture_output=True, text=True, check=True)
assert said.stdout.strip() == "0"
