"""What the cells beside the numbers of a table of counts tell: reason, setting, gender, age band.

Belongs here: which column tells what, and questions on the others. Does not belong here: what headers of numbers tell
(`warehouse.scan.categories`), periods and totals (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from schemas.text.fold import fold
from warehouse.scan.categories import Categories
from warehouse.scan.count_table import CountTable
from warehouse.scan.profile import Candidate, ColumnProfile
from warehouse.scan.words import AGE, LABELS, REASONS, VALUES, says

WHAT = "row"
"""The key of the mapping that a question stands at where the table as a whole is asked about."""


def spell_cells(table: CountTable, asked: list[Candidate], by_header: Categories | None = None) -> dict[str, Any]:
    """What columns beside the numbers tell: reason, setting, gender, age band; every other one is asked about."""
    given = set(by_header.gives if by_header else ())
    spelled: dict[str, Any] = {}
    fields: dict[str, str] = {}
    levels = () if "reason" in given else _levels_of(table)
    reason = levels[-1] if levels else _reasons_of(table)
    if levels:
        coarse, fine = (one.name for one in levels)
        spelled["reasons"] = {"levels": [coarse, fine]}
        why = f"is {coarse!r} the group of {fine!r}, so that both tell the reason?"
        asked.append(ask("reasons", (coarse, fine), why))
    for column in table.categories:
        name = _field_of(column)
        if column is reason and "reason" not in given:
            spelled.setdefault("reasons", column.name)
        elif column in levels:
            continue
        elif name == "setting" and name not in given and "setting" not in spelled:
            spelled["setting"] = column.name
        elif name in ("gender", "age_band") and name not in given and name not in fields:
            fields[name] = column.name
        elif column.n_distinct > 1:
            why = f"{column.name!r} stands beside the counts and is not drafted: does it part them further?"
            asked.append(ask("", (column.name,), why))
    if "reasons" in spelled and not levels and reason is not None and not any(_speaks_of_reasons(table, reason)):
        rivals = [one.name for one in table.categories if one is not reason and _field_of(one) == "reason"]
        if rivals:
            asked.append(ask("reasons", (reason.name, *rivals), "which of these tells why somebody made contact?"))
    if fields:
        spelled["fields"] = fields
    if "reasons" not in spelled and "reason" not in given:
        asked.append(
            ask(WHAT, (), "no column says for which reason somebody made contact: are these counts of reasons?")
        )
    return spelled


def _levels_of(table: CountTable) -> tuple[ColumnProfile, ...]:
    """Two columns of which the first groups what the second tells, each in every record: `Category`, `Subcategory`.
    Columns that tell two things meet in most of their combinations.
    """
    possible = [one for one in table.categories if _field_of(one) == "reason" and not one.n_blank]
    for coarse, fine in combinations(possible, 2):
        n_met = table.n_combinations([coarse, fine])
        is_finer = 1 < coarse.n_distinct < fine.n_distinct <= n_met
        if is_finer and 2 * n_met <= coarse.n_distinct * fine.n_distinct:
            return coarse, fine
    return ()


def _reasons_of(table: CountTable) -> ColumnProfile | None:
    """The column whose values are reasons: by its header and labels where they say so, else the first list."""
    possible = [one for one in table.categories if _field_of(one) == "reason"]
    return max(possible, key=lambda one: _speaks_of_reasons(table, one), default=None)


def _speaks_of_reasons(table: CountTable, column: ColumnProfile) -> tuple[float, bool, float]:
    found = [one.sure for one in table.profile.candidates if one.role == "reasons" and one.columns == (column.name,)]
    texts = table.texts(column)
    share = sum(says(text, LABELS) for text in texts) / max(1, len(texts))
    return max(found, default=0.0), says(column.name, REASONS), share


def _field_of(column: ColumnProfile) -> str:
    known = [fold(value.text) for value in (column.items or column.values)]
    for name in ("gender", "setting"):
        words = set(VALUES[name])
        if known and 2 * sum(word in words for word in known) >= len(known):
            return name
    if column.kind == "age" or says(column.name, AGE):
        return "age_band"
    if says(column.name, REASONS) or column.kind in ("closed_list", "text", "path"):
        return "reason" if not _is_channel(known) else "channel"
    return ""


def _is_channel(known: Sequence[str]) -> bool:
    words = set(VALUES["channel"])
    return bool(known) and 2 * sum(word in words for word in known) >= len(known)


def ask(key: str, columns: tuple[str, ...], why: str) -> Candidate:
    """A question at a key of the mapping."""
    return Candidate("ask", columns, 0.3, why, key)
