"""The network at a glance: every source by name and year, networks apart, codes and numbers of the release."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from tests.paged_release import ask, demo_release, findings_of, pages_of, read
from warehouse.publish.pages.charts import draw_series, draw_years, top_of
from warehouse.publish.pages.language import language_of
from warehouse.publish.pages.peers import LEAST_MEMBERS, Peers
from warehouse.publish.pages.tables import SourceTables

pytestmark = pytest.mark.slow

WORDS = {"cannot": "cannot", "fails": "not confirmed", "open": "open", "shown": "shown"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_release(tmp_path_factory)


@pytest.fixture(scope="module")
def page(release: Path) -> str:
    return pages_of(release)["internal"]


def test_each_source_stands_in_its_own_network_and_leads_to_its_page(release: Path, page: str) -> None:
    parts = re.split(r'<h2 id="(\w+)">', page)
    own = dict(zip(parts[1::2], parts[2::2], strict=True))
    sources = ask(release, "select network_code, source_id from source")
    assert set(own) == {network for network, _ in sources}
    for network, source_id in sources:
        link = f'<th scope="row"><a href="../for_helplines/{source_id}/index.html">'
        assert [name for name, text in own.items() if link in text] == [network]


def test_sources_stand_in_order_of_name(release: Path, page: str) -> None:
    shown = re.findall(r'<tr><th scope="row"><a href="[^"]*">([^<]*)</a>', page)
    by_network = ask(release, "select network_code, name from source order by network_code, name")
    assert len(shown) == len(by_network)
    for network in {row[0] for row in by_network}:
        names = [escape(str(row[1])).replace("&#x27;", "&#39;") for row in by_network if row[0] == network]
        assert [one for one in shown if one in names] == sorted(names)


def test_the_heat_map_is_the_evidence_of_the_release(release: Path, page: str) -> None:
    rows = ask(
        release,
        "select source_id, contact_year, evidence_several_reasons_code, evidence_setting_code from source_year "
        "where n_contacts > 0 order by contact_year",
    )
    years = sorted({row[1] for row in rows})
    for source_id in {str(row[0]) for row in rows}:
        line = re.search(rf"for_helplines/{source_id}/index.html.*?</tr>", page, re.DOTALL)
        assert line
        cells = re.findall(
            r'<td class="(\w+)" title="[^"]*" data-name="\d{4}, \w+">([^<]*)</td>|<td class="none">(–)</td>', line[0]
        )
        found = {row[1]: row[2:] for row in rows if row[0] == source_id}
        expected = [code for year in years for code in found.get(year, ("", ""))]
        assert [code for code, _, _ in cells] == expected, source_id
        assert [word for code, word, _ in cells if code] == [WORDS[str(code)] for code in expected if code]


def test_on_a_phone_each_cell_says_what_it_is_of(page: str) -> None:
    """Its columns then stand below each other, without their headings: no year is found by scrolling sideways only."""
    table = page[page.index('<table class="heat">', page.index('id="demo"')) :]
    table = table[: table.index("</table>")]
    cells = re.findall(r"<td([^>]*)>", table)
    assert len(cells) > 50
    for attributes in cells:
        assert 'class="none"' in attributes or re.search('data-name="(can|[0-9]{4}), (reasons|setting)"', attributes)
    narrow = page[page.index("@media (max-width: 40rem)") :]
    assert ".heat td[data-name]::before { content: attr(data-name)" in narrow
    assert ".heat tr { display: grid" in narrow


def test_the_trend_counts_every_source_year_once(release: Path, page: str) -> None:
    query = "select contact_year, verdict_code, count(*) from source_year group by all order by all"
    counted = {(year, code): n for year, code, n in ask(release, query)}
    table = page[page.index("<details") :]
    for year in sorted({year for year, _ in counted}):
        line = re.search(rf'<tr><th scope="row">{year}</th>((?:<td class="number">\d+</td>)+)', table)
        assert line
        numbers = [int(n) for n in re.findall(r">(\d+)<", line[1])]
        assert sum(numbers) == sum(n for (one, _), n in counted.items() if one == year)


def test_what_fails_or_warns_stands_below_its_source(release: Path, page: str) -> None:
    to_do = page[page.index('id="demo-to_do"') :]
    failing = findings_of(release, "state_code = 'fail'")
    assert failing
    for finding in failing:
        assert finding.source_id in to_do
        assert language_of("en").tell(finding).marked in to_do


def test_what_is_answered_is_said_to_be(page: str) -> None:
    """Somebody who reads down the page would ask again what the helpline's own page says is not waiting."""
    part = page[page.index("Khatt al-Arz", page.index('id="demo-to_do"')) :]
    assert part[: part.index("<h4", 1)].count("Answered: the reply stands on its page.") == 2


def test_funnels_name_those_in_which_it_is_not_confirmed(release: Path, page: str) -> None:
    names = {text for text in re.findall(r'<text class="" [^>]*>([^<]*)</text>', page) if "(invented)" in text}
    failing = ask(
        release,
        "select distinct name from source join source_year using (source_id) "
        "where 'fails' in (evidence_several_reasons_code, evidence_setting_code)",
    )
    assert names <= {escape(str(row[0])).replace("&#x27;", "&#39;") for row in failing}
    assert read(page).text.count("Contacts with several reasons, ") >= 3


# ---------------------------------------------------------------- where the others lie


def others(n_members: int, n_of_member: int = 1) -> list[SourceTables]:
    """Sources that are alike but for the share of contacts with two reasons: 10, 11, 12 ... of 100."""
    found = []
    for number in range(n_members):
        for office in range(n_of_member):
            source = {
                "source_id": f"s{number}_{office}",
                "network_code": "n",
                "member_id": f"m{number}",
                "setting_capability_code": "per_reason",
            }
            year = {
                "contact_year": 2024,
                "n_with_reason": 100,
                "n_with_two_reasons": 10 + number,
                "evidence_several_reasons_code": "shown",
                "evidence_setting_code": "shown",
            }
            found.append(SourceTables(source, [year], [], [], [], [], []))
    return found


def test_the_band_is_the_middle_half_of_the_others_rounded_outward() -> None:
    sources = others(9)
    assert Peers(sources).band(sources[0].source, 2024, "several") == (0.12, 0.17)
    assert Peers(sources).band(sources[0].source, 2023, "several") is None


@pytest.mark.parametrize("n_of_member", [1, 3])
def test_there_is_no_band_of_fewer_than_five_organisations(n_of_member: int) -> None:
    enough, too_few = others(LEAST_MEMBERS + 1, n_of_member), others(LEAST_MEMBERS, n_of_member)
    assert Peers(enough).band(enough[0].source, 2024, "several") is not None
    assert Peers(too_few).band(too_few[0].source, 2024, "several") is None


def test_who_cannot_record_it_is_not_among_the_others() -> None:
    sources = others(LEAST_MEMBERS + 1)
    unable = {**sources[1].years[0], "evidence_several_reasons_code": "cannot"}
    changed = [sources[0], SourceTables(sources[1].source, [unable], [], [], [], [], []), *sources[2:]]
    assert Peers(changed).band(sources[0].source, 2024, "several") is None


# ---------------------------------------------------------------- drawing


def test_an_axis_ends_at_or_above_what_it_holds() -> None:
    assert [top_of(shares) for shares in ([], [0.0], [0.021], [0.1], [0.55, 0.2], [1.0])] == [
        *(0.02, 0.02, 0.04, 0.1, 0.6, 1.0),
    ]


def test_a_gap_in_a_series_is_a_gap_in_its_line() -> None:
    scale = {0.0: "0%", 1.0: "100%"}
    assert draw_series("t", [0.1, 0.2, None, 0.3, 0.4], ("a", "b"), scale, None).count("<polyline") == 2
    assert 'class="change"' in draw_series("t", [0.1, 0.2, 0.3], ("a", "b"), scale, 1)
    assert 'class="change"' not in draw_series("t", [0.1, 0.2, 0.3], ("a", "b"), scale, None)


def test_what_is_drawn_is_escaped() -> None:
    drawn = draw_years('a "<b>"', [], {0.0: "<0", 1.0: "1"})
    assert "<b>" not in drawn and "&lt;0" in drawn
