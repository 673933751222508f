"""What counts as OCSEA, code by code; and a list that tells forms apart never reports less of it than a vaguer one.

Belongs here: the narrow and the wide set, spelled out, and what the network's own SQL makes of each form. Does not
belong here: how a statistic is bounded (`test_tabulate`), or what a source's words mean (`test_starter_mappings`).
"""

from __future__ import annotations

from functools import cache

import pytest

from schemas.vocabulary.code import load_codes, narrow_ocsea_reasons
from tests.invented_network import InventedNetwork, all_rows
from warehouse.assess.tables import assess_tables
from warehouse.publish.views import views_for_people
from warehouse.tabulate.tables import tabulate_tables

NARROW = {
    "violence.sexual",
    *(
        f"violence.sexual.{form}"
        for form in (
            *("abuse", "assault", "grooming", "extortion", "image", "image_made", "image_shared", "image_synthetic"),
            *("livestream", "exploitation", "commercial"),
        )
    ),
}
WIDE = NARROW | {f"violence.sexual.{form}" for form in ("harassment", "solicitation", "exposure")}
NEVER = ("safety.content_sexual", "safety.harmful_sexual_behaviour", "violence.criminal_exploitation")
"""Near it, and none of it: nobody acts against this child sexually."""

FINER = {
    "violence.sexual.image": ("image_made", "image_shared", "image_synthetic", "livestream"),
    "violence.sexual.exploitation": ("commercial", "extortion"),
    "violence.sexual.abuse": ("assault", "grooming"),
    "violence.sexual.harassment": ("solicitation", "exposure"),
}
"""A label that does not tell forms apart, and the forms that a finer list writes in its place. What is mere harassment
on a list is no finer form of `abuse`: that the boundary forms are wide only is what the two measures are for.
"""
PAIRS = [
    *((vague, f"violence.sexual.{form}") for vague, forms in FINER.items() for form in forms),
    *(("violence.sexual.harassment", fine) for fine in sorted(WIDE)),
    *(("violence.sexual", fine) for fine in sorted(NARROW)),
]


SETTINGS = (("online", "label"), ("both", "recorded"), ("unknown", "none"), ("offline", "list"))
FIGURES = ("t4.ocsea_narrow_of_violence", "t4.ocsea_wide_of_violence")


FIGURE = "select source_id, statistic_code, numerator, n_may from placed_figure inner join cell_key using (cell_id)"


@cache
def told_of_each() -> dict[tuple[str, str, str], tuple[int, ...]]:
    """Narrow, narrow perhaps, wide, wide perhaps: of sources with one contact each, by reason, setting and basis."""
    codes = load_codes().list_of("reason").codes
    every = [(one, *how) for one in sorted({*WIDE, *NEVER}) for how in SETTINGS if how[0] in codes[one].settings]
    network = InventedNetwork()
    for number, label in enumerate(every):
        network.add_source(f"line_{number:03}")
        network.add_contacts(f"line_{number:03}", 1, [label])
    with network.connect() as connection:
        assess_tables(connection)
        tabulate_tables(connection)
        rows = all_rows(connection, FIGURE)
    found = {(source_id, statistic): (int(n), int(n_may)) for source_id, statistic, n, n_may in rows}
    return {
        label: tuple(n for statistic in FIGURES for n in found[f"line_{number:03}", statistic])
        for number, label in enumerate(every)
    }


def test_the_narrow_and_the_wide_set_are_these() -> None:
    reasons = load_codes().list_of("reason")
    assert set(narrow_ocsea_reasons()) == NARROW
    assert reasons.descendants("violence.sexual") == WIDE
    assert not WIDE & set(NEVER)
    assert all(reasons.codes[code].setting_scope == "either" for code in NEVER)


@pytest.mark.parametrize("reason", sorted({*WIDE, *NEVER}))
def test_the_release_says_of_each_code_which_set_it_is_in(reason: str) -> None:
    network = InventedNetwork()
    network.add_source("line")
    network.add_contacts("line", 1, [(reason, "online", "label")])
    views = {view.name: view.sql for view in views_for_people()}
    with network.connect() as connection:
        (of_list,) = all_rows(
            connection,
            f"select is_ocsea_narrow_form, is_ocsea_wide_form from ({views['reason']}) where reason_code = '{reason}'",
        )
        of_contact = all_rows(connection, f"select is_ocsea_narrow, is_ocsea_wide from ({views['contact_setting']})")
    assert of_list == (reason in NARROW, reason in WIDE)
    assert of_contact == ([(reason in NARROW, True)] if reason in WIDE else [])


@pytest.mark.parametrize(("vague", "fine"), PAIRS)
@pytest.mark.parametrize(("setting", "basis"), SETTINGS)
def test_a_finer_list_never_reports_less(vague: str, fine: str, setting: str, basis: str) -> None:
    of_each = told_of_each()
    if setting not in load_codes().list_of("reason").codes[fine].settings:
        assert setting == "offline"
        return
    of_vague, of_fine = of_each[vague, setting, basis], of_each[fine, setting, basis]
    assert all(fine_one >= vague_one for vague_one, fine_one in zip(of_vague[::2], of_fine[::2], strict=True))
    assert of_fine[3] >= of_vague[3] and (of_fine[1] >= of_vague[1] or fine not in NARROW)


def test_what_is_met_by_chance_is_no_part_of_any_bound() -> None:
    of_each = told_of_each()
    for reason in NEVER:
        for setting, basis in (("online", "label"), ("unknown", "none"), ("offline", "list")):
            assert of_each[reason, setting, basis] == (0, 0, 0, 0), (reason, setting)
    assert of_each["violence.sexual.exposure", "online", "label"] == (0, 0, 1, 1)
    assert of_each["violence.sexual.abuse", "unknown", "none"] == (0, 1, 0, 1)
