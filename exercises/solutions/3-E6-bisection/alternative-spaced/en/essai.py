"""Say whether the program is sound: 0 if it is, 1 if it is not."""

import sys

sys.path.insert(0, ".")
import frais

sys.exit(0 if frais.frais(30) == 0 else 1)
