"""What a reader could take from the report that is not in the data: each test is a wrong headline that is not written."""

from __future__ import annotations

import re
from typing import Any

from tests.paged_release import read
from tests.published_network import NETWORK, YEARS, figure, published_release, rows
from warehouse.publish.report.report import Chart, make_charts, render_report, tell_story

SEXUAL = "t4.setting_of_sexual_violence"
Row = dict[str, Any]


def page_of(figures: list[Row]) -> str:
    return render_report(tell_story(published_release(figures), NETWORK), "0" * 16)


def charts_of(figures: list[Row]) -> dict[str, Chart]:
    return {chart.name: chart for chart in make_charts(tell_story(published_release(figures), NETWORK))}


def chapter_of(page: str, code: str) -> str:
    return page.split(f'<h2 id="{code}">')[1].split("<h2 ")[0]


def hidden(row: Row) -> Row:
    """The row as disclosure control withholds it."""
    gone = ("numerator", "denominator", "share", "share_low", "share_high", "share_source_median", "share_source_q1",
            "share_source_q3", "share_unknown", "n_sources", "n_members", "n_sources_able")  # fmt: skip
    return {**row, **dict.fromkeys(gone), "status_code": "suppressed"}


def test_the_middle_helpline_stands_beside_the_pooled_share() -> None:
    page = page_of(rows())

    assert re.search(r">9% \(6–12%\)</data>", chapter_of(page, "settings"))
    assert "the middle one has 9%, and half of them lie between 6% and 12%" in read(page).text


def test_without_the_same_helplines_no_line_is_drawn_from_year_to_year() -> None:
    unmatched = [row for row in rows() if not row["panel_code"].startswith("matched")]

    assert any(name.startswith("trend-") for name in charts_of(rows()))
    assert not any(name.startswith("trend-") for name in charts_of(unmatched))
    trend = read(chapter_of(page_of(unmatched), "trend")).text
    assert "it is no trend" in trend
    assert "2023, all helplines able to tell" in trend, "the figures of each year are not kept from the reader"
    hidden_able = [row for row in unmatched if (row["panel_code"], row["year"]) != ("able", 2025)]
    trend = read(chapter_of(page_of(hidden_able), "trend")).text
    assert re.search(
        r"2024: 7\.7% \S+ at 21 helplines able to tell and 2025: 6\.1% .{1,20} at all 24 helplines ?, able", trend
    )


def without(*places: tuple[str, int]) -> list[Row]:
    """The figures without these panels and years of OCSEA of violence."""
    return [
        row
        for row in rows()
        if not row["statistic_code"].endswith("_of_violence") or (row["panel_code"], row["year"]) not in places
    ]


def test_two_years_of_the_same_helplines_are_told_with_both_bases_and_beside_all() -> None:
    page = page_of(without(("matched", 2024)))
    trend = read(chapter_of(page, "trend")).text
    shares = re.search(
        r"wide\) of violence was ([\d.]+)% .*? of about ([\d,]+) contacts in 2024 and ([\d.]+)% .*? of about", trend
    )
    assert shares is not None, trend
    assert shares.groups() == ("7.6", "10,980", "8.9"), "830 of 10,980, rounded"
    assert "Over all that reported, able to tell or not, it was 2.9%" in trend
    assert "may be none" not in trend, "the two lie further apart than what is not known"


def test_two_years_of_other_helplines_are_no_trend() -> None:
    """One of the two figures was taken over from an earlier release, of a helpline more."""
    taken_over = [
        {**row, "n_members": 23} if (row["panel_code"], row["year"]) == ("matched_next", 2024) else row
        for row in rows()
    ]

    page = page_of(taken_over)

    assert "in 2023 and" in read(chapter_of(page, "trend")).text, "the pair before is of the same"
    assert "After 2024 there is no year of which OCSEA (wide) of violence" in read(chapter_of(page, "trend")).text
    assert "At the same" not in read(page.split('id="headlines"')[1].split("</ul>")[0]).text


def test_an_older_pair_of_years_is_no_headline() -> None:
    page = page_of(without(("matched", 2025)))

    trend, headlines = (
        read(chapter_of(page, "trend")).text,
        read(page.split('id="headlines"')[1].split("</ul>")[0]).text,
    )
    assert "in 2023 and" in trend and "After 2024 there is no year of which OCSEA (wide) of violence" in trend
    assert "At the same" not in headlines
    assert "At the same" in read(page_of(rows()).split('id="headlines"')[1].split("</ul>")[0]).text


def test_a_difference_smaller_than_what_is_not_known_may_be_none() -> None:
    wide_open = [
        {**row, "share_low": 0.02, "share_high": 0.2} if row["panel_code"].startswith("matched") else row
        for row in rows()
    ]

    assert "it may be none" in read(chapter_of(page_of(wide_open), "trend")).text


def test_of_a_year_all_are_told_where_those_able_are_not_shown_and_are_nearly_all() -> None:
    gone = without(("able", 2025), ("matched", 2025))
    nearly = [
        {**row, "n_sources_able": 22} if row["panel_code"] == "all" and row["n_sources_able"] else row for row in gone
    ]

    def headlines(figures: list[Row]) -> str:
        return read(page_of(figures).split('id="headlines"')[1].split("</ul>")[0]).text

    assert "24 helplines (22 of 24 able to tell online from offline), 6.1%" in headlines(nearly)
    assert "OCSEA in the wide sense" not in headlines(gone), "21 of 24: three more make another figure"


def test_the_words_of_a_trend_have_the_decimals_that_its_base_allows() -> None:
    small = [
        figure("t4.ocsea_wide_of_violence", year, panel, 60 + year - 2023, 900, reason_code="violence")
        for year in YEARS
        for panel in ("able", "matched", "matched_next", "all")
    ]

    told = charts_of(small)["trend-ocsea-wide-of-violence"].alt

    assert re.findall(r"[\d.]+%", told) and not re.search(r"\d\.\d%", told)


def test_totals_of_contacts_say_how_many_helplines_they_are_of() -> None:
    contacts = read(chapter_of(page_of(rows()), "contacts")).text

    assert "24" in contacts.split("Helplines with contacts")[1][:20]
    assert "These totals are no trend" in contacts


def test_a_setting_that_may_not_be_shown_is_drawn_as_such_up_to_the_whole() -> None:
    one_hidden = [
        hidden(row) if row["statistic_code"] == SEXUAL and row["setting_code"] == "unknown" else row for row in rows()
    ]

    assert "not shown [c]" in charts_of(one_hidden)["settings-sexual"].svg
    assert "not shown [c]" not in charts_of(rows())["settings-sexual"].svg


def test_a_year_that_may_not_be_shown_is_named() -> None:
    kept = [hidden(row) if (row["statistic_code"], row["year"]) == (SEXUAL, 2025) else row for row in rows()]

    assert "Where sexual violence took place in 2025: [c]" in read(chapter_of(page_of(kept), "settings")).text
    assert "Where sexual violence took place in 2025: [c]" not in page_of(rows())


def test_one_gender_alone_is_no_comparison() -> None:
    boys = [
        hidden(row) if row["statistic_code"] == "t3.main_by_gender" and row["gender_code"] == "girl" else row
        for row in rows()
    ]

    assert "reasons-by-gender" in charts_of(rows()) and "reasons-by-gender" not in charts_of(boys)
    assert "Main reasons by gender, CHI V3, 2025: [c]" in read(chapter_of(page_of(boys), "who")).text


def test_gender_and_age_that_are_withheld_are_not_said_to_be_missing() -> None:
    small = [hidden(row) if row["statistic_code"].startswith("t3.") else row for row in rows()]

    who = read(chapter_of(page_of(small), "who")).text
    assert "Gender, 2025: [c] too few contacts or helplines" in who
    assert "Age, 2025: [c] too few contacts or helplines" in who
    assert "this release holds no such figure" not in who


def test_no_sentence_leads_with_a_share_that_may_be_almost_anything() -> None:
    forms = [
        {**row, "share_low": 0.0, "share_high": 0.97}
        if row["statistic_code"] == "t5.form" and row.get("share")
        else row
        for row in rows()
    ]

    assert "the most frequent of the forms that may be shown" in page_of(rows())
    page = page_of(forms)
    assert "the most frequent of the forms" not in page
    assert "[0–97%]" in page, "the table keeps it, with its bounds"


def test_each_reason_for_a_gap_has_its_own_symbol_and_what_is_shown_is_no_reason() -> None:
    told = {"unknown": "published", "hours": "suppressed"}
    kept = [row for row in rows() if row.get("attribute_code") != "time_to_contact"]
    place = {"reason_code": "violence.sexual", "attribute_code": "time_to_contact"}
    cells = [
        figure("t5.profile", 2025, "able", 60 if state == "published" else None, 100, **place, value_code=code)
        for code, state in told.items()
    ]
    other = {
        **figure("t5.profile", 2025, "able", None, 100, **place, value_code="days"),
        "status_code": "not_available",
    }
    profile = read(chapter_of(page_of([*kept, *cells, other]), "profile")).text

    sentence = next(line for line in profile.split("Time from the event to the contact, 2025: ")[1:])
    assert sentence.startswith(
        "[c] too few contacts or helplines stand behind it, or it would give another figure away; for other parts"
    )
    assert "[x] the helplines did not deliver it" in sentence[:200]
    assert "this release holds no such figure" not in sentence[:200]


def test_what_no_helpline_asks_is_a_structural_zero_and_not_a_gap_of_the_release() -> None:
    nobody = {
        **figure("t0.members_able.t5.profile", 2025, "all", None, 24, attribute_code="risk_factor"),
        "base_code": "members", "numerator": 0, "denominator": 24, "status_code": "published",
    }  # fmt: skip

    profile = read(chapter_of(page_of([*rows(), nobody]), "profile")).text

    assert "Of OCSEA contacts in 2025: risk factors: [z] no helpline here has a place to record it." in profile


def test_a_column_that_only_repeats_another_is_not_printed() -> None:
    alike = read(chapter_of(page_of(rows()), "reasons")).text
    apart = [
        {**row, "share": 0.5} if (row["statistic_code"], row["panel_code"]) == ("t2.main", "all") else row
        for row in rows()
    ]

    assert "of contacts, all helplines" not in alike and "the same but for rounding" in alike
    assert "of contacts, all helplines" in read(chapter_of(page_of(apart), "reasons")).text


def test_a_network_of_which_nothing_may_be_shown_is_told_without_empty_chapters() -> None:
    page = page_of([hidden(row) for row in rows()])

    chapters = re.findall(r'<h2 id="([a-z]+)">', page)
    assert chapters == ["records", "survey", "quality"]
    assert not re.search(r"\b(None|nan|0): ", read(page).text), "no sentence on a year that is none"


def test_a_network_of_which_only_members_are_shown_leads_with_them_alone() -> None:
    kept = [row if row["statistic_code"] == "t0.members_answering" else hidden(row) for row in rows()]
    page = page_of(kept)

    short = page.split('<h2 id="headlines">')[1].split("<h2 ")[0]
    assert short.count("<li>") == 1 and "[c]" not in short.split("</ul>")[0]
    assert "How many of those that answered can tell what, 2025: [c]" in read(chapter_of(page, "answered")).text
    assert "These totals are no trend" not in page, "there are none"


def test_one_helpline_is_not_spoken_of_in_the_plural_and_none_is_not_counted() -> None:
    release = published_release()
    release.execute("update source set setting_capability_code = 'by_list' where not can_record_several_reasons")
    told = read(render_report(tell_story(release, NETWORK), "0" * 16)).text
    assert "neither: what comes from there" not in told

    release.execute(
        "update source set setting_capability_code = 'none', can_record_several_reasons = false "
        "where source_id = 'demo_04'"
    )
    assert (
        "1 declares neither: what comes from there" in read(render_report(tell_story(release, NETWORK), "0" * 16)).text
    )


def test_counts_that_may_be_shown_without_a_share_are_told_as_counts() -> None:
    """Forms are rounded to 10, so that of a small base no share is given: the counts are no gap."""
    few = [
        {**row, **dict.fromkeys(("share", "share_low", "share_high")), "numerator": 20, "denominator": 60}
        if row["statistic_code"] == "t5.form" and "numerator" in row
        else row
        for row in rows()
    ]

    told = read(chapter_of(page_of(few), "profile")).text
    assert "Forms of OCSEA, 2025: counts alone, of a base that is too small for shares." in told
    assert re.search(r"Sexual extortion\s*20\s*60\s*base too small", told)
    assert "Forms of OCSEA, 2025: [c]" not in told


def test_where_no_finer_reason_may_be_shown_beside_ocsea_the_main_ones_are() -> None:
    beside = [row for row in rows() if row["statistic_code"].startswith("t5b.")]
    others = [row for row in rows() if not row["statistic_code"].startswith("t5b.")]
    mains = [
        figure(statistic, 2025, "able", 0.25 * base, base, main_code="mental_health", framework="COMMON")
        for statistic, base in (("t5b.beside", 60), ("t5b.beside_others", 3000))
    ]

    page = page_of([*others, *map(hidden, beside), *mains])
    assert "25%" in read(chapter_of(page, "beside")).text and "Mental health" in read(chapter_of(page, "beside")).text
    assert "Mental health" not in read(chapter_of(page_of([*others, *beside, *mains]), "beside")).text.split("(")[0]
