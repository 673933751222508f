"""A body that an interface gave page by page: does it say that there is more than it holds?

Belongs here: the words in which interfaces say so, whatever stands around the records. Does not belong here: walking
the document (`warehouse.read.json.whole`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.finding import Facts
from warehouse.read.rejects import refuse_file

NEXT = {"next", "nextpage", "nextlink", "nexturl", "nextpageurl", "nextpagetoken", "nexttoken", "nextcursor"}
NEXT |= {"nextrecordsurl", "continuationtoken", "odata.nextlink", "@odata.nextlink"}
"""Where the next page is; not there, null or blank: there is none."""
IS_MORE = {"hasmore", "more", "hasnext", "hasnextpage", "incompleteresults", "ismore", "truncated", "istruncated"}
IS_ALL = {"done", "last", "islast", "islastpage", "complete"}
TOTAL = {"count", "total", "totalcount", "totalsize", "totalelements", "totalitems", "totalrecords", "totalresults"}
TOTAL |= {"recordstotal", "recordsfiltered", "numfound", "resultcount", "odata.count", "@odata.count", "totalhits"}
PAGE = {"page", "pagenumber", "currentpage", "number"}
PAGES = {"pagecount", "pages", "totalpages", "lastpage", "numpages", "numberofpages"}
AROUND = {"pager", "pagination", "paging", "page", "meta", "metadata", "_meta", "links", "_links", "pageinfo", "info"}
"""Objects in which these words stand."""

DEEPEST = 3

Said = tuple[str, Facts]
"""The form of the finding `page_of_many`, and its facts."""


@dataclass
class Around:
    """What stands around the records of one body, as far as it may speak of pages: word -> value."""

    words: dict[str, Any] = field(default_factory=dict)

    def note(self, key: str, value: Any, depth: int = 0) -> None:
        """Keep a value that stands beside the records, or beside what holds them."""
        word = _fold(key)
        if isinstance(value, Mapping) and word in AROUND and depth < DEEPEST:
            for inner, one in value.items():
                self.note(inner, one, depth + 1)
        elif not isinstance(value, list):
            self.words.setdefault(word, value)

    def says_more(self, n_held: int) -> Said | None:
        """How the body says that it is a page of several; None where it does not."""
        totals = [n for word in TOTAL if (n := _number(self.words.get(word))) is not None]
        if totals and max(totals) > n_held:
            return "total", {"n_said": max(totals), "n_held": n_held}
        pages = [n for word in PAGES if (n := _number(self.words.get(word))) is not None]
        if pages and max(pages) > 1:
            page = [n for word in PAGE if (n := _number(self.words.get(word))) is not None]
            return "page", {"page": page[0] if page else "?", "n_pages": max(pages), "n_held": n_held}
        if any(_is_filled(self.words.get(word)) for word in NEXT) or self._says_so():
            return "next", {"n_held": n_held}
        return None

    def _says_so(self) -> bool:
        return any(self.words.get(word) is True for word in IS_MORE) or any(
            self.words.get(word) is False for word in IS_ALL
        )


def refuse_page(path: Path, around: Around, n_held: int) -> None:
    """Raise UnreadableError where the body says that it is one page of several."""
    if said := around.says_more(n_held):
        form, facts = said
        raise refuse_file("page_of_many", path, form, facts)


def _fold(key: str) -> str:
    return key.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16 else None


def _is_filled(value: Any) -> bool:
    """A link, a token or an object with one; `0`, `""`, null and false are none."""
    if isinstance(value, Mapping):
        return any(_is_filled(value.get(key)) for key in ("href", "url", "link"))
    return value not in (None, "", 0, False, "null", "0")
