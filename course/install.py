# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Install the course: ``python3 course/install.py lab``, then a second time in an instant.

It needs nothing but Python, and even an old Python can read it: whoever has one must meet a clear
sentence, in both languages, and not a syntax error.
"""
# ruff: noqa: T201 - a script that is run before anything is installed, and talks

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
# What can be asked for, and what comes with it.
EXTRAS = {
    "lab": ("lab",),
    "teach": ("lab", "teach"),
    "book": ("book", "lab"),
    "check": ("book", "check", "lab", "teach"),
}
INTERRUPTED = 130

# Both languages are said, French first: which one the reader speaks is not known yet.
SENTENCES = {
    "old-python": {
        "fr": (
            "Ce cours demande Python {oldest} ou une version plus récente; celui-ci est Python "
            "{version}. Installez-en une plus récente, puis relancez cette commande avec elle."
        ),
        "en": (
            "This course needs Python {oldest} or later; this is Python {version}. Install "
            "it, then run this command again with it (with make: make lab PYTHON=python{oldest})."
        ),
    },
    "no-venv": {
        "fr": (
            "Ce Python ne sait pas créer d’environnement virtuel. Sur Debian et Ubuntu\u00a0: "
            "sudo apt install python3-venv. Ailleurs, demandez à votre équipe informatique."
        ),
        "en": (
            "This Python cannot make a virtual environment. On Debian and Ubuntu: sudo apt "
            "install python3-venv. Elsewhere, ask your IT team."
        ),
    },
    "no-git": {
        "fr": (
            "ATTENTION\u00a0: git n’est pas installé. Les modules 0 à 2 fonctionnent sans lui; "
            "les suivants en ont besoin."
        ),
        "en": (
            "WARNING: git is not installed. Modules 0 to 2 work without it; later ones need it."
        ),
    },
    "unknown-extra": {
        "fr": "«\u00a0{extra}\u00a0» n’est pas connu. Choisissez parmi\u00a0: {known}.",
        "en": "“{extra}” is not known. Choose from: {known}.",
    },
    "rebuilding": {
        "fr": "L’environnement {folder} ne fonctionne plus (Python a changé)\u00a0: il est refait.",
        "en": "{folder} no longer works (Python has changed): the environment is being made anew.",
    },
    "installing": {
        "fr": "Installation dans {folder} (quelques minutes la première fois).",
        "en": "Installing into {folder} (a few minutes the first time).",
    },
    "failed": {
        "fr": (
            "L’installation n’est pas terminée. Sans accès direct au réseau, indiquez votre"
            " serveur mandataire (HTTPS_PROXY) ou votre miroir de paquets (PIP_INDEX_URL), "
            "ou utilisez l’archive hors ligne que «\u00a0make offline\u00a0» prépare. Relancez "
            "ensuite la même commande."
        ),
        "en": (
            "The installation is not complete. Without direct access to the network, give "
            "your proxy (HTTPS_PROXY) or your package mirror (PIP_INDEX_URL), or use the "
            "offline archive that “make offline” prepares. Then run the same command again."
        ),
    },
    "interrupted": {
        "fr": "Interrompu. Relancez la même commande\u00a0: elle reprend où elle en était.",
        "en": "Interrupted. Run the same command again: it picks up where it left off.",
    },
    "ready": {
        "fr": "Tout est installé. Pour ouvrir le laboratoire\u00a0: {command}",
        "en": "Everything is installed. To open the laboratory: {command}",
    },
}


def main(
    arguments: "list[str]", root: Path = ROOT, version: "tuple[int, int]" = sys.version_info[:2]
) -> int:
    """Install the extras that ``arguments`` name (``lab`` if none); return the exit code."""
    if version < OLDEST:
        say("old-python", oldest=dotted(OLDEST), version=dotted(version))
        return 1
    asked = set(arguments) or {"lab"}
    unknown = sorted(asked.difference(EXTRAS))
    if unknown:
        say("unknown-extra", extra=unknown[0], known=", ".join(EXTRAS))
        return 2
    if not shutil.which("git"):
        say("no-git")
    try:
        done = install(asked, root)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    if done:
        say("ready", command=programs(root / ".venv").relative_to(root) / "atelier lab")
    return 0 if done else 1


def install(asked: "set[str]", root: Path) -> bool:
    """Install what is asked for and not there yet; return whether all of it is there."""
    folder = root / ".venv"
    stamp = folder / "atelier-installed.json"
    installed = read(stamp)
    python = programs(folder) / "python"
    alive = voice(python)
    is_other = installed.get("python", alive) != alive
    is_half_made = not installed and not alive.startswith(sys.version)
    if folder.exists() and (not alive or is_other or is_half_made):
        say("rebuilding", folder=folder)
        shutil.rmtree(str(folder))
        alive = ""
    if not alive:
        if not find_spec("venv") or not find_spec("ensurepip"):
            say("no-venv")
            return False
        if subprocess.call([sys.executable, "-m", "venv", str(folder)]):
            say("no-venv")
            return False
        installed, alive = {}, voice(python)
    wanted = asked.union(installed.get("extras", []))
    extras = sorted({each for extra in wanted for each in EXTRAS[extra]})
    now = {"python": alive, "wanted": fingerprint(root), "extras": extras}
    if installed == now:
        return True
    say("installing", folder=folder)
    if subprocess.call(pip_command(python, extras, root), cwd=str(root)):
        say("failed")
        return False
    stamp.write_text(json.dumps(now), encoding="utf-8")
    return True


def pip_command(python: Path, extras: "list[str]", root: Path) -> "list[str]":
    """Return the command that installs; it takes its wheels from ``wheels/`` where there is one."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    if (root / "wheels").is_dir():
        command += ["--no-index", "--find-links", "wheels"]
    return [*command, "--constraint", "constraints.txt", "--editable", f".[{','.join(extras)}]"]


def voice(python: Path) -> str:
    """Return what a Python says of itself, and where it lies; nothing where it does not work."""
    asking = [str(python), "-c", "import pip, sys; print(sys.version, sys.prefix)"]
    try:
        return subprocess.check_output(asking, stderr=subprocess.DEVNULL).decode("utf-8", "replace")
    except (OSError, subprocess.CalledProcessError):
        return ""


def fingerprint(root: Path) -> str:
    """Return a digest of all that decides what is to be installed."""
    wanted = b"".join((root / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    return hashlib.sha256(wanted).hexdigest()


def programs(folder: Path) -> Path:
    """Return where a virtual environment keeps its programs."""
    return folder / ("Scripts" if os.name == "nt" else "bin")


def read(stamp: Path) -> "dict[str, Any]":
    """Return what was noted when the installation was complete; nothing where it never was."""
    try:
        noted: dict[str, Any] = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted


def dotted(version: "tuple[int, int]") -> str:
    """Return a version as people write it."""
    return ".".join(str(part) for part in version)


def say(key: str, **values: object) -> None:
    """Say one sentence in both languages, on whatever console this is."""
    for sentence in SENTENCES[key].values():
        text = sentence.format(**values)
        try:
            print(text, flush=True)
        except UnicodeEncodeError:
            print(text.encode("ascii", "replace").decode(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
