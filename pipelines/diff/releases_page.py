"""A comparison of two releases in words: counts and codes, never a row.

Belongs here: headings, sentences and tables of that report. Does not belong here: comparing
(`warehouse.review.releases`). The page may be passed on: fewer than 5 contacts are not told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.diff.decisions import DecisionChange
from pipelines.diff.decisions_page import tell_decisions
from pipelines.diff.mappings import KeyChange, SourceKeyChange
from pipelines.report.amount import count, plural
from pipelines.report.page import Page, Section, count_masked, make_table, published_percent
from schemas.text.shape import FEWEST_SHOWN
from warehouse.review.releases import FigureChange, ReleaseChanges

MASKED = f"Fewer than {FEWEST_SHOWN} contacts are not told apart."


WITH_FIGURE = ("published", "available")


@dataclass(frozen=True)
class SaidChange:
    """How many answers to the survey of a year, or replies of a source to findings, came, went or changed."""

    table: str
    of: str
    n_came: int
    n_gone: int
    n_changed: int


@dataclass(frozen=True)
class ReleaseDiff:
    """Two releases compared. `inputs`: keys of `release_info`; `sources`: columns of the table `source`."""

    inputs: tuple[KeyChange, ...]
    sources: tuple[SourceKeyChange, ...]
    decisions: tuple[DecisionChange, ...]
    changes: ReleaseChanges
    is_same_content: bool
    said: tuple[SaidChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        found = self.changes
        return not (
            self.inputs
            or self.sources
            or self.decisions
            or self.said
            or any((found.contacts, found.reasons, found.moves, found.codes, found.figures))
        )


def tell_release_diff(diff: ReleaseDiff, old: str, new: str, most: int | None) -> Page:
    """The page; at most `most` rows a table (None: all)."""
    return Page(
        title="What changed between two releases",
        sentences=(f"From {old} to {new}.", _sum_up(diff)),
        sections=tuple(_sections(diff, most)),
    )


def _sum_up(diff: ReleaseDiff) -> str:
    if diff.is_empty:
        return "No difference." if diff.is_same_content else "No difference in what is compared here."
    if diff.is_same_content:
        return "The content is the same; only what it was made from is named otherwise."
    found = diff.changes
    is_told = all(one.n_contacts >= FEWEST_SHOWN for one in found.moves)
    moved = count(sum(one.n_contacts for one in found.moves)) if is_told else "some"
    parts = [
        (len(diff.decisions), f"the decisions on {plural(len(diff.decisions), 'value')} changed"),
        (len(found.moves), f"{moved} contacts have other reasons"),
        (
            len(found.codes),
            f"{plural(len(found.codes), 'verdict or use', 'verdicts and uses')} of source-years changed",
        ),
        (found.n_figures, f"{plural(found.n_figures, 'figure')} changed"),
        (len(diff.said), "answers to the survey or replies to findings changed"),
    ]
    told = "; ".join(part for number, part in parts if number)
    return f"{told[:1].upper()}{told[1:]}." if told else "Nothing of what is compared by rows changed."


def _sections(diff: ReleaseDiff, most: int | None) -> Iterator[Section]:
    yield from tell_decisions(diff.decisions, most)
    yield from _moves(diff.changes, most)
    yield from _reasons(diff.changes, most)
    yield from _contacts(diff.changes, most)
    yield from _codes(diff.changes, most)
    yield from _figures(diff.changes.figures, diff.changes.n_figures, most)
    if diff.said:
        rows_of_said = [
            (one.table, one.of, count(one.n_came), count(one.n_gone), count(one.n_changed)) for one in diff.said
        ]
        columns = ("table", "of", "came", "went", "changed")
        sentence = "Counted, not shown: what one member or helpline said is in the tables."
        table = make_table(columns, rows_of_said, columns[2:], most)
        yield Section("Answers to the survey, and replies to findings", 2, (sentence,), table)
    if diff.sources:
        rows = [(one.source_id, one.change.key, one.change.old, one.change.new) for one in diff.sources]
        yield Section("Sources", table=make_table(("source", "column", "was", "is"), rows, most=most))
    if diff.inputs:
        rows_of_inputs = [(one.key, one.old, one.new) for one in diff.inputs]
        yield Section(
            "What the releases were made from", table=make_table(("what", "was", "is"), rows_of_inputs, most=most)
        )


def _moves(found: ReleaseChanges, most: int | None) -> Iterator[Section]:
    if not found.moves:
        return
    sentence = (
        "Contacts that both releases hold, by the reasons that they lost and got; reasons that they kept are not "
        f"named. {MASKED}"
    )
    rows = [
        (one.source_id, ", ".join(one.left) or "-", ", ".join(one.gained) or "-", count_masked(one.n_contacts))
        for one in found.moves
    ]
    columns = ("source", "no longer", "now", "contacts")
    yield Section("Contacts moved between reasons", 2, (sentence,), make_table(columns, rows, ("contacts",), most))


def _reasons(found: ReleaseChanges, most: int | None) -> Iterator[Section]:
    if not found.reasons:
        return
    numbers = ("contacts before", "contacts now")
    rows = [
        (
            one.source_id,
            str(one.year),
            one.reason_code,
            one.setting_code,
            count_masked(one.n_old),
            count_masked(one.n_new),
        )
        for one in found.reasons
    ]
    columns = ("source", "year", "reason", "setting", *numbers)
    sentence = f"Contacts with a reason and setting, where their number changed. {MASKED}"
    yield Section("Contacts by reason", 2, (sentence,), make_table(columns, rows, numbers, most))


def _contacts(found: ReleaseChanges, most: int | None) -> Iterator[Section]:
    if not found.contacts:
        return
    numbers = ("contacts before", "contacts now", "only before", "only now")
    rows = [
        (one.source_id, str(one.year), *map(count_masked, (one.n_old, one.n_new, one.n_gone, one.n_come)))
        for one in found.contacts
    ]
    sentence = f"A contact that is in both releases in another year is in neither of the last two columns. {MASKED}"
    yield Section("Contacts", 2, (sentence,), make_table(("source", "year", *numbers), rows, numbers, most))


def _codes(found: ReleaseChanges, most: int | None) -> Iterator[Section]:
    if found.codes:
        rows = [(one.source_id, str(one.year), one.name, one.old or "-", one.new or "-") for one in found.codes]
        columns = ("source", "year", "what", "was", "is")
        yield Section("Verdicts and uses of source-years", table=make_table(columns, rows, most=most))


def _figures(figures: Sequence[FigureChange], n_figures: int, most: int | None) -> Iterator[Section]:
    if not figures:
        return
    columns = ("figure", "year", "region", "was", "is")
    rows = [(_name(one), one.key.get("year", ""), one.key.get("region_code", "all"), *_values(one)) for one in figures]
    sentences = [
        f"{plural(n_figures, 'figure')} differ; those that came, went or changed state first, then by the share."
    ]
    if any(one.is_exact for one in figures):
        sentences.append(f"Neither release publishes a figure: these are the exact ones. {MASKED}")
    yield Section("Figures", 2, tuple(sentences), make_table(columns, rows, (), most, n_figures))


def _name(figure: FigureChange) -> str:
    """The statistic with the dimensions that are filled."""
    parts = [
        f"{name}={value}" for name, value in figure.key.items() if name not in ("statistic_code", "year", "region_code")
    ]
    return " ".join([figure.key["statistic_code"], *parts])


def _values(figure: FigureChange) -> tuple[str, str]:
    value = _exact_value if figure.is_exact else _published_value
    return value(figure.old_status, *figure.old), value(figure.new_status, *figure.new)


def _published_value(status: str, numerator: int | None, denominator: int | None, share: float | None) -> str:
    """`120 of 800 (15%)`, or the state where there is no figure."""
    told = "" if share is None else f" ({published_percent(share, denominator)})"
    return _value(status, numerator, denominator, count, told)


def _exact_value(status: str, numerator: int | None, denominator: int | None, share: float | None) -> str:
    """`120 of 800 (15.0%)`. A share of a count that is not told is not told."""
    is_told = numerator is None or count_masked(numerator) == count(numerator)
    return _value(
        status, numerator, denominator, count_masked, f" ({share:.1%})" if share is not None and is_told else ""
    )


def _value(status: str, numerator: int | None, denominator: int | None, write: Callable[[int], str], share: str) -> str:
    if status not in WITH_FIGURE:
        return status or "not there"
    of = f" of {write(denominator)}" if denominator is not None else ""
    whole = f"{write(numerator)}{of}" if numerator is not None else ""
    return f"{whole}{share}" or "-"
