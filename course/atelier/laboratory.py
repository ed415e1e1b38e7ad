# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The laboratory: JupyterLab on the learner's folder, in their language, changed by nobody else.

Its settings, its configuration and its tokens lie in the learner's folder; a person's own Jupyter
configuration does not act on it, and it does not act on theirs.
"""

import contextlib
import json
import logging
import os
import secrets
import shlex
import signal
import socket
import sys
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from atelier import workspace
from atelier.words import LANGUAGES, Language, words_beside

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

USUAL_PORT: Final = 8888
WIDGETS: Final = "widgets"
WIDGET_STATE: Final = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW: Final = "application/vnd.jupyter.widget-view+json"

# JupyterLab without news, updates, extension shop, and the trainer's panels.
CONFIGURATION: Final[dict[str, dict[str, Any]]] = {
    "jupyter_server_config.json": {
        "ServerApp": {
            "jpserver_extensions": {
                "nbgrader.server_extensions.assignment_list": False,
                "nbgrader.server_extensions.course_list": False,
                "nbgrader.server_extensions.formgrader": False,
                "nbgrader.server_extensions.validate_assignment": False,
            }
        }
    },
    # What a learner types stays in their notebooks: IPython keeps no second copy.
    "ipython/profile_default/ipython_config.json": {"HistoryManager": {"enabled": False}},
    "labconfig/page_config.json": {
        "disabledExtensions": {
            "@jupyter-notebook/lab-extension": True,
            "@jupyter/nbgrader": True,
            "@jupyterlab/extensionmanager-extension": True,
        }
    },
    # The list of files follows the open notebook; colours follow the system.
    "labconfig/default_setting_overrides.json": {
        "@jupyterlab/filebrowser-extension:browser": {"navigateToCurrentDirectory": True},
        "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
        "@jupyterlab/apputils-extension:notification": {
            "checkForUpdates": False,
            "fetchNews": "false",
        },
    },
}

# What JupyterLab has no default for: laid once, then the learner's own to change.
FIRST_CHOICES: Final[dict[str, dict[str, Any]]] = {
    "lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings": {
        "overrides": {"content-font-size1": "16px"}
    },
}


class PortTakenError(Exception):
    """The port that was asked for belongs to another program."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a learner asked for: a port of their own, a browser that opens by itself."""

    port: int | None = None
    browser: bool = True


def open_laboratory(
    home: Path, language: Language, wishes: Wishes, *, say: Callable[[str], None]
) -> None:
    """Lay out ``home``, open JupyterLab on its start page, and return once it was stopped.

    A laboratory that already runs on ``home`` is shown again. Raises PortTakenError and
    workspace.WorkspaceError.
    """
    say_so = partial(_say, say, language)
    page = f"lab/tree/{language}/start.ipynb"
    _isolate(home)
    workspace.remember_language(language, home)
    if running := _running(home):
        address = f"{running['url']}{page}?token={running['token']}"
        say_so("running", address=address)
        if wishes.browser and _has_screen():
            webbrowser.open(address)
        return
    if wishes.port is not None and not _is_free(wishes.port):
        raise PortTakenError(wishes.port)
    workspace.lay_out(home)
    for pair in workspace.new_versions(home):
        say_so("newer", newer=pair.newer)
    show_static_faces(home)
    for each in LANGUAGES:
        show_progress(home, each)
    server = _server(home, page, wishes)
    if server.port != (wishes.port or USUAL_PORT):
        for each in sorted(LANGUAGES, key=lambda one: one != language):
            _say(say, each, "moved", wanted=USUAL_PORT, port=server.port)
    address = f"http://127.0.0.1:{server.port}/{page}?token={server.identity_provider.token}"
    say_so("address", address=address)
    say_so("stop", home=home)
    with contextlib.chdir(home):  # where a terminal of the laboratory begins
        server.start()
    say_so("stopped", home=home)


def address_of(home: Path, place: str) -> str | None:
    """Return where the laboratory that runs on ``home`` shows a page, if one runs."""
    running = _running(home)
    return f"{running['url']}lab/tree/{place}?token={running['token']}" if running else None


def show_in_browser(address: str) -> bool:
    """Open ``address`` where a browser can show itself; return whether it could."""
    return _has_screen() and webbrowser.open(address)


def show_progress(home: Path, language: Language) -> None:
    """Put the learner's path into the start notebook, so that it is there before any cell runs.

    JupyterLab draws the saved widget by itself. A start notebook that its learner changed, or
    that shows the path already, is left as it is.
    """
    import nbformat
    from ipywidgets.embed import dependency_state
    from nbformat.sign import NotebookNotary

    from atelier.views.start import Start

    place = f"{language}/start.ipynb"
    if not (home / place).exists() or workspace.was_changed(place, home):
        return
    with contextlib.chdir(home / language):
        view = Start(language=language)
    notebook = nbformat.read(home / place, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "start-path")
    state = dependency_state([view], drop_defaults=False)
    if _shown(notebook, cell) == _faces(state[view.model_id]):
        return
    data, metadata = view._repr_mimebundle_() or ({}, {})
    cell.outputs = [nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    notebook.metadata[WIDGETS] = {
        WIDGET_STATE: {"version_major": 2, "version_minor": 0, "state": state}
    }
    NotebookNotary().sign(notebook)
    workspace.replace_file(home / place, nbformat.writes(notebook).encode())


def _shown(notebook: dict[str, Any], cell: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a saved widget shows in ``cell``, or None where there is none to draw."""
    saved = notebook["metadata"].get(WIDGETS, {}).get(WIDGET_STATE, {}).get("state", {})
    views = [output.get("data", {}).get(WIDGET_VIEW, {}) for output in cell["outputs"]]
    drawn = [saved[view["model_id"]] for view in views if view.get("model_id") in saved]
    return _faces(drawn[0]) if drawn else None


def _faces(model: dict[str, Any]) -> dict[str, Any]:
    return {name: model["state"].get(name) for name in ("_esm", "_css", "state", "words")}


def show_static_faces(home: Path) -> None:
    """Let saved notebooks show the static face of a tool whose kernel has gone.

    JupyterLab would show "model not found" in its place, until the cell is run again. Only
    outputs are touched; the moment of the last saving stays.
    """
    for path in home.glob("*/**/*.ipynb"):
        content = path.read_bytes()
        if WIDGET_VIEW.encode() in content and not path.is_symlink():
            changed = path.stat()
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                workspace.replace_file(path, _without_dead_widgets(content).encode())
                os.utime(path, ns=(changed.st_atime_ns, changed.st_mtime_ns))


def _without_dead_widgets(content: bytes) -> str:
    import nbformat
    from nbformat.sign import NotebookNotary

    notebook = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)
    notary = NotebookNotary()
    is_trusted = notary.check_signature(notebook)
    notebook.metadata.pop(WIDGETS, None)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                output["data"].pop(WIDGET_VIEW, None)
    if is_trusted:
        notary.sign(notebook)
    return str(nbformat.writes(notebook))


def _say(say: Callable[[str], None], language: Language, key: str, **values: object) -> None:
    say(words_beside(__file__).say(f"laboratory.{key}", language=language, **values))


def _isolate(home: Path) -> None:
    """Give this process, and the kernels it starts, a Jupyter configuration of their own."""
    jupyter = workspace.state_folder(home) / "jupyter"
    for outside in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ.pop(outside, None)
    os.environ |= {
        "ATELIER_HOME": str(home),
        "IPYTHONDIR": str(jupyter / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(jupyter / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(jupyter / "lab" / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(jupyter),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
        # So that a terminal of the laboratory knows the command atelier.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    for name, content in CONFIGURATION.items():
        workspace.replace_file(jupyter / name, json.dumps(content, indent=1).encode())
    for name, content in FIRST_CHOICES.items():
        if not (jupyter / name).exists():
            workspace.replace_file(jupyter / name, json.dumps(content, indent=1).encode())


def _server(home: Path, page: str, wishes: Wishes) -> "ServerApp":
    """Return a Jupyter server that listens, but does not answer before it is started."""
    from jupyterlab.labapp import LabApp

    settings = {
        "Application.log_level": logging.ERROR,
        "IdentityProvider.token": secrets.token_urlsafe(32),
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.default_url": f"/{page}",
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
        "MappingKernelManager.transport_encryption": "auto",
        "ServerApp.contents_manager_class": "atelier.contents.Contents",
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.open_browser": wishes.browser and _has_screen(),
        "ServerApp.port": wishes.port or USUAL_PORT,
        "ServerApp.port_retries": 0 if wishes.port else 50,
        "ServerApp.root_dir": home,
    }
    if os.name != "nt":  # said, so that it is no login shell, which would reset the PATH
        shell = os.environ.get("SHELL") or "/bin/sh"
        settings["ServerApp.terminado_settings"] = f"shell_command={shlex.quote(shell)}"
    server: ServerApp = LabApp.initialize_server(
        argv=[f"--{name}={to}" for name, to in settings.items()]
    )
    # A browser packed as a snap may not read hidden folders, where Jupyter keeps this page.
    server.browser_open_file = str(home / "laboratoire.html")
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: server.stop(from_signal=True))
    return server


def _running(home: Path) -> dict[str, Any] | None:
    """Return the laboratory that answers on ``home``, if one does."""
    from jupyter_server.serverapp import list_running_servers

    found = (server for server in list_running_servers() if Path(server["root_dir"]) == home)
    return next((server for server in found if _answers(server)), None)


def _answers(server: dict[str, Any]) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{server['url']}api/status?token={server['token']}", timeout=30):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _has_screen() -> bool:
    """Return whether a browser can show itself here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
