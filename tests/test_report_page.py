"""The secretariat's page: its order, every number from a published cell, reasons where there is none, and its form."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import duckdb
import pytest

from schemas.figure_name import read_figure_name
from tests.paged_release import Read, read
from tests.published_network import NAMED, NETWORK, figure, published_release, rows
from warehouse.publish.report.cell import Cell, read_cells
from warehouse.publish.report.chapters.trend import INDICATORS, chain_of
from warehouse.publish.report.colours import DARK, LIGHT, READ_ON, SEEN_ON_GROUND, contrast
from warehouse.publish.report.report import INVENTED, read_book, render_report, tell_story

DIGEST = "0123456789abcdef"
ORDER = [
    "answered", "records", "contacts", "reasons", "settings", "profile", "beside", "who", "channels", "trend", "survey",
    "agreement", "quality",
]  # fmt: skip
MARKED = re.compile(r'<data class="figure" value="[^"]*" data-cell="([^"]+)">([^<]*)</data>')


@pytest.fixture(scope="module")
def release() -> duckdb.DuckDBPyConnection:
    return published_release()


@pytest.fixture(scope="module")
def page(release: duckdb.DuckDBPyConnection) -> str:
    return render_report(tell_story(release, NETWORK), DIGEST)


@pytest.fixture(scope="module")
def form(page: str) -> Read:
    return read(page)


def cells_by_name(release: duckdb.DuckDBPyConnection) -> dict[str, Cell]:
    return {cell.name: cell for cell in read_cells(release, NETWORK).every()}


def chapter_of(page: str, code: str) -> str:
    """The part of the page from one chapter's heading to the next."""
    return page.split(f'<h2 id="{code}">')[1].split("<h2 ")[0]


def without(*prefixes: str) -> list[dict[str, Any]]:
    return [row for row in rows() if not row["statistic_code"].startswith(prefixes)]


def test_chapters_stand_in_the_order_of_the_study(page: str) -> None:
    assert re.findall(r'<h2 id="([a-z]+)">', page) == ["headlines", *ORDER]


def test_every_number_in_a_sentence_or_table_names_a_cell_and_says_what_it_holds(
    release: duckdb.DuckDBPyConnection, page: str
) -> None:
    known = cells_by_name(release)
    found = [(names.split(), unescape(text)) for names, text in MARKED.findall(page)]

    assert len(found) > 500
    assert not {name for names, _ in found for name in names} - set(known)
    for names, text in found:
        if len(names) == 1 and re.fullmatch(r"[\d,]+", text):
            held = [
                known[names[0]].row.get(column)
                for column in ("numerator", "denominator", "n_sources", "n_sources_able")
            ]
            assert int(text.replace(",", "")) in held, (names, text)
        if len(names) == 1 and (share := re.match(r"([\d.]+)%", text)) and known[names[0]].share is not None:
            held_shares = [
                known[names[0]].part(column)
                for column in ("share", "share_unknown", "share_source_median", "share_source_q1", "share_source_q3")
            ]
            assert any(abs(float(share[1]) / 100 - (one or 0)) <= 0.0051 for one in held_shares), (names, text)


def test_the_headline_has_base_helplines_and_interval_in_its_sentence(page: str) -> None:
    text = read(chapter_of(page, "settings")).text

    assert (
        "Of about 13,530 counselling contacts with a reason of violence at 21 helplines able to tell online from offline, "
        "8.9% [8.7–9.2%] were OCSEA in the wide sense in 2025." in text
    )


def test_both_panels_are_shown_where_they_differ_by_more_than_rounding_and_only_then(page: str) -> None:
    differing = read(chapter_of(page, "settings")).text
    alike = render_report(
        tell_story(published_release([row for row in rows() if row["panel_code"] != "all" or row["statistic_code"][:2] != "t4"]
                          + [{**row, "panel_code": "all"} for row in rows() if row["panel_code"] == "able" and row["statistic_code"][:2] == "t4"]),
        NETWORK), DIGEST,
    )  # fmt: skip

    assert "Over all 24 helplines with such contacts, able to record it or not, it is 6.1%" in differing
    assert "able to record it or not, it is" not in read(chapter_of(alike, "settings")).text


def test_a_suppressed_figure_is_a_symbol_and_never_a_zero(page: str) -> None:
    profile = chapter_of(page, "profile")

    assert re.search(r"Live-streamed sexual abuse</th><td[^>]*><data[^>]*>\[c\]</data>", profile)
    assert re.search(r">\[c\]</text>", profile)
    for symbol in ("[c]", "[z]", "[x]", "[b]", "[low]"):
        assert f'<th scope="row">{symbol}</th>' in chapter_of(page, "quality")


@pytest.mark.parametrize(
    ("missing", "chapter", "sentence"),
    [
        (("t0.",), "answered", "How many members answered for 2025"),
        (
            ("t4.",),
            "settings",
            "Which part of counselling contacts with a reason of violence was OCSEA in 2025, at helplines able to tell",
        ),
        (("t5.form",), "profile", "Forms of OCSEA, 2025"),
        (("t5b.",), "beside", "Reasons recorded in the same contact as OCSEA, 2025"),
        (("t6.",), "channels", "Channel, 2025"),
        (("t3.",), "who", "Gender, 2025"),
    ],
)
def test_where_figures_are_missing_a_sentence_says_why_and_no_chart_is_empty(
    missing: tuple[str, ...], chapter: str, sentence: str
) -> None:
    page = render_report(tell_story(published_release(without(*missing)), NETWORK), DIGEST)

    assert f"{sentence}: [x] this release holds no such figure." in read(chapter_of(page, chapter)).text
    assert not re.search(r"<tbody>\s*</tbody>", page)


def test_a_structural_zero_gives_its_own_reason() -> None:
    kept = without("t4.ocsea_wide_of_violence")
    zero = {
        **figure("t4.ocsea_wide_of_violence", 2025, "able", None, 0, reason_code="violence"),
        "status_code": "structural_zero",
    }
    page = render_report(tell_story(published_release([*kept, zero]), NETWORK), DIGEST)

    assert "[z] no helpline here has a place to record it." in read(chapter_of(page, "settings")).text


def test_a_release_without_published_figures_says_so_and_keeps_what_is_declared() -> None:
    page = render_report(tell_story(published_release([]), NETWORK), DIGEST)

    assert "This release holds no published figure of the network" in page
    assert "Of 24 helplines 18 declare that a contact can hold several reasons" in read(page).text
    assert page.count("<figure ") == 1


def test_no_region_of_fewer_than_three_helplines_is_told_apart(page: str) -> None:
    heat = chapter_of(page, "records")

    assert "Africa and Middle East and North Africa" in heat
    assert not re.search(r'<th scope="row">(Africa|Middle East and North Africa)</th>', heat)


def test_helplines_are_named_only_where_they_agreed_and_nobody_is_told_by_what_is_left(page: str) -> None:
    assert set(re.findall(r"Invented Line (\d+)", page)) == {str(number) for number in NAMED}
    release = published_release([])
    # all of a region but one: who is left would be told by the region's counts
    release.execute("update source set can_be_named = true where region_code = 'europe' and source_id <> 'demo_15'")

    assert set(re.findall(r"Invented Line (\d+)", render_report(tell_story(release, NETWORK), DIGEST))) == {
        str(number) for number in NAMED if number != 14
    }


def test_the_trend_is_chained_over_pairs_of_years(release: duckdb.DuckDBPyConnection, page: str) -> None:
    book = read_book(release, NETWORK)
    chain = chain_of(book, INDICATORS[0])
    ratio = {
        f"{cell.year}{cell.panel}": (cell.numerator or 0) / (cell.denominator or 1)
        for link in chain
        for cell in link.cells
    }

    assert [link.year for link in chain] == [2023, 2024, 2025]
    assert chain[0].share == pytest.approx(ratio["2023matched_next"])
    assert chain[1].share == pytest.approx(ratio["2024matched"])
    assert chain[2].share == pytest.approx(ratio["2024matched"] * ratio["2025matched"] / ratio["2024matched_next"])
    assert "[b] marks a break in the series." in read(chapter_of(page, "trend")).text


def test_a_chain_ends_where_a_pair_of_years_is_not_published() -> None:
    kept = [row for row in rows() if (row["panel_code"], row["year"]) != ("matched", 2025)]
    chain = chain_of(read_book(published_release(kept), NETWORK), INDICATORS[0])

    assert [link.year for link in chain] == [2023, 2024]


def test_the_survey_counts_helplines_and_never_as_a_percentage(page: str) -> None:
    survey = read(chapter_of(page, "survey")).text

    assert "counted none, 3 of 4 judge themselves very or moderately well" in survey
    assert "5 of 22" in survey and "%" not in survey
    assert "[c]" in survey, "an answer that is not shown"


def test_what_is_left_as_an_earlier_release_told_it_is_said(page: str) -> None:
    told = (
        "What these say is left as an earlier release told it, since the difference would be what one or two helplines"
    )
    assert f"{told} answered: “Counsellors detect OCSEA, in the member's own judgement”." in read(page).text


def test_every_name_of_a_figure_is_one_that_explain_reads(release: duckdb.DuckDBPyConnection) -> None:
    names = cells_by_name(release)

    assert len(names) == len(rows())
    assert all(str(read_figure_name(name)) == name for name in names)


def test_the_unit_is_the_contact(form: Read) -> None:
    said = re.sub(r"“[^”]*”|child sexual exploitation|Child abduction", "", form.text)

    assert "The unit is the contact." in said
    assert not re.search(r"\b(victims?|cases?|children (were|are|had|reported)|% of (children|girls|boys))\b", said)


def test_invented_data_are_marked_on_the_page_and_in_every_chart(page: str) -> None:
    real = render_report(tell_story(published_release(is_synthetic=False), NETWORK), DIGEST)

    assert f"<strong>{INVENTED}</strong>" in page
    charts = re.findall(r"<svg .*?</svg>", page)
    assert charts and all("INVENTED DATA" in chart and INVENTED in chart for chart in charts)
    assert "INVENTED DATA" not in real and INVENTED not in real


def test_another_network_gives_nothing_to_this_one(release: duckdb.DuckDBPyConnection) -> None:
    page = render_report(tell_story(release, "elsewhere"), DIGEST)

    assert "This release holds no published figure of the network" in page
    assert "Fewer than three helplines have declared" in page


def test_the_page_is_the_same_to_the_byte(release: duckdb.DuckDBPyConnection, page: str) -> None:
    assert render_report(tell_story(published_release(list(reversed(rows()))), NETWORK), DIGEST) == page


# ---------------------------------------------------------------- form: what an accessibility checker looks at


def test_the_page_is_well_formed_and_needs_nothing_else(page: str, form: Read) -> None:
    assert form.complaints == [] and form.open_tags == []
    assert len(form.ids) == len(set(form.ids))
    assert all(link.startswith("#") and link[1:] in form.ids for link in form.links)
    assert "default-src 'none'" in page
    assert not [tag for tag, _ in form.tags if tag in ("script", "img", "link", "iframe", "image", "object")]
    addresses = set(re.findall(r"https?://[^\"'\s<)]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"url\((?!#)", page)


def test_headings_are_in_order(form: Read) -> None:
    assert form.heads[0] == 1 and form.heads.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(form.heads, form.heads[1:], strict=False))


def test_tables_charts_and_regions_have_names(page: str, form: Read) -> None:
    assert '<html lang="en">' in page and 'class="skip" href="#content"' in page
    for tag, own in form.tags:
        if tag == "th":
            assert own.get("scope") in ("col", "row")
        if tag == "svg":
            assert own.get("role") == "img" and len(own.get("aria-label") or "") > 30
        if own.get("tabindex") == "0":
            assert own.get("role") == "region" and own.get("aria-label")
    assert page.count("<figcaption>") == page.count("<figure ") > 15
    assert page.count("<summary>") == page.count("<details>") == page.count("<figure ")


def test_colours_can_be_read_and_told_apart() -> None:
    for colours in (LIGHT, DARK):
        for text, ground in READ_ON.items():
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for name in SEEN_ON_GROUND:
            assert contrast(colours[name], colours["ground"]) >= 3, name
        # neighbours in a stacked bar, in grey too: their lightness differs
        for one, other in (("deep", "warm"), ("warm", "pale"), ("pale", "open")):
            assert contrast(colours[one], colours[other]) >= 1.25, (one, other)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
