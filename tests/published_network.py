"""An invented network with published figures, as disclosure control leaves them: for tests of the report.

Belongs here: helplines, declarations and rows of `network_statistics` in a catalog `release`. Does not belong here:
expectations. Counts follow from their place, so that tests can say what must stand on the page without looking.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks

NETWORK = "demo"
YEARS = (2023, 2024, 2025)
REGIONS = {"africa": 2, "americas": 5, "asia_pacific": 6, "europe": 9, "mena": 2}
FORMS = ("extortion", "grooming", "image_shared", "solicitation", "abuse", "livestream")
NAMED = frozenset({3, 8, 9, 10, 11, 12, 13, 14})
"""Helplines that may be named: one of five in the Americas, six of six in Asia-Pacific, one of nine in Europe."""
MAINS_V3 = {"MH": 0.38, "V": 0.21, "FR": 0.17, "PR": 0.12, "EO": 0.08, "PH": 0.05, "SX": 0.04, "AC": 0.03, "DE": 0.02}
MAINS_COMMON = {"mental_health": 0.37, "violence": 0.22, "family": 0.16, "peers": 0.12, "education": 0.08}
SURVEY_COUNT = """create table survey_count as
select 'demo' as network_code, year as survey_year, * from (values (2024), (2025)) as years (year)
cross join (values
    ('all', 'own_detection', 'very_well', 5, 22, '5 of 22', true), ('all', 'own_detection', 'not_well', 4, 22, '4 of 22', true),
    ('all', 'training', 'yes', null, null, null, false),
    ('no_ocsea_counted', 'own_detection', 'very_or_moderately_well', 3, 4, '3 of 4', false)
) as counts (base_code, question_code, answer_code, n_helplines, n_base, said, is_taken_over)"""
Row = dict[str, Any]


def figure(
    statistic: str, year: int, panel: str, numerator: float | None, denominator: float, **dimensions: str
) -> Row:
    """A row as it is published: rounded counts, and a share made of them. Without a numerator it is suppressed."""
    base = int(5 * round(denominator / 5))
    row: Row = {
        "network_code": NETWORK, "statistic_code": statistic, "year": year, "panel_code": panel, "base_code": "contacts",
        "n_sources": 21 if panel == "able" else 24, "n_members": 21 if panel == "able" else 24, "n_sources_able": 21,
        "status_code": "suppressed", "footnotes": ["Base: counselling contacts that are not about adults."],
        "share_unknown": 0.04, "has_break": False, **dimensions,
    }  # fmt: skip
    if numerator is None:
        return row
    count = int(5 * round(numerator / 5))
    digits = 3 if base >= 5000 else 2
    share = round(count / base, digits)
    return {
        **row, "status_code": "published", "numerator": count, "denominator": base, "share": share,
        "share_low": max(round(share - 2 * 10**-digits, digits), 0), "share_high": min(round(share + 3 * 10**-digits, digits), 1),
        "share_source_median": round(share, 2), "share_source_q1": round(share * 0.7, 2), "share_source_q3": round(min(share * 1.3, 1), 2),
    }  # fmt: skip


def rows() -> list[Row]:
    """All figures of the network."""
    return [row for year in YEARS for row in _of_year(year)]


def _of_year(year: int) -> Iterator[Row]:
    scale = 1 + (year - 2023) * 0.05
    yield from _members(year)
    yield from _contacts(year, scale)
    yield from _reasons(year, scale)
    yield from _settings(year, scale)
    yield from _profile(year, scale)
    yield from _persons(year, scale)


def _members(year: int) -> Iterator[Row]:
    plain: Row = {"base_code": "members", "footnotes": [], "n_sources_able": None, "share_unknown": None}
    yield figure("t0.members_answering", year, "all", None, 30) | plain | _counted(24, 30)
    yield figure("t0.countries", year, "all", None, 30) | plain | _counted(23, 28)
    yield figure("t0.members_able.t4.ocsea_wide_of_violence", year, "all", None, 24) | plain | _counted(21, 24)
    for region, n in REGIONS.items():
        row = figure("t0.members_answering", year, "all", None, n, region_code=region) | plain
        yield row | (_counted(n, n + 1) if n >= 3 else {})


def _counted(numerator: int, denominator: int) -> Row:
    """Organisations are counted as they are, and have no share."""
    return {"numerator": numerator, "denominator": denominator, "status_code": "published"}


def _contacts(year: int, scale: float) -> Iterator[Row]:
    for panel in ("all", "able"):
        for kind, share in (("counselling", 0.41), ("non_counselling", 0.5), ("unknown", 0.09)):
            yield figure(
                "t1.contacts_by_kind", year, panel, 150_000 * scale * share, 150_000 * scale, contact_type_code=kind
            )
    for region, n in REGIONS.items():
        base = 6_250 * n * scale
        suppressed = None if n < 3 else base * 0.41
        yield figure(
            "t1.contacts_by_kind", year, "all", suppressed, base, contact_type_code="counselling", region_code=region
        )


def _reasons(year: int, scale: float) -> Iterator[Row]:
    contacts, labels = 58_000 * scale, 70_000 * scale
    for panel in ("all", "able"):
        for framework, mains in (("CHI_V3", MAINS_V3), ("COMMON", MAINS_COMMON)):
            for main, share in mains.items():
                place = {"framework": framework, "main_code": main}
                yield figure("t2.main", year, panel, contacts * share, contacts, **place)
                yield figure("t2.main", year, panel, labels * share * 0.9, labels, **place, base_code="reasons")
        for code in ("V.01", "V.02", "V.05", "V.16"):
            known = load_crosswalks()["CHI_V3"].codes
            if code in known:
                place = {"framework": "CHI_V3", "main_code": "V", "framework_code": code}
                yield figure("t2.code", year, panel, contacts * 0.03, contacts, **place)
        yield figure("t2.code", year, panel, None, contacts, framework="CHI_V3", main_code="MH", framework_code="MH.1")
        place = {"framework": "COMMON", "main_code": "violence", "framework_code": "violence.sexual"}
        yield figure("t2.code", year, panel, contacts * 0.04, contacts, **place, reason_code="violence.sexual")


def _settings(year: int, scale: float) -> Iterator[Row]:
    able = {2023: 0.080, 2024: 0.077, 2025: 0.089}[year]
    every = {2023: 0.029, 2024: 0.029, 2025: 0.061}[year]
    base = 12_300 * scale
    for panel, share, of in (
        ("able", able, base), ("all", every, base * 2), ("matched", able, base * 0.9), ("matched_next", able * 0.98, base * 0.85),
    ):  # fmt: skip
        if (panel, year) in (("matched", YEARS[0]), ("matched_next", YEARS[-1])):
            continue
        for kind in ("wide", "narrow"):
            scaled = of * share * (1 if kind == "wide" else 0.8)
            row = figure(f"t4.ocsea_{kind}_of_violence", year, panel, scaled, of, reason_code="violence")
            yield {**row, "has_break": (panel, year) == ("all", 2025)}
            if panel in ("able", "all"):
                name = f"t4.ocsea_{kind}_of_sexual_violence"
                yield figure(name, year, panel, scaled, of * 0.3, reason_code="violence.sexual")
    for reason, name in (
        ("violence.sexual", "t4.setting_of_sexual_violence"),
        ("violence.bullying", "t4.setting_of_bullying"),
    ):
        for panel, parts in (("able", (0.3, 0.06, 0.5, 0.14)), ("all", (0.1, 0.02, 0.2, 0.68))):
            for setting, share in zip(("online", "both", "offline", "unknown"), parts, strict=True):
                yield figure(
                    name, year, panel, 3_700 * scale * share, 3_700 * scale, reason_code=reason, setting_code=setting
                )


def _profile(year: int, scale: float) -> Iterator[Row]:
    base = 1_090 * scale
    for number, form in enumerate(FORMS):
        count = None if form == "livestream" else base * (0.34 - number * 0.05)
        yield figure("t5.form", year, "able", count, base, reason_code=f"violence.sexual.{form}")
    for attribute in ("time_to_contact", "first_told", "platform", "barrier", "referral_out"):
        codes = [code for code in load_codes().list_of(attribute).codes if "." not in code]
        for number, code in enumerate(codes):
            count = None if number == 3 else base * 0.5 / (number + 1)
            place = {"reason_code": "violence.sexual", "attribute_code": attribute, "value_code": code}
            yield figure("t5.profile", year, "able", count, base, **place)
    for number, reason in enumerate(
        ("mental_health.self", "mental_health.mood", "family.divorce", "violence.bullying")
    ):
        place = {
            "framework": "COMMON",
            "reason_code": reason,
            "framework_code": reason,
            "main_code": reason.split(".")[0],
        }
        yield figure("t5b.beside", year, "able", base * (0.2 - number * 0.04), base, **place)
        yield figure("t5b.beside_others", year, "able", base * 50 * (0.1 - number * 0.02), base * 50, **place)


def _persons(year: int, scale: float) -> Iterator[Row]:
    counselling = {"contact_type_code": "counselling"}
    sexual = {"reason_code": "violence.sexual"}
    for suffix, place, base, girls in (
        ("", counselling, 61_500.0, 0.55), ("_of_violence", {"reason_code": "violence"}, 12_300.0, 0.58),
        ("_of_sexual_violence", sexual, 3_700.0, 0.71), ("_of_ocsea_wide", sexual, 1_090.0, 0.62),
    ):  # fmt: skip
        for gender, share in (("girl", girls), ("boy", 0.93 - girls), ("non_binary", 0.02), ("unknown", 0.05)):
            count = None if gender == "non_binary" and suffix == "_of_ocsea_wide" else base * share
            yield figure(f"t3.gender{suffix}", year, "able", count, base, **place, gender_code=gender)
        for number, band in enumerate(("age_07_09", "age_10_12", "age_13_15", "age_16_17", "unknown")):
            share = (0.05, 0.2, 0.35, 0.3, 0.1)[number]
            yield figure(f"t3.age{suffix}", year, "able", base * share, base, **place, age_band_code=band)
    for number, main in enumerate(MAINS_V3):
        for gender, base in (("girl", 30_000.0), ("boy", 22_000.0)):
            share = MAINS_V3[main] * (1.2 if (gender == "girl") == (number % 2 == 0) else 0.9)
            place = {"framework": "CHI_V3", "main_code": main, "gender_code": gender}
            yield figure("t3.main_by_gender", year, "able", base * share, base, **place)
    for number, channel in enumerate(("phone", "text", "in_person")):
        yield figure(
            "t6.channel", year, "able", 61_500 * (0.6, 0.3, 0.1)[number], 61_500, **counselling, channel_code=channel
        )


def published_release(figures: Sequence[Row] | None = None, is_synthetic: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection with the catalog `release`: the tables that the report reads, by their contracts."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as release")
    connection.execute("use release")
    for name in ("source", "member", "network_statistics"):
        connection.execute(load_tables()[name].ddl())
    connection.execute(SURVEY_COUNT)
    insert(connection, "source", [*_helplines(is_synthetic)])
    insert(connection, "network_statistics", rows() if figures is None else figures)
    return connection


def insert(connection: duckdb.DuckDBPyConnection, table: str, given: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; columns that are not given stay empty, and those that the contract does not have are left out."""
    if not given:
        return
    names = [name for name in load_tables()[table].names if any(name in row for row in given)]
    columns = {name: [row.get(name) for row in given] for name in names}
    connection.register("given", pa.table(columns))
    connection.execute(f"insert into release.main.{table} by name from given")
    connection.unregister("given")


def _helplines(is_synthetic: bool) -> Iterator[Row]:
    number = 0
    for region, n in REGIONS.items():
        for _ in range(n):
            number += 1
            yield {
                "source_id": f"demo_{number:02}", "network_code": NETWORK, "member_id": f"member_{number:02}",
                "name": f"Invented Line {number}", "country_code": "ZZ", "region_code": region, "remit_code": "general",
                "is_synthetic": is_synthetic, "can_be_named": number in NAMED,
                "mapping_status_code": "agreed",
                "can_record_several_reasons": number % 4 != 0, "serves_young_people": False,
                "setting_capability_code": ("per_reason", "per_contact", "by_list", "none")[number % 4 if number % 8 else 3],
                "zone": "UTC", "cadence_code": "yearly", "lists_online_bullying": True, "language_code": "",
            }  # fmt: skip
