"""`harmonise check` in words: the report as a Page.

Belongs here: headings, sentences and tables of that report. Does not belong here: counting, or how a Page is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.check.report import OUTCOMES, CheckReport, SourceCheck, WorkItem
from pipelines.report.amount import count, plural
from pipelines.report.page import Cell, Page, Section, make_table, percent, share_cell
from schemas.text.years import spell_years

HOLDS_VALUES = "This page holds content of cells (--show-values). It is restricted: keep it to yourself."
RESTRICTED = "Figures of single helplines, for those who map them. Not for publication."
BASIS = {
    "lake": "Looked at: what the lake holds",
    "landed": "Looked at: every delivery that has landed, read anew in a trial that leaves nothing behind (export.yaml "
    "or source.yaml reads them otherwise than the last run did; apply that with harmonise run)",
    "given": "Looked at: the files named by --from alone, in a trial that leaves nothing behind",
    "deliveries": "Looked at: the files at the source's address, in a trial that leaves nothing behind (no run has "
    "taken them yet)",
    "example": "Looked at: the mapping's example, in a trial that leaves nothing behind (nothing has been delivered)",
}
NOTHING = (
    "There is nothing to look at: no delivery in the lake or at the source's address, and no files in the mapping's "
    "example/ folder. Put a delivery at the address in source.yaml, or an invented small export into example/."
)


def tell_check(report: CheckReport, most: int | None) -> Page:
    """The page; at most `most` rows a table (None: all)."""
    details = [section for source in report.sources for section in _source(source, most)]
    page = tell_overview(report)
    return replace(page, sections=(*page.sections, *details))


def tell_overview(report: CheckReport) -> Page:
    """The page without what is told of each source by itself."""
    return Page(
        title="Check of the mappings",
        sentences=(_verdict(report),),
        sections=tuple(_overview(report)),
        warning=HOLDS_VALUES if report.shows_values else RESTRICTED if report.sources else "",
    )


def _verdict(report: CheckReport) -> str:
    if not report.problems and not report.n_problems_elsewhere:
        surveys = f" and {plural(report.n_surveys, 'survey')} of members" if report.n_surveys else ""
        return f"{plural(len(report.mappings), 'mapping')}{surveys} without a problem."
    elsewhere = f" ({report.n_problems_elsewhere} more in other mappings)" if report.n_problems_elsewhere else ""
    return f"{plural(len(report.problems), 'problem')}{elsewhere}. Nothing can run before they are mended."


def _overview(report: CheckReport) -> Iterator[Section]:
    if report.problems:
        rows = [problem.partition(" -> ")[::2] for problem in report.problems]
        yield Section("Problems", 1, table=make_table(("where and what", "next step"), rows))
    if report.mappings:
        numbers = ("formats", "decisions")
        table = make_table(
            ("source", *numbers, "mapping", "fields"),
            [
                (one.source_id, count(one.n_formats), count(one.n_decisions), one.status_code, ", ".join(one.fields))
                for one in report.mappings
            ],
            numbers,
        )
        yield Section("Mappings", 1, table=table)
    if len(report.sources) > 1:
        yield _compare(report.sources)


def _compare(sources: Iterable[SourceCheck]) -> Section:
    """All sources in one table."""
    numbers = ("contacts", "values", "values unmapped", "contacts with one", "to decide", "suggested", "never fired")
    rows = [
        (
            one.source_id,
            one.basis,
            f"{count(one.n_counted or 0)} in counts" if one.is_counts_only else count(one.n_contacts),
            count(one.n_values),
            share_cell(one.n_unmapped, one.n_values),
            Cell("-") if one.n_with_open is None else share_cell(one.n_with_open, one.n_contacts),
            count(one.n_open),
            count(one.n_suggested),
            count(len(one.unfired)),
            _attention(one),
        )
        for one in sources
    ]
    sentence = (
        "'Contacts with one' carry at least one unmapped value; 'to decide' counts different "
        "values. One source with its fields and its worklist: harmonise check SOURCE"
    )
    columns = ("source", "looked at", *numbers, "attention")
    return Section("All sources", 1, (sentence,), make_table(columns, rows, numbers))


def _attention(one: SourceCheck) -> str:
    words = []
    if one.has_failed:
        words.append("something is held back")
    words += [f"columns {kind}" for kind in ("new", "gone") if any(column.kind == kind for column in one.columns)]
    if one.conflicts:
        words.append(f"{plural(sum(c.n_conflicts for c in one.conflicts), 'conflict')} of setting")
    if one.open_findings:
        words.append(plural(len(one.open_findings), "open finding"))
    if one.is_mapping_changed:
        words.append("mapping changed since the last run")
    return ", ".join(words)


def _source(source: SourceCheck, most: int | None) -> Iterator[Section]:
    if source.basis == "nothing":
        yield Section(source.source_id, 1, (NOTHING,))
        if source.open_findings:
            yield _open_findings(source, most)
        return
    yield Section(source.source_id, 1, tuple(_about(source)))
    if source.fields:
        yield _values(source)
        yield _contacts(source)
    yield _worklist(source, most)
    yield _unfired(source, most)
    yield _columns(source, most)
    yield _conflicts(source, most)
    if source.remarks:
        rows = [(one.state, one.sentence, one.next_step, count(one.n_times)) for one in source.remarks]
        table = make_table(("state", "what", "next step", "deliveries"), rows, ("deliveries",), most)
        yield Section("Other findings", table=table)
    if source.open_findings:
        yield _open_findings(source, most)


def _open_findings(source: SourceCheck, most: int | None) -> Section:
    columns = ("finding", "state", "year", "what", "next step")
    rows = [
        (one.finding_code, one.state, spell_years(one.years) or "-", one.sentence, one.next_step)
        for one in source.open_findings
    ]
    sentence = "Of the last run; an edit of the mapping shows here after the next one. Answers go into replies.yaml."
    return Section("Open findings of the last run", 2, (sentence,), make_table(columns, rows, (), most))


def _about(source: SourceCheck) -> Iterator[str]:
    years = f", {source.years[0]}-{source.years[-1]}" if source.years else ""
    held = [] if source.is_counts_only else [plural(source.n_contacts, "contact")]
    held += [] if source.n_counted is None else [f"{plural(source.n_counted, 'contact')} in counts"]
    delivered = f"{' and '.join(held)}{years}, {plural(source.n_deliveries, 'delivery', 'deliveries')}"
    yield f"{BASIS[source.basis]}: {delivered}."
    if source.systems:
        yield f"What the system can record, as declared: {'; '.join(source.systems)}."
    for sentence in source.held:
        yield f"Held back: {sentence}"
    for sentence in source.stale:
        yield f"The next run will hold the source back, and say: {sentence}"
    if source.waits_for_decisions and not source.held:
        yield (
            f"More than {source.most_undecided:.0%} of the reasons are undecided: where so many are in a year, "
            "`harmonise run` holds the source, and its last good state stays. Decide those with most contacts first."
        )
    if source.is_mapping_changed:
        yield (
            "The mapping has changed since the last run. What follows is decided by the decisions of now, on records "
            "as they were read then; conflicts and findings are of then. Apply the change with: harmonise run "
            f"--source {source.source_id}"
        )
    if source.is_counts_only:
        yield "Of counts nobody can say how many contacts stand behind several values: each value has its own number."
    elif source.n_with_open is None and source.fields:
        yield (
            "Contacts could not be looked at one by one (some were delivered as counts, or another version of the "
            "program read the files): a contact with several values counts once for each, as of the last run."
        )
    if source.n_suggested:
        is_are = "is" if source.n_suggested == 1 else "are"
        yield (
            f"{plural(source.n_suggested, 'decision')} {is_are} only suggested: {'its' if is_are == 'is' else 'their'} "
            "values count as unmapped until the outcome is changed to mapped."
        )


def _values(source: SourceCheck) -> Section:
    columns = ("field", "values", *OUTCOMES, "to decide")
    rows: list[Sequence[str | Cell]] = [
        (
            one.field,
            count(one.n_values),
            *(share_cell(one.values[outcome], one.n_values) for outcome in OUTCOMES),
            count(one.n_open),
        )
        for one in source.fields
    ]
    sentence = (
        "Shares are of the field's values. Empty cells are no values. 'To decide': different values without a decision."
    )
    return Section("Coverage in values", 2, (sentence,), make_table(columns, rows, columns[1:]))


def _contacts(source: SourceCheck) -> Section:
    columns = ("field", "contacts with a value", *OUTCOMES)
    rows: list[Sequence[str | Cell]] = [
        (
            one.field,
            count(one.n_recorded) if source.is_counts_only else share_cell(one.n_recorded, source.n_contacts),
            *(share_cell(one.contacts[outcome], one.n_recorded) for outcome in OUTCOMES),
        )
        for one in source.fields
    ]
    sentence = (
        "Contacts with at least one value of that outcome; shares are of contacts with a value in the field. Where a "
        "contact can carry several values it can stand in several columns."
    )
    return Section("Coverage in contacts", 2, (sentence,), make_table(columns, rows, columns[1:]))


def _worklist(source: SourceCheck, most: int | None) -> Section:
    title = "Worklist: values without a decision, by contacts at stake"
    if not source.n_open:
        return Section(
            title, 2, ("Nothing is open: every value has a decision." if source.fields else "No value was read.",)
        )
    sentences = [f"{plural(source.n_open, 'value')} to decide."]
    if source.n_with_open is not None:
        settled = source.n_contacts - source.n_with_open
        sentences.append(
            f"{count(settled)} of {count(source.n_contacts)} contacts ({percent(settled, source.n_contacts)}) carry no "
            "undecided value now. 'Then covered': that share once this value and all above it are decided."
        )
    columns = ["rank", "field", "contacts at stake", "values", "then covered", "shape of the value", "suggested"]
    if any(one.value for one in source.worklist):
        columns.insert(5, "value")
        sentences.append("Values are content of cells: keep them to yourself.")
    else:
        sentences.append("The values themselves, which are content of cells, are shown with --show-values.")
    rows = [_work_row(one, source.n_contacts, "value" in columns) for one in source.worklist]
    numbers = ("rank", "contacts at stake", "values", "then covered")
    return Section(title, 2, tuple(sentences), make_table(columns, rows, numbers, most, source.n_open))


def _work_row(one: WorkItem, n_contacts: int, with_value: bool) -> list[str | Cell]:
    covered = (
        Cell("-")
        if one.n_settled is None
        else Cell(percent(one.n_settled, n_contacts), one.n_settled / n_contacts if n_contacts else None)
    )
    start: list[str | Cell] = [count(one.place), one.field, count(one.n_contacts), count(one.n_values), covered]
    return [*start, *([one.value] if with_value else []), one.shape, "; ".join(one.suggestions)]


def _unfired(source: SourceCheck, most: int | None) -> Section:
    title = "Decisions that never fired"
    if not source.unfired:
        return Section(title, 2, ("None: the value of every decision stands in some contact.",))
    sentence = (
        f"{plural(len(source.unfired), 'decision')}, the value of which stands in no contact looked at: spelt "
        "otherwise, no longer used, outside its days, or simply not there yet."
    )
    rows = [(str(one.line), one.field, one.source_value, one.meaning) for one in source.unfired]
    columns = ("line", "field", "source value", "means")
    return Section(title, 2, (sentence,), make_table(columns, rows, ("line",), most))


def _columns(source: SourceCheck, most: int | None) -> Section:
    title = "Columns new and gone"
    if not source.columns:
        return Section(title, 2, ("None: every file has the columns that the mapping knows, and no others.",))
    rows = [(one.kind, one.sentence, count(one.n_files), "yes" if one.is_held else "no") for one in source.columns]
    return Section(title, 2, table=make_table(("kind", "what", "files", "file held back"), rows, ("files",), most))


def _conflicts(source: SourceCheck, most: int | None) -> Section:
    title = "Conflicts of setting"
    if not source.conflicts:
        return Section(title, 2, ("None: nothing that was recorded disagrees about the setting.",))
    columns = ("reason", "reasons in conflict", "of reasons")
    rows = [
        (one.reason_code, share_cell(one.n_conflicts, one.n_reasons), count(one.n_reasons)) for one in source.conflicts
    ]
    return Section(title, 2, source.conflict_sentences, make_table(columns, rows, columns[1:], most))
