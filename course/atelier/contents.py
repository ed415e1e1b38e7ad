# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The files of the laboratory: a start page is read with the learner's path of that moment."""

import contextlib
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from atelier.laboratory import show_progress
from atelier.words import LANGUAGES


class Contents(AsyncLargeFileManager):
    """Jupyter's own files, but for the start pages: opening one brings it up to date."""

    async def get(
        self,
        path: str,
        content: bool = True,  # noqa: FBT001, FBT002 - Jupyter's own
        *options: Any,  # noqa: ANN401 - Jupyter's own
        **named_options: Any,  # noqa: ANN401 - Jupyter's own
    ) -> dict[str, Any]:
        """Return what lies at ``path``, as Jupyter describes it."""
        for language in LANGUAGES:
            if content and path.strip("/") == f"{language}/start.ipynb":
                with contextlib.suppress(OSError):  # a page of yesterday is better than none
                    show_progress(Path(self.root_dir), language)
        read: Any = super().get
        model: dict[str, Any] = await read(path, content, *options, **named_options)
        return model
