"""A comparison of two states of the mappings in words.

Belongs here: headings, sentences and tables of that report. Does not belong here: comparing (`mappings`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.diff.decisions_page import tell_decisions
from pipelines.diff.mappings import OTHER_FILES, MappingDiff
from pipelines.report.amount import plural
from pipelines.report.page import Page, Section, make_table


def tell_mapping_diff(diff: MappingDiff, old: str, new: str, most: int | None) -> Page:
    """The page; at most `most` rows a table (None: all)."""
    return Page(
        title="What changed in the mappings",
        sentences=(f"From {old} to {new}.", _sum_up(diff)),
        sections=tuple(_sections(diff, most)),
    )


def _sum_up(diff: MappingDiff) -> str:
    if diff.is_empty:
        return "No difference." if not diff.unreadable else "No difference in what could be read."
    kinds = [one.kind for one in diff.decisions]
    parts = [
        (len({*diff.added} - diff.surveys), "source added", "sources added"),
        (len({*diff.added} & diff.surveys), "survey added", "surveys added"),
        (len({*diff.removed} - diff.surveys), "source removed", "sources removed"),
        (len({*diff.removed} & diff.surveys), "survey removed", "surveys removed"),
        (len({one.source_id for one in diff.keys}), "source.yaml changed", "source.yaml changed"),
        (len(diff.formats), "format changed", "formats changed"),
        (kinds.count("moved"), "value moved", "values moved"),
        (kinds.count("added"), "decision added", "decisions added"),
        (kinds.count("removed"), "decision removed", "decisions removed"),
        (kinds.count("qualified") + kinds.count("noted"), "value otherwise touched", "values otherwise touched"),
    ]
    for file in OTHER_FILES:
        parts.append(
            (len({one.source_id for one in diff.others if one.file == file}), f"{file} changed", f"{file} changed")
        )
    return ", ".join(plural(number, one, many) for number, one, many in parts if number) + "."


def _sections(diff: MappingDiff, most: int | None) -> Iterator[Section]:
    if diff.unreadable:
        rows = [problem.partition(" -> ")[::2] for problem in diff.unreadable]
        sentence = (
            "A file that is no YAML or table is not compared; a row of decisions.csv that cannot be read is compared "
            "as if it were not there."
        )
        yield Section("Not readable", 2, (sentence,), make_table(("where and what", "next step"), rows, most=most))
    if diff.added or diff.removed:
        came = [(source_id, "added") for source_id in diff.added]
        came += [(source_id, "removed") for source_id in diff.removed]
        yield Section("Sources", table=make_table(("source", "what"), came, most=most))
    yield from tell_decisions(diff.decisions, most)
    if diff.keys:
        rows_of_keys = [(one.source_id, one.change.key, one.change.old, one.change.new) for one in diff.keys]
        yield Section("source.yaml", table=make_table(("source", "key", "was", "is"), rows_of_keys, most=most))
    if diff.others:
        rows_of_others = [
            (one.source_id, one.file, one.change.key, one.change.old, one.change.new) for one in diff.others
        ]
        sentence = "What a correction says of a record is shown as a shape."
        table = make_table(("source", "file", "key", "was", "is"), rows_of_others, most=most)
        yield Section("Other files", 2, (sentence,), table)
    if diff.formats:
        rows_of_formats = [
            (one.source_id, one.name, one.kind, change.key, change.old, change.new)
            for one in diff.formats
            for change in one.keys
        ]
        columns = ("source", "format", "what", "key", "was", "is")
        yield Section("Formats (export.yaml)", table=make_table(columns, rows_of_formats, most=most))
