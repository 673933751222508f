"""Each helpline has a page of its own in a release: whole, by itself, in plain words, and about nobody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from markupsafe import escape

from tests.paged_release import Read, ask, demo_release, findings_of, make_release, pages_of, read, run_of
from tests.tiny_network import ROWS, make_network, write_delivery, write_mapping
from warehouse.publish.pages.found import write_years
from warehouse.publish.pages.helpline import TABLED, period_rows
from warehouse.publish.pages.language import language_of
from warehouse.publish.pages.pictures import Period

pytestmark = pytest.mark.slow

NEVER_DELIVERED = "br_aselo"
NOT_OF_A_CONTACT = re.compile(r"\b(victims?|cases?|clients?|rank(ed|ing)?|worst|bad|guilty|fault)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_release(tmp_path_factory)


@pytest.fixture(scope="module")
def pages(release: Path) -> dict[str, str]:
    return pages_of(release)


@pytest.fixture(scope="module")
def reads(pages: dict[str, str]) -> dict[str, Read]:
    return {name: read(page) for name, page in pages.items()}


def test_every_source_has_a_page_also_one_that_never_sent_anything(release: Path, pages: dict[str, str]) -> None:
    assert set(pages) == {row[0] for row in ask(release, "select source_id from source")} | {"internal"}
    assert "Nothing has come from you yet." in pages[NEVER_DELIVERED]


def test_a_page_is_well_formed(reads: dict[str, Read]) -> None:
    for name, page in reads.items():
        assert page.complaints == [] and page.open_tags == [], name
        assert len(page.ids) == len(set(page.ids)), name
        assert page.heads[0] == 1 and page.heads.count(1) == 1, name
        assert all(after - before <= 1 for before, after in zip(page.heads, page.heads[1:], strict=False)), name
        assert "{" not in page.text and "StrictUndefined" not in page.text and "None" not in page.text, name
        labelled = [own.get("aria-labelledby") for _, own in page.tags if "aria-labelledby" in own]
        assert set(labelled) <= set(page.ids), name
        for tag, own in page.tags:
            if tag == "svg":
                assert own["role"] == "img" and len(own["aria-label"] or "") > 20, name


def test_a_page_needs_nothing_but_itself(pages: dict[str, str], reads: dict[str, Read]) -> None:
    for name, page in pages.items():
        assert not re.search(r"https?:|//|<script|<link|<img|<iframe|\bsrc=|@import|url\(|\son\w+=", page), name
        places = {f"#{one}" for one in reads[name].ids}
        pages_beside = {f"../for_helplines/{one}/index.html" for one in pages} if name == "internal" else set()
        assert set(reads[name].links) <= places | pages_beside, name
        assert "default-src 'none'" in page, name


def test_a_page_is_made_for_phones_and_for_the_dark(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert 'content="width=device-width' in page
        assert "prefers-color-scheme: dark" in page and "max-width: 40rem" in page


def test_no_page_of_a_helpline_names_another(release: Path, pages: dict[str, str]) -> None:
    sources = ask(release, "select source_id, name, member_id from source")
    for source_id, name, member in sources:
        others = [key for key, page in pages.items() if key not in (source_id, "internal") and str(source_id) in page]
        assert others == [], source_id
        sharing = {other for other, its, _ in sources if its == name}
        named = {key for key, page in pages.items() if key != "internal" and escape(str(name)) in page}
        assert named <= sharing, (source_id, member)


def test_no_page_calls_a_contact_anything_else_or_blames(release: Path, reads: dict[str, Read]) -> None:
    names = sorted((str(row[0]) for row in ask(release, "select name from source")), key=len, reverse=True)
    for key, page in reads.items():
        text = page.text.replace("there is no ranking", "")
        for name in names:
            text = text.replace(name, "")
        assert not (found := NOT_OF_A_CONTACT.search(text)), (
            key,
            found and text[found.start() - 40 : found.end() + 40],
        )
        assert not re.search(r"\b[0-9]+ (children|child|people|girls|boys)\b", text), key


@pytest.mark.parametrize("source_id", ["demo_savane", "demo_aurora", "demo_cedre", "demo_lipa"])
def test_what_fails_is_said_with_its_question(release: Path, pages: dict[str, str], source_id: str) -> None:
    failed = findings_of(
        release,
        f"source_id = '{source_id}' and finding_code in ('one_reason', 'no_setting') and state_code = 'fail'",
    )
    assert failed
    page = pages[source_id]
    language = ask(release, f"select language_code from source where source_id = '{source_id}'")[0][0]
    if language not in ("es", "fr"):
        for finding in failed:
            told = language_of("en").tell(finding)
            assert told.marked in page
            assert str(escape(told.question)) in page
    assert page.count('class="card fail"') == len({finding.finding_code for finding in failed})


def test_a_matter_has_one_heading_in_each_part_of_a_page(pages: dict[str, str]) -> None:
    n_seen = 0
    for key, page in pages.items():
        if key == "internal":
            continue
        for part in re.split("<h2|<h3>(?!<)", page):
            heads = re.findall("<h4>([^<]*)</h4>", part)
            assert len(heads) == len(set(heads)), key
            n_seen += len(heads)
        cards = re.findall(r'<article class="card [^>]*>\s*<h3>([^<]*)', page)
        assert len(cards) == len(set(cards)), key
    assert n_seen > 20


def test_the_numbers_over_time_have_a_column_of_what_is_online(pages: dict[str, str]) -> None:
    column = "Online or both, of those known"
    cells = re.findall(f'data-name="{column}">([^<]*)<', "".join(pages.values()))
    assert f"{column}</th>" in pages["demo_fjord"]
    assert len(cells) > 30
    counts = {"n_with_reason": 1200, "n_tellable": 24, "n_tellable_unknown": 4, "n_tellable_online": 5}
    ((_, shown),) = period_rows([Period("Q1 2024", (2024, 1), counts)], language_of("en"))
    assert dict(zip(("volume", *TABLED), shown, strict=True)) == {
        "volume": "1,200",
        "several": "–",
        "unknown": "17%",
        "online": "25%",
        "other": "–",
    }


def test_the_range_of_a_finding_is_told_from_the_band(pages: dict[str, str]) -> None:
    banded = [page for page in pages.values() if 'class="band"' in page]
    english = [page for page in banded if '<html lang="en">' in page]
    assert english and all("it is reckoned for your mix of reasons" in page for page in english)
    assert "está calculado para su mezcla de motivos" in pages["demo_aurora"]
    assert "pour votre répartition de motifs" in pages["demo_savane"]


def test_every_large_number_on_a_page_is_written_one_way(pages: dict[str, str]) -> None:
    """A number of four digits or more is a year, or it has the mark of thousands."""
    for key, page in pages.items():
        text = re.sub("<style>.*?</style>|<[^>]*>", "\n", page, flags=re.DOTALL)
        text = re.sub(r"\S+[.]csv|(content|contenido|contenu) \w+", "", text)
        found = {int(number) for number in re.findall(r"(?<![\d\w.])\d{4,}(?![\d\w])", text)}
        assert found - set(range(1990, 2030)) == set(), key
    assert re.search(r"\d,\d{3} contacts", pages["demo_sabia"]) or re.search(r"\d\u202f\d{3}", pages["demo_aurora"])


def test_a_helpline_reads_its_page_in_its_own_language(pages: dict[str, str]) -> None:
    assert '<html lang="fr">' in pages["demo_savane"]
    assert "Votre système ne distingue pas ce qui se passe en ligne" in pages["demo_savane"]
    assert "Un champ ou un second code pourrait-il être ajouté" in pages["demo_savane"]
    assert '<html lang="es">' in pages["demo_aurora"]
    assert "Su sistema no distingue lo que ocurre en línea" in pages["demo_aurora"]
    assert '<html lang="en">' in pages["demo_lipa"]
    assert "There is no translation into your language (pl) yet" in pages["demo_lipa"]
    assert "There is no translation" not in pages["demo_lagoon"]


def test_whatever_is_found_in_the_demo_is_said_in_the_language_of_the_helpline(
    release: Path, pages: dict[str, str]
) -> None:
    """What has no translation yet is in English as a whole: `test_page_languages`."""
    found = findings_of(release, "true")
    assert found and {language_of("fr").tell(one).language_code for one in found} == {"fr"}
    assert "pas encore traduit" not in pages["demo_savane"] and "enregistrements" in pages["demo_savane"]


def test_years_of_counts_have_no_evidence_and_say_what_would_help(release: Path, pages: dict[str, str]) -> None:
    page = pages["demo_thames"]
    assert "Only counts have come, no contacts" in page
    assert "With contacts instead of counts, 2023–2025 would enter figures about contacts." in page
    assert "<svg" not in page


def test_where_shares_are_not_compared_the_contacts_are_said_to_count(release: Path, pages: dict[str, str]) -> None:
    counted = ask(
        release,
        "select count(*) from network_statistics_exact where statistic_code = 't2.main' and panel_code = 'all' "
        "and list_contains(counted_member_ids, 'demo_member_savane')",
    )
    assert counted[0][0] > 0
    assert "les contacts comptent dans les chiffres du réseau" in pages["demo_savane"]
    assert "not set beside others" not in pages["demo_thames"], "no contact of it came"


def test_verdict_and_evidence_of_each_year_are_those_of_the_release(release: Path, reads: dict[str, Read]) -> None:
    rows = ask(
        release,
        "select source_id, contact_year, n_with_two_reasons, n_with_reason, verdict_code from source_year "
        "where source_id in ('demo_bintang', 'demo_fjord') order by all",
    )
    assert len(rows) >= 5
    for source_id, year, two, total, verdict in rows:
        page = reads[str(source_id)]
        assert f"{two} of {total} contacts carry several" in page.text
        chips = [str(own.get("class")) for tag, own in page.tags if tag == "span"]
        assert f"chip {verdict}" in chips, year


def test_the_same_release_has_the_same_pages_to_the_byte(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        make_network(tmp_path / name, ["tiny_a", "tiny_b"], key_file=None)
        made.append(make_release(run_of(tmp_path / name, tmp_path / name / "mappings"), tmp_path / name / "deliveries"))
    assert pages_of(made[0]) == pages_of(made[1])


COMMON, RARE = "Otro <b>asunto</b> & más", "Amina <i>Khalil"


def label_page(folder: Path, rows: Sequence[str]) -> str:
    """The page of a source with a column of reasons and two channels that nobody decided, one of them in one contact."""
    header = (
        f"Export;;\r\n\r\ncase_no;date_appel;canal;sexe;age;lieu;motif_chantage;motif_harcelement;motif_{COMMON}\r\n"
    )
    write_mapping(folder / "mappings", "tiny_a")
    undecided = [f"{2000 + n};05/03/2024;{COMMON if n else RARE};F;14;Internet;1;;1" for n in range(9)]
    write_delivery(folder / "deliveries", "tiny_a", [*rows, *undecided], header=header)
    release = make_release(run_of(folder, folder / "mappings"), folder / "deliveries")
    return pages_of(release)["tiny_a"]


@pytest.mark.long
def test_a_label_is_escaped_and_a_rare_one_is_not_shown(tmp_path: Path) -> None:
    page = label_page(tmp_path, [f"{row};" for row in ROWS])
    assert "Otro &lt;b&gt;asunto&lt;/b&gt; &amp; más" in page
    assert "<b>asunto" not in page and "Khalil" not in page and "hash:" not in page
    assert "seen in fewer than 5 contacts, so not shown" in page


def test_a_file_that_waits_is_named_with_the_reason(tmp_path: Path) -> None:
    page = label_page(tmp_path, ROWS)  # a cell too few in each of these
    assert "Files that wait" in page and "contacts_2024-04-01.csv" in page
    assert "3 of 12 records were rejected" in page and "Nothing is waiting" not in page


def test_years_are_written_as_spans() -> None:
    assert write_years([2025, 2021, 2022, 2023, 2023]) == "2021–2023, 2025"
    assert write_years([]) == ""
