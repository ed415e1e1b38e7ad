"""Say whether the program is sound: 1 if it is, 1 if it is not."""

import sys

sys.path.insert(0, ".")
import frais

sys.exit(1 if frais.frais(30) == 0 else 0)
