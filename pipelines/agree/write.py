"""Writing a text file of this command: the old one or the whole new one, never a part.

Belongs here: that. Does not belong here: what is in it, or pages (`pipelines.report.html`).
"""

from __future__ import annotations

import os
from pathlib import Path

from schemas.text.problem import SettingsError


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, readable by its owner alone. Raises SettingsError where that cannot be."""
    from warehouse.store.durable import WriteError, replace_file, write_restricted

    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write_restricted(temporary, text)
        replace_file(temporary, path)
    except (OSError, WriteError) as error:
        temporary.unlink(missing_ok=True)
        raise SettingsError(f"{path}: the file cannot be written ({error}).") from None
