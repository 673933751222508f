"""A profile as one page that needs nothing but itself.

Belongs here: filling the template. Does not belong here: wording (`pipelines.report.scan_words`), or finding anything
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.report import scan_words as words
from warehouse.scan.drift import Drift
from warehouse.scan.profile import Profile
from warehouse.store.durable import replace_file, write_restricted

TEMPLATES = Path(__file__).parent


def render_page(profile: Profile, drifts: Sequence[Drift] | None, against: str) -> str:
    """The page. `drifts`: differences from the profile named `against`; None where there is none to compare with."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("scan.html.j2")
    return template.render(profile=profile, drifts=drifts, against=against, words=words)


def write_page(path: Path, profile: Profile, drifts: Sequence[Drift] | None, against: str) -> None:
    """Write the page, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.tmp")
    write_restricted(temporary, render_page(profile, drifts, against))
    replace_file(temporary, path)
