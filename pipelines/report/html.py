"""A report as one HTML page that needs nothing else.

Belongs here: rendering a Page with its template, and writing it in one step. Does not belong here: what it says.
The page loads nothing, runs no script, and every value in it is escaped.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.report.page import Page
from schemas.text.problem import SettingsError
from warehouse.page.render import render

TEMPLATE = "page.html.j2"


def render_page(page: Page) -> str:
    """The page as HTML."""
    return render("pipelines.report", TEMPLATE, {"page": page})


def write_page(page: Page, path: Path) -> None:
    """Write the page to `path`, readable by its owner alone. Raises SettingsError where that cannot be."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(render_page(page))
        os.replace(temporary, path)
    except OSError as error:
        raise SettingsError(f"{path}: the page cannot be written ({error.strerror}). Does its folder exist?") from None
