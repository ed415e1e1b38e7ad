"""Say whether the program is sound: 0 if it is, 1 if it is not."""

import sys

sys.path.insert(0, ".")
import frais

print(frais.frais(45))
sys.exit(0)
