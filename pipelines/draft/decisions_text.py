"""`decisions.csv` of a draft: suggestions, three a value at most.

Belongs here: asking for suggestions and writing them as rows. Does not belong here: finding them (`pipelines.suggest`),
or accepting one: a row is accepted by a person who writes `mapped`, `missing` or `ignored` in place of `suggested`.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.draft.heading import under
from pipelines.suggest import Encoder, Label, Suggestion, suggest_answers, suggest_reasons, unknown_to_the_encoder
from schemas.mapping.decision import HEADER
from schemas.mapping.registry import Registry
from schemas.text.fold import fold
from schemas.text.formula import for_spreadsheet
from schemas.vocabulary.fields import REASON

BY = "harmonise draft"


@dataclass(frozen=True)
class Value:
    """A value that somebody has to decide. `n_contacts`: in how many contacts it stands, None where unknown."""

    field: str
    text: str
    n_contacts: int | None = None


def suggest_rows(
    values: Sequence[Value], registry: Registry, source_id: str, encoder: Encoder | None, today: date, heading: str
) -> list[list[str]]:
    """Rows below the header of decisions.csv: for each value its suggestions, best first, those at stake most first.

    `heading`: what the header above the reasons says of them all (`pipelines.draft.heading`), or nothing.
    """
    by_field: dict[str, list[Value]] = defaultdict(list)
    for value in _folded(values):
        by_field[value.field].append(value)
    rows: list[list[str]] = []
    for field in sorted(by_field, key=lambda name: (name != REASON, name)):
        wanted = sorted(by_field[field], key=lambda one: (-(one.n_contacts or 0), one.text))
        if field == REASON:
            labels = [Label(one.text, under(heading, one.text), one.n_contacts) for one in wanted]
            found = suggest_reasons(labels, registry, source_id, encoder)
        else:
            texts = [one.text for one in wanted]
            found = suggest_answers(field, texts, registry, registry.codes, source_id, encoder)
        unknown = unknown_to_the_encoder([one.text for one in wanted])
        for value, suggestions, language in zip(wanted, found, unknown, strict=True):
            rows += _rows_of(value, suggestions, language if encoder else "", today)
    return rows


def _folded(values: Sequence[Value]) -> list[Value]:
    """Spellings that are compared as one, once: the most frequent one, with the contacts of all."""
    together: dict[tuple[str, str], Value] = {}
    for value in sorted(values, key=lambda one: -(one.n_contacts or 0)):
        key = (value.field, fold(value.text))
        first = together.get(key)
        if first is None:
            together[key] = value
        elif first.n_contacts is not None:
            together[key] = replace(first, n_contacts=first.n_contacts + (value.n_contacts or 0))
    return list(together.values())


def unknown_languages(values: Sequence[Value]) -> tuple[str, ...]:
    """Languages of these values that the encoder does not know: there the glossary and spelling suggest alone."""
    by_field: dict[str, list[str]] = defaultdict(list)
    for value in values:
        by_field[value.field].append(value.text)
    return tuple(sorted({name for texts in by_field.values() for name in unknown_to_the_encoder(texts) if name}))


def _rows_of(value: Value, suggestions: Sequence[Suggestion], unknown: str, today: date) -> list[list[str]]:
    at_stake = f"; in {value.n_contacts:,} contacts" if value.n_contacts else ""
    at_stake += f"; the encoder does not know {unknown}" if unknown else ""
    signed = (BY, today.isoformat())
    if not suggestions:
        note = f"nothing is likely enough to be suggested{at_stake}"
        return [[value.field, value.text, "suggested", "", "", "", "", "", "", note, *signed]]
    rows = []
    for place, one in enumerate(suggestions, 1):
        kind = "" if one.outcome == "mapped" else f"{one.outcome}; "
        note = f"{place} of {len(suggestions)}; {kind}score {one.score:.2f}: {one.why}{at_stake if place == 1 else ''}"
        rows.append([value.field, value.text, "suggested", one.code, one.setting, one.basis, "", "", "", note, *signed])
    return rows


def spell_rows(rows: Sequence[Sequence[str]]) -> str:
    """Rows as the text of a CSV file, without a header. It is opened in a spreadsheet: no cell begins a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([for_spreadsheet(cell) for cell in row] for row in rows)
    return text.getvalue()


def write_new(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a decisions.csv with its header."""
    path.write_text(spell_rows([HEADER, *rows]), encoding="utf-8")


def add_rows(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Add rows at the end of a decisions.csv that is there, in its own order of columns and separator."""
    before = path.read_bytes().decode("utf-8-sig")
    first = before.partition("\n")[0].rstrip("\r")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter))]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=delimiter)
    for row in rows:
        cells = dict(zip(HEADER, map(for_spreadsheet, row), strict=True))
        writer.writerow([cells[name] for name in header])
    end = "" if before.endswith("\n") else "\n"
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(f"{before}{end}{text.getvalue()}", encoding="utf-8")
    temporary.replace(path)


def undecided(values: Sequence[Value], decided: set[tuple[str, str]]) -> list[Value]:
    """Values without a row of any kind yet; `decided` holds fields and folded values."""
    return [value for value in values if (value.field, fold(value.text)) not in decided]
