# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A made-up repository of a made-up city, in disorder on purpose: what a check must find in it."""

import json
import os
import subprocess
from functools import partial
from pathlib import Path

from atelier.licences import catalogue

# REUSE-IgnoreStart
HOLDER = "SPDX-FileCopyrightText: 2025 Ville de Rivière-Claire"
FILES = {
    "README.md": "# Permis de voirie\n\nCopyright 2025 Ville de Rivière-Claire\n",
    "permis/calcul.py": f"# {HOLDER}\n# SPDX-License-Identifier: LiLiQ-R-1.1\n\nTARIF = 42\n",
    "permis/carte.py": f"# {HOLDER}\n# SPDX-License-Identifier: MIT Apache-2.0\n\nZOOM = 9\n",
    "permis/dates.py": (
        "# SPDX-FileCopyrightText: [année] [titulaire]\n# SPDX-License-Identifier: LiLiQ-R-1.1\n"
    ),
    "permis/avis.py": "DELAI = 30\n",
    "permis/rues.csv": "rue,quartier\nde la Gare,Centre\n",
    "REUSE.toml": (
        'version = 1\n\n[[annotations]]\npath = ["*.md", "*.json"]\n'
        'SPDX-FileCopyrightText = "2025 Ville de Rivière-Claire"\n'
        'SPDX-License-Identifier = "CC-BY-4.0"\n'
    ),
    "package.json": json.dumps(
        {"name": "permis-de-voirie", "version": "1.4.0", "license": "LiLiQ-R-1.1"}, indent=2
    ),
    "package-lock.json": json.dumps(
        {
            "name": "permis-de-voirie",
            "lockfileVersion": 3,
            "packages": {
                "": {"name": "permis-de-voirie", "license": "LiLiQ-R-1.1"},
                "node_modules/calendrier-civil": {"version": "2.0.1", "license": "MIT"},
                "node_modules/essais": {"version": "9.1.0", "license": "GPL-3.0-only", "dev": True},
                "node_modules/tuiles": {"version": "3.2.0", "license": "BUSL-1.1"},
            },
        },
        indent=2,
    ),
}
# REUSE-IgnoreEnd
TOKEN = "glpat-" + "aB3dE6gH9jK2mN5pQ8rS"  # it opens nothing, and is put together here only
MOMENT = "2025-11-03T09:00:00-05:00"


def build(folder: Path) -> Path:
    """Lay the repository into ``folder`` and commit it, the same each time."""
    changed = catalogue()["LiLiQ-R-1.1"].text.replace("un délai de 30 jours", "un délai de 5 jours")
    texts = {"LICENSES/LiLiQ-R-1.1.txt": changed, "LICENSES/CC-BY-4.0.txt": text_of("CC-BY-4.0")}
    for name, text in {**FILES, **texts}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    record = partial(_record, folder)
    record("init", "--quiet", "--initial-branch=main")
    record("add", ".")
    record("commit", "--quiet", "-m", "Commencer le service des permis")
    leak = folder / "permis" / "acces.ini"
    leak.write_text(f"[forge]\njeton = {TOKEN}\n", encoding="utf-8")
    record("add", ".")
    record("commit", "--quiet", "-m", "wip", name="root", email="root@poste-12.local")
    record("rm", "--quiet", "permis/acces.ini")
    record("commit", "--quiet", "-m", "Retirer le jeton")
    return folder


def _record(
    folder: Path, *command: str, name: str = "Ada", email: str = "ada@ville.example"
) -> None:
    """Run git in ``folder``, as somebody, at a fixed moment."""
    person = {
        f"GIT_{role}_{key}": said
        for role in ("AUTHOR", "COMMITTER")
        for key, said in (("NAME", name), ("EMAIL", email), ("DATE", MOMENT))
    }
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment = {**os.environ, **clean, **person}
    subprocess.run(["git", "-C", folder, *command], check=True, env=environment)


def text_of(licence: str) -> str:
    """Return the text of a licence."""
    return catalogue()[licence].text
