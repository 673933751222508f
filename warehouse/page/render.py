"""Fills a template that stands in the shell all pages share.

Belongs here: how templates are found and escaped. Does not belong here: what a page says, or writing it.
The page loads nothing, runs no script, and every value in it is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

SHELL_PACKAGE = __package__


def render(package: str, template: str, values: Mapping[str, object]) -> str:
    """The template of a package as HTML; a name that `values` does not fill is an error."""
    return _environment(package).get_template(template).render(values)


@cache
def _environment(package: str) -> Environment:
    from jinja2 import ChoiceLoader, Environment, FunctionLoader, StrictUndefined

    loader = ChoiceLoader([FunctionLoader(_reader_of(name)) for name in (package, SHELL_PACKAGE)])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _reader_of(package: str) -> Callable[[str], str | None]:
    folder = files(package)

    def read(name: str) -> str | None:
        file = folder.joinpath(name)
        return file.read_text(encoding="utf-8") if file.is_file() else None

    return read
