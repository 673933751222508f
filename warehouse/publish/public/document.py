"""A page of words and small tables, as Markdown and as HTML.

Belongs here: the two forms of the same page, so that they cannot differ. Does not belong here: what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from warehouse.page.render import render


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it: paragraphs, then a table with a header."""

    heading: str
    paragraphs: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    level: int = 2


@dataclass(frozen=True)
class Document:
    """A page. `warning` stands at its top."""

    title: str
    lines: Sequence[str]
    sections: Sequence[Section] = field(default_factory=list)
    warning: str = ""

    def markdown(self) -> str:
        """The page as Markdown."""
        return "\n".join(self._lines()).rstrip("\n") + "\n"

    def html(self) -> str:
        """The page as HTML that needs nothing but itself."""
        return render(__package__, "document.html.j2", {"document": self})

    def _lines(self) -> Iterator[str]:
        yield f"# {_plain(self.title)}"
        yield ""
        for line in (*([f"**{self.warning}**"] if self.warning else []), *map(_plain, self.lines)):
            yield line
            yield ""
        for section in self.sections:
            yield f"{'#' * section.level} {_plain(section.heading)}"
            yield ""
            for paragraph in section.paragraphs:
                yield _plain(paragraph)
                yield ""
            if section.header:
                yield _row(section.header)
                yield "|" + "---|" * len(section.header)
                yield from map(_row, section.rows)
                yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in cells) + " |"


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that Markdown would run as HTML."""
    return " ".join(text.split()).replace("<", "&lt;")
