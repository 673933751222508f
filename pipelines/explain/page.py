"""The explanation of a figure in words: counts, codes and labels, never a record.

Belongs here: headings, sentences and tables of that report. Does not belong here: working it out
(`warehouse.review.figure`). It shows what single helplines gave to a figure, so it is restricted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipelines.report.amount import count, plural
from pipelines.report.page import Page, Section, make_table, published_percent, share_cell
from warehouse.review.figure import Explanation, Part

WARNING = "Restricted: this shows what single helplines gave to the figure. Do not pass it on."
NOT_SAME = (
    "The parts below were worked out by another version of the program than the release, and do not add up to it. "
    "Use the version that release_info names."
)
MEMBERS_ONLY = (
    "It counts members of the network, by what their sources sent and their systems can record: no contact is counted, "
    "and no decision on a word lies behind it. Each source stands in the tables source and source_year."
)
STATES = {
    "suppressed": "It is not published: too few contacts or members stand behind it, or it would tell another.",
    "structural_zero": "No source can record it. That is no zero.",
    "not_available": "It cannot be given: it was not delivered, or only together with something else.",
}
OUTSIDE = {
    ("structural_zero", "undetermined"): "No word of the sources fits several codes: nothing can stand there.",
    ("structural_zero", "none"): "Every word of the sources has a code in the framework: nothing can stand there.",
    ("not_available", "undetermined"): "It cannot be given: a word that nobody has decided may stand there.",
    ("not_available", "none"): "It cannot be given: a word that nobody has decided may stand there.",
}
"""The same of what stands for a framework's code where there is none: no system has a place for that."""


def tell_explanation(found: Explanation, release: str, most: int | None) -> Page:
    """The page; at most `most` rows a table (None: all)."""
    return Page(
        title=str(found.name),
        sentences=tuple(_sum_up(found, release)),
        sections=() if found.exact["base_code"] == "members" else tuple(_sections(found, most)),
        warning=WARNING,
    )


def _sum_up(found: Explanation, release: str) -> Iterator[str]:
    exact, published = found.exact, found.published
    if published is None:
        yield f"Release {release} holds this figure before disclosure control only."
    elif published["status_code"] == "published":
        yield f"Published in release {release}: {_figure(published, _published_share)}."
    else:
        yield f"Release {release}: {_state(published)}"
    unit = "reasons" if exact["base_code"] == "reasons" else exact["base_code"]
    if exact["numerator"] is not None:
        yield f"Exact, restricted: {_figure(exact, _exact_share)}; the unit is {unit}."
    elif published is None:
        yield _state(exact)
    if unit == "members":
        yield MEMBERS_ONLY
        yield from (published or exact)["footnotes"]
        return
    yield (
        f"It rests on {plural(len(found.parts), 'source')} of {plural(exact['n_members'], 'member')}, "
        f"{plural(len(found.deliveries), 'delivery', 'deliveries')} "
        f"and {plural(len(found.decisions) + found.n_rare_words, 'decision')} on what their words mean."
    )
    if not found.is_same:
        yield NOT_SAME
    yield from (published or exact)["footnotes"]


def _state(row: dict[str, Any]) -> str:
    status = str(row["status_code"])
    for code in (row["framework_code"], row["main_code"]):
        if (status, code) in OUTSIDE:
            return OUTSIDE[status, code]
    return STATES.get(status, status)


def _published_share(row: dict[str, Any], name: str) -> str:
    return published_percent(float(row[name]), row["denominator"])


def _exact_share(row: dict[str, Any], name: str) -> str:
    return f"{float(row[name]):.1%}"


def _figure(row: dict[str, Any], write: Callable[[dict[str, Any], str], str]) -> str:
    if row["numerator"] is None:
        return f"a base of {count(row['denominator'])}, and no figure" if row["denominator"] else "no figure"
    if row["denominator"] is None:
        return count(row["numerator"])
    share = f" ({write(row, 'share')})" if row["share"] is not None else ""
    return f"{count(row['numerator'])} of {count(row['denominator'])}{share}{_bounds(row, write)}"


def _bounds(row: dict[str, Any], write: Callable[[dict[str, Any], str], str]) -> str:
    if row["share_low"] is None or row["share_high"] is None:
        return ""
    return f", between {write(row, 'share_low')} and {write(row, 'share_high')}"


def _sections(found: Explanation, most: int | None) -> Iterator[Section]:
    yield _sources(found, most)
    deliveries = [
        (one.source_id, one.delivery_id[:12], one.file_name, one.received_on.isoformat(), count(one.n_contacts))
        for one in found.deliveries
    ]
    columns = ("source", "delivery", "file", "received", "contacts")
    sentence = "Contacts of the year that rest on each, counted in the figure or not."
    yield Section("Deliveries", 2, (sentence,), make_table(columns, deliveries, ("contacts",), most))
    if found.held:
        yield _held_back(found, most)
    decisions = [
        (
            one.source_id,
            one.field,
            one.source_value,
            one.code,
            one.setting_code or "-",
            one.fit_code or "-",
            one.reviewed_on.isoformat() if one.reviewed_on else "not reviewed",
            one.decision_id[:12],
            count(one.n_values),
        )
        for one in found.decisions
    ]
    columns_of_words = ("source", "field", "word", "means", "setting", "fit", "reviewed", "decision", "recorded")
    sentences = tuple(_about_words(found))
    if decisions:
        yield Section("Decisions", 2, sentences, make_table(columns_of_words, decisions, ("recorded",), most))
    else:
        yield Section("Decisions", 2, sentences)


def _held_back(found: Explanation, most: int | None) -> Section:
    rows = [(one.source_id, one.delivery_id[:12], one.file_name, one.received_on.isoformat()) for one in found.held]
    sentence = (
        "Files of the network that concern the year and could not be taken in. What they tell is not in the figure; "
        "harmonise check SOURCE says what each lacks."
    )
    return Section("Held back", 2, (sentence,), make_table(("source", "delivery", "file", "received"), rows, (), most))


def _about_words(found: Explanation) -> Iterator[str]:
    if found.decisions:
        yield "Words that may count in the numerator, and how often each was recorded in the year, in any contact."
    if found.n_rare_words:
        more = "more words" if found.decisions else "words"
        yield (
            f"{count(found.n_rare_words)} {more if found.n_rare_words > 1 else more[:-1]} that may count "
            f"{'stand' if found.n_rare_words > 1 else 'stands'} in too few contacts to be named here, recorded "
            f"{count(found.n_rare_values)} {'time' if found.n_rare_values == 1 else 'times'} in the year."
        )
    elif not found.decisions:
        yield "No decision on a word lies behind the numerator: it counts contacts as such, or what no word says."


def _sources(found: Explanation, most: int | None) -> Section:
    rows = [_row_of(one) for one in found.parts]
    columns = ("source", "region", "counted", "base", "may be", "able", "verdict", "findings", "deliveries")
    sentences = (
        f"The sources added up: {count(sum(one.numerator for one in found.parts))} of "
        f"{count(sum(one.denominator for one in found.parts))}.",
    )
    numbers = ("counted", "base", "may be", "deliveries")
    return Section("Sources", 2, sentences, make_table(columns, rows, numbers, most))


def _row_of(part: Part) -> tuple[Any, ...]:
    return (
        part.source_id,
        part.region_code,
        share_cell(part.numerator, part.denominator) if part.numerator <= part.denominator else count(part.numerator),
        f"{count(part.denominator)}",
        f"{count(part.n_sure)}-{count(part.n_may)}",
        "yes" if part.is_able else "no",
        part.verdict_code or part.status_code or "-",
        ", ".join(part.finding_codes) or "-",
        count(part.n_deliveries),
    )


def tell_names(statistic: str, names: list[str], n_all: int) -> Page:
    """The names of a statistic's figures."""
    sentence = f"{plural(n_all, 'figure')}, the newest first. Explain one: harmonise explain NAME"
    table = make_table(("name",), [(name,) for name in names], (), None, n_all)
    return Page(title=statistic, sentences=(sentence,), sections=(Section("Figures", 2, (), table),))
