"""`harmonise explain`: a figure back to sources, deliveries and decisions, by a name that leaves no choice open."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.figure_name import FigureName, FigureNameError, key_names, read_figure_name
from tests.command import Command
from tests.paged_release import ask, demo_release
from warehouse.review.figure import Explanation, explain_figure

pytestmark = pytest.mark.slow

OCSEA = "t4.ocsea_wide_of_violence:year=2024:panel=able"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_release(tmp_path_factory)


@pytest.fixture(scope="module")
def ocsea(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """Explained once: all figures are worked out again for it."""
    return explain(release, OCSEA, tmp_path_factory.mktemp("ocsea"))


def explain(release: Path, name: str, tmp_path: Path) -> Explanation:
    return explain_figure(tmp_path, release / "helplines.duckdb", read_figure_name(name))


@pytest.mark.parametrize(
    "where",
    [
        "statistic_code = 't4.ocsea_wide_of_violence' and panel_code = 'able' and region_code is null",
        "statistic_code = 't4.setting_of_bullying' and setting_code = 'online' and panel_code = 'all' and region_code = 'europe'",
        "statistic_code = 't2.main' and framework = 'CHI_V3' and base_code = 'reasons' and region_code is null",
        "statistic_code = 't1.contacts_by_kind' and panel_code = 'all' and region_code is null",
        "panel_code = 'matched' and statistic_code = 't4.ocsea_narrow_of_violence'",
    ],
)
def test_the_parts_of_a_figure_add_up_to_it(release: Path, where: str, tmp_path: Path) -> None:
    names = ", ".join(["statistic_code", *key_names(), "numerator", "denominator", "n_sources", "n_members"])
    query = f"select {names} from network_statistics_exact where {where} and numerator > 0 order by all limit 1"
    ((*row,),) = ask(release, query)
    figure = dict(zip(names.split(", "), row, strict=True))

    found = explain(release, str(FigureName.of(figure)), tmp_path)

    assert sum(one.numerator for one in found.parts) == figure["numerator"]
    assert sum(one.denominator for one in found.parts) == figure["denominator"]
    assert len(found.parts) == figure["n_sources"]
    assert len({one.member_id for one in found.parts}) == figure["n_members"]
    assert found.is_same


@pytest.mark.long
def test_a_release_of_a_program_that_did_not_know_a_column_is_explained(release: Path, tmp_path: Path) -> None:
    """`counts_beside_code` came later: the engine's error was all that was said."""
    path = tmp_path / "helplines.duckdb"
    shutil.copy(release / path.name, path)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table source drop column counts_beside_code")

    assert explain(tmp_path, OCSEA, tmp_path / "work").is_same


@pytest.mark.long
def test_deliveries_hold_all_contacts_of_the_sources_in_the_year(release: Path, ocsea: Explanation) -> None:
    sources = ", ".join(f"'{one.source_id}'" for one in ocsea.parts)
    query = f"select count(*) from contact where contact_year = 2024 and source_id in ({sources})"
    assert ask(release, query) == [(sum(one.n_contacts for one in ocsea.deliveries),)]


def test_decisions_are_on_what_the_numerator_counts(release: Path, ocsea: Explanation, tmp_path: Path) -> None:
    assert ocsea.decisions
    assert {one.field for one in ocsea.decisions} == {"reason", "setting"}
    assert {one.code.split(".")[1] for one in ocsea.decisions if one.field == "reason"} == {"sexual"}
    assert {one.code for one in ocsea.decisions if one.field == "setting"} <= {"both", "online"}
    by_kind = explain(release, "t1.contacts_by_kind:year=2024:contact_type=counselling", tmp_path)
    assert {(one.field, one.code) for one in by_kind.decisions} == {("contact_type", "counselling")}


def test_what_has_one_value_only_may_be_left_out_and_a_choice_may_not(
    release: Path, ocsea: Explanation, tmp_path: Path
) -> None:
    assert ocsea.name == explain(release, f"{OCSEA}:network=demo", tmp_path).name
    with pytest.raises(FigureNameError, match=r"figures have this name. Add one of: .*setting=offline"):
        explain(release, "t4.setting_of_bullying:year=2024", tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t4.ocsea_wide:year=2024", "no such statistic. Near: .*t4.ocsea_wide_of_violence"),
        ("t4.ocsea_wide_of_violence:year=1999", "year is one of 20"),
        ("t4.ocsea_wide_of_violence:year=2024:panel=best", "panel is one of able, all"),
        ("t4.ocsea_wide_of_violence", "named by its statistic and its year"),
        ("t4.ocsea_wide_of_violence:year=last", "the year is no number"),
        ("t4.ocsea_wide_of_violence:year=2024:colour=red", "`colour=red` is no dimension"),
        ("t4.ocsea_wide_of_violence:2024", "`2024` is no dimension"),
        ("t4.ocsea_wide_of_violence:year=2024:year=2025", "`year` is written twice, as 2024 and as 2025"),
        ("xxxxx:year=2024", r"There are \d+: [^,]+(, [^,]+){7}, \.\.\."),
    ],
)
def test_a_wrong_name_says_what_there_is(release: Path, name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(FigureNameError, match=said):
        explain(release, name, tmp_path)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from([name for name in key_names() if name != "year"]),
        st.from_regex(r"[a-z][a-z0-9_.]{0,12}", fullmatch=True),
    )
)
def test_a_name_that_is_written_is_read_back(dimensions: dict[str, str]) -> None:
    name = FigureName("t2.code", {"panel_code": "all", **dimensions, "year": "2024"})
    assert read_figure_name(str(name)) == name
    assert not re.search(r"[\s&;|$*?<>()'\"]", str(name))


def test_the_command_tells_it_and_writes_the_page(
    release: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(release, tmp_path / "releases" / "r0001")
    (tmp_path / "current").symlink_to("releases/r0001")
    monkeypatch.setenv("HARMONISE_WAREHOUSE", str(tmp_path))
    call, page = Command(capfd, "explain"), tmp_path / "page.html"

    said = call(OCSEA, "--html", str(page))

    assert said.code == 0, said.err
    assert "Restricted" in said.out and "The sources added up" in said.out
    text = page.read_text(encoding="utf-8")
    assert "Deliveries" in text and "Decisions" in text
    contacts = [row[0] for row in ask(release, "select contact_id from contact limit 500")]
    assert not [one for one in contacts if one in text or one in said.out]
    assert call("t4.ocsea_wide_of_violence").out.count("year=2024") >= 2
    assert call("t4.nothing:year=2024").code == 2
    members = call("t0.members_answering:year=2024")
    assert members.code == 0 and "It counts members" in " ".join(members.out.split())
    assert "It rests on 0 sources" not in members.out and "contacts as such" not in members.out
