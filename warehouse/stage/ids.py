"""Ids that are no ids: rewritten by a spreadsheet, counted anew every year, or standing for nothing.

Belongs here: the SQL that says how an id is written, and the findings over all deliveries of a source. Does not belong
here: making pseudonyms (`stage.delivery`), which version of a contact is the newest (`stage.supersede`). No id is kept:
a staged file says only how each is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from schemas.finding import Finding
from schemas.text.sql import literals
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.span import Span
from warehouse.store.engine import sql_text
from warehouse.store.key import SourceKey

DOUBTFUL = "doubtful_ids"
FAR_APART = 180
"""Days between two versions of one contact that hardly ever are a correction."""

NEARLY_ALL = 0.9

STANDS_FOR_NOTHING = (
    *("0" * n for n in range(1, 9)),
    *("9" * n for n in range(2, 16)),
    *("-1", "1900", "123456789", "#N/A", "#REF!"),
)
"""What systems write where an id is not known, and what is an id where it stands once."""


class Form(NamedTuple):
    """How many ids of a delivery are written in one way: `digits`, `zeros` (in front), `decimal` or `rounded`; with
    letters that are all `upper` or `lower` ones.
    """

    name: str
    length: int
    n_ids: int


@dataclass(frozen=True)
class Forms:
    """How the ids of one delivery are written, and from when to when its contacts are."""

    delivery: Staged
    forms: tuple[Form, ...]
    span: Span

    def count(self, name: str) -> int:
        """Ids of one form."""
        return sum(form.n_ids for form in self.forms if form.name == name)

    def mostly(self, name: str) -> bool:
        """Whether nearly all ids are of one form."""
        return self.count(name) >= NEARLY_ALL * max(1, self.delivery.n_used)

    def shortest(self, name: str) -> int:
        """Characters of the shortest id of one form; 0 where there is none."""
        return min((form.length for form in self.forms if form.name == name), default=0)


def find_doubtful_ids(
    connection: duckdb.DuckDBPyConnection, lake: Path, source_id: str, deliveries: Sequence[Staged]
) -> list[Finding]:
    """Findings on how ids are written, in one delivery and beside the others of its format. Deliveries come in their
    order, the oldest first.
    """
    by_format: dict[str, list[Forms]] = defaultdict(list)
    for forms in _read_forms(connection, lake, deliveries):
        by_format[forms.delivery.format].append(forms)
    findings = []
    for beside in by_format.values():
        for number, forms in enumerate(beside):
            findings += _judge_forms(source_id, forms, beside)
            if _has_other_letters(forms, beside[:number]):
                n_cased = forms.count("upper") + forms.count("lower")
                findings.append(_describe(source_id, forms, "letters", n_cased))
    return findings


def _read_forms(connection: duckdb.DuckDBPyConnection, lake: Path, deliveries: Sequence[Staged]) -> list[Forms]:
    own = {str(lake / one.staged): one for one in deliveries if one.identity_code == "own_id" and one.staged}
    if not own:
        return []
    found: dict[str, list[Form]] = defaultdict(list)
    spans: dict[str, Span] = {}
    for path, form, n_ids, first, last in connection.execute(sql_text("stage/id_forms"), [list(own)]).fetchall():
        name, _, length = form.partition("/")
        found[path].append(Form(name, int(length), n_ids))
        spans[path] = Span(first, last)
    return [Forms(one, tuple(found[path]), spans[path]) for path, one in own.items() if path in found]


def _judge_forms(source_id: str, own: Forms, beside: Sequence[Forms]) -> list[Finding]:
    findings = []
    if n_rounded := own.count("rounded"):
        findings.append(_describe(source_id, own, "rounded", n_rounded))
    n_decimal, n_digits = own.count("decimal"), sum(one.count("digits") + one.count("zeros") for one in beside)
    if n_decimal and n_digits:
        findings.append(_describe(source_id, own, "decimals", n_decimal))
    width = max((one.shortest("zeros") for one in beside), default=0)
    n_short = sum(form.n_ids for form in own.forms if form.name == "digits" and form.length < width)
    if n_short and not own.count("zeros"):
        findings.append(_describe(source_id, own, "zeros_lost", n_short, width))
    return findings


def _has_other_letters(own: Forms, earlier: Sequence[Forms]) -> bool:
    """Whether an earlier delivery that counts has days of this one and ids in the other letters. The newest first: of
    days that it tells in the same letters an older one has been asked about where they changed.
    """
    case, other_case = ("upper", "lower") if own.mostly("upper") else ("lower", "upper")
    if own.delivery.status_code != "used" or not own.mostly(case):
        return False
    alike: list[Span] = []
    for one in reversed(earlier):
        if one.delivery.status_code != "used" or not own.span.meets_beyond(one.span, alike):
            continue
        if one.mostly(other_case):
            return True
        if one.mostly(case):
            alike.append(one.span)
    return False


def _describe(source_id: str, own: Forms, form: str, n_ids: int, width: int = 0) -> Finding:
    delivery = own.delivery
    return find_share(DOUBTFUL, "warn", source_id, delivery, n_ids, delivery.n_used, form, {"width": width})


def _number_before(text: str) -> str:
    """The number that stands before this one in a row of numbers: `98` for `99`. Nothing where a row begins with it,
    or where it is no number: no contact has a blank id.
    """
    return str(int(text) - 1) if text.isdecimal() and int(text) else ""


def find_ids_again(
    connection: duckdb.DuckDBPyConnection, key: SourceKey, source_id: str, deliveries: Sequence[Staged]
) -> list[Finding]:
    """Findings on contacts that replace one another though they are hardly one: their days lie far apart, or their id
    stands for nothing and does not merely follow on the number before it. Needs the relation `superseded`, and is empty
    where nothing is doubtful.
    """
    nothing = [key.pseudonym(text) for text in STANDS_FOR_NOTHING]
    before = [key.pseudonym(_number_before(text)) for text in STANDS_FOR_NOTHING]
    query = sql_text("stage/ids_again").format(days=FAR_APART, nothing=literals(nothing), before=literals(before))
    by_id = {one.delivery_id: one for one in deliveries}
    facts = {"days": FAR_APART}
    return [
        find_share(DOUBTFUL, "warn", source_id, by_id[delivery_id], n, n_replaced, form, facts)
        for delivery_id, n_far, n_nothing, n_replaced in connection.execute(query).fetchall()
        for form, n in (("start_again", n_far), ("for_nothing", n_nothing))
        if n
    ]
