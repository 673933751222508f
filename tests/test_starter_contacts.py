"""Invented contacts of the starters' helplines, as their software exports them, through land, stage and harmonise.

Belongs here: that what a starter decides is what comes out. Does not belong here: whether it decides every label of the
real lists (`test_starter_mappings`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.mapping.registry import Registry, load_registry
from tests.conftest import TEST_KEY
from tests.starters import Starter, copy_starters, every_starter, reasons_of
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run


@dataclass(frozen=True)
class Inbox:
    """Invented contacts of one account, and the lake that a source makes of them."""

    run: Run
    folder: Path

    def put(self, number: int, day: date, content: dict[str, Any], helpline: str = "") -> None:
        """One contact, as the software writes it: local time is still that day wherever a starter's helpline is."""
        at = f"{day.isoformat()}T06:00:00.000Z"
        contact = {"id": str(number), "updatedAt": at, "timeOfContact": at, "helpline": helpline, "channel": "voice"}
        path = self.folder / f"hrm-data/{day:%Y/%m/%d}/contacts/{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**contact, "rawJson": content}), encoding="utf-8")

    def query(self, source_id: str, sql: str) -> list[tuple[Any, ...]]:
        """Run the three steps, and what the query gives."""
        land_source(self.run, source_id, str(self.folder))
        stage_source(self.run, source_id)
        harmonise_source(self.run, source_id)
        with engine(self.run.layout.work) as connection:
            attach(connection, self.run.layout, [source_id])
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return load_registry(copy_starters(tmp_path_factory.mktemp("starters") / "mappings"))


@pytest.fixture
def inbox(registry: Registry, tmp_path: Path) -> Inbox:
    return Inbox(Run(Layout(tmp_path / "warehouse"), registry, Key(bytes.fromhex(TEST_KEY))), tmp_path / "inbox")


def tree_of(label: str) -> dict[str, list[str]]:
    main, _, sub = label.partition(" > ")
    return {main: [sub]}


@every_starter
def test_every_decision_on_a_reason_fires(starter: Starter, inbox: Inbox) -> None:
    decided = reasons_of(inbox.run.registry.sources[starter.source_id])
    call = {"callType": "Child calling about self"}
    for number, decision in enumerate(decided):
        day = decision.valid_from or decision.valid_to or date(2024, 5, 1)
        inbox.put(number, day, {**call, "categories": tree_of(decision.source_value)}, starter.helpline)
    found = inbox.query(
        starter.source_id, "select field, outcome_code, sum(n_contacts) from source_value group by all order by all"
    )
    expected = {("reason", outcome): 0 for outcome in ("ignored", "mapped")}
    for decision in decided:
        expected["reason", decision.outcome] += 1
    others = {(field, "mapped"): len(decided) for field in ("channel", "contact_type", "person")}
    assert {(field, outcome): n_contacts for field, outcome, n_contacts in found} == {**expected, **others}


def test_two_helplines_of_one_account_are_told_apart(inbox: Inbox) -> None:
    content = {"callType": "Child calling about self", "categories": {"Online Harms": ["Grooming"]}}
    for number, helpline in enumerate(["ChildLine Zambia (ZM)", "LifeLine Zambia (ZM)", "LifeLine Zambia (ZM)", ""]):
        inbox.put(number, date(2024, 5, 1), content, helpline)
    fates = "select sum(n_rows), sum(n_rows_used), sum(n_ignored), sum(n_contacts) from delivery"
    assert inbox.query("zm_childline", fates) == [(4, 2, 2, 2)]
    assert inbox.query("zm_lifeline", fates) == [(4, 2, 2, 2)]


SETTINGS = "select reason_code, setting_code, setting_basis_code from contact_reason order by all"


def test_a_service_for_online_matters_only_needs_no_word_for_it(inbox: Inbox) -> None:
    content = {"callType": "Child calling about self", "categories": {"Violência": ["Sextorsão", "Bullying"]}}
    inbox.put(1, date(2024, 5, 1), content)
    assert inbox.query("br_aselo", SETTINGS) == [
        ("violence.bullying", "offline", "list"),
        ("violence.sexual.extortion", "online", "remit"),
    ]


def test_a_place_tells_the_setting_of_what_does_not_tell_its_own_and_is_not_bodily(inbox: Inbox) -> None:
    labels = ["Cyberbullying", "Exposure to pornography", "Indecent assault", "Inappropriate sex talk"]
    content = {"callType": "Child calling about self", "categories": {"Violence": labels}}
    inbox.put(1, date(2024, 5, 1), {**content, "caseInformation": {"locationOfIssue": "Online"}})
    assert inbox.query("jm_aselo", SETTINGS) == [
        ("violence.bullying", "online", "label"),
        ("violence.sexual.assault", "unknown", "none"),
        ("violence.sexual.exposure", "online", "recorded"),
        ("violence.sexual.solicitation", "online", "recorded"),
    ]


def test_who_is_in_contact_and_what_else_the_form_asks(inbox: Inbox) -> None:
    child = {"gender": "Female", "age": "07", "livingSituation": "With relatives", "vulnerableGroups": ["Other"]}
    caller = {"relationshipToChild": "Grandparent"}
    case = {"actionTaken": "Reports to Child Sexual Abuse Material", "howDidYouKnowAboutOurLine": "Radio"}
    about = {"childInformation": child, "callerInformation": caller, "caseInformation": case}
    inbox.put(1, date(2024, 5, 1), {"callType": "Someone calling about a child", "categories": {}, **about})
    inbox.put(2, date(2024, 5, 1), {"callType": "Child calling about self", "categories": {}, **about})
    query = """
        select person_code, gender_code, age_band_code, living_situation_code, list(value_code order by value_code)
        from contact join contact_attribute using (contact_id) group by all order by person_code
    """
    rest = ("girl", "age_07_09", "with_relatives", ["hotline", "media", "other"])
    assert inbox.query("et_aselo", query) == [("adult_about_child", *rest), ("child_self", *rest)]
