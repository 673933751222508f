"""The code lists say what the design needs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from schemas.vocabulary.code import SETTINGS_OF_SCOPE, load_codes

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
TREE = SHARED / "reference" / "reason_tree.yaml"

# Interfaces: mappings, tables and statistics spell these codes.
FIXED = {
    "setting": "online offline both unknown not_applicable",
    "setting_basis": "recorded label list nature remit none",
    "channel": "voice voicemail sms chat web_form email whatsapp messenger facebook instagram telegram line app"
    " in_person letter other unknown",
    "gender": "girl boy non_binary other unknown",
    "age_band": "under_18 age_00_03 age_04_06 age_07_09 age_10_12 age_13_15 age_16_17 age_18_24 age_25_plus unknown",
    "population": "child young_person adult unknown",
    "person": "child_self adult_about_child peer_about_child professional_about_child other_about_child unknown",
    "contact_type": "counselling non_counselling non_counselling.silent non_counselling.missed"
    " non_counselling.abusive_test non_counselling.wrong_number non_counselling.information"
    " non_counselling.about_helpline non_counselling.thanks non_counselling.other content_report unknown",
    "time_to_contact": "same_day within_week within_month within_six_months within_year over_year ongoing unknown",
    "first_told": "helpline_first parent sibling_relative friend teacher police other_professional other unknown",
    "extortion_demand": "money images sexual_acts self_harm_or_violence other unknown",
    "referral_out": "direct_intervention resources child_protection police hotline platform take_down health_service"
    " mental_health_service school other_organisation other none unknown",
    "perpetrator_age": "under_18 under_18.under_14 under_18.age_14_17 adult adult.age_18_24 adult.age_25_plus unknown",
    "image_origin": "self_made_free self_made_pressed taken_by_other synthetic unknown",
    "region": "africa americas asia_pacific europe mena",
    "fit": "equal narrower wider overlap",
    "outcome": "mapped missing ignored unmapped",
    "remit": "general online_safety sexual_violence missing other",
    "setting_capability": "per_reason per_contact by_list remit none",
    "verdict": "complete able_unproven one_reason_only setting_not_told skewed_and_incomplete not_assessable",
}
NEVER_OFFLINE = {"violence.sexual.livestream", "violence.sexual.image_synthetic"}
NEW_REASONS = {
    "violence.criminal_exploitation",
    "violence.sexual.solicitation",
    "safety.content_sexual",
    "safety.harmful_sexual_behaviour",
}
"""What version 2 of the list brought: the reference tree is of version 1."""
CHANGED_SINCE = {
    ("violence.sexual.image_shared", "tech_sexual"),
    ("violence.sexual.image_synthetic", "settings_allowed"),
}
"""Where version 2 departs from it."""
ASKED_OF_A_PERSON = [
    "survey_answer",
    "survey_detection",
    "survey_setting",
    "channel",
    "gender",
    "age_band",
    "population",
    "person",
    "contact_type",
    "living_situation",
    "time_to_contact",
    "first_told",
    "referral_in",
    "referral_out",
    "vulnerable_group",
    "platform",
    "barrier",
    "risk_factor",
    "incident_place",
    "perpetrator_relation",
    "perpetrator_age",
    "extortion_demand",
    "image_origin",
]


@pytest.mark.parametrize("name", FIXED)
def test_a_fixed_list_has_its_codes_in_order(name: str) -> None:
    assert list(load_codes().list_of(name).codes) == FIXED[name].split()


def test_every_list_that_the_design_names_is_there_and_read_once() -> None:
    assert set(load_codes().lists) == {*FIXED, *ASKED_OF_A_PERSON, "reason", "statistic"}
    assert load_codes() is load_codes()


@pytest.mark.parametrize("name", ASKED_OF_A_PERSON)
def test_every_field_that_is_asked_of_a_person_can_be_unknown(name: str) -> None:
    assert load_codes().list_of(name).has("unknown")


@pytest.mark.parametrize("name", sorted(load_codes().lists))
def test_every_code_has_a_label_of_its_own_and_a_definition_that_says_more(name: str) -> None:
    code_list = load_codes().list_of(name)
    assert code_list.source and code_list.definition
    labels = [code.label for code in code_list.codes.values()]
    assert len(set(labels)) == len(labels)
    for code in code_list.codes.values():
        assert code.definition.rstrip(".").lower() != code.label.lower(), code.code
        assert code.definition.endswith("."), code.code


def test_each_age_below_18_lies_in_one_band_and_each_older_age_in_one_too() -> None:
    bands = [code for code in load_codes().list_of("age_band").codes.values() if code.min is not None]
    for age in range(0, 120):
        holding = [band for band in bands if band.min is not None and band.min <= age <= (band.max or 999)]
        assert [band.parent for band in holding] == ([None, "under_18"] if age < 18 else [None]), age


def test_what_is_below_and_above_a_code_agree() -> None:
    for code_list in load_codes().lists.values():
        for upper in code_list.codes:
            for lower in code_list.codes:
                is_below = upper == lower or upper in code_list.ancestors(lower)
                assert (lower in code_list.descendants(upper)) == is_below


def test_the_tree_of_reasons_answers_by_name() -> None:
    codes = load_codes()
    assert codes.ancestors("reason", "violence.sexual.extortion") == ("violence.sexual", "violence")
    assert codes.descendants("reason", "violence.bullying") == {"violence.bullying"}
    assert len(codes.descendants("reason", "violence.sexual")) == 15
    with pytest.raises(KeyError):
        codes.descendants("reason", "violence.nothing")
    with pytest.raises(KeyError, match="no code list `reasons`"):
        codes.list_of("reasons")


def test_technology_facilitated_is_said_of_sexual_violence_and_of_nothing_else() -> None:
    codes = load_codes()
    marked = {code.code for code in codes.list_of("reason").codes.values() if code.tech_sexual}
    assert marked == codes.descendants("reason", "violence.sexual")
    boundary = {code.code for code in codes.list_of("reason").codes.values() if code.tech_sexual == "boundary"}
    assert boundary == {f"violence.sexual.{form}" for form in ("harassment", "solicitation", "exposure")}


def test_settings_follow_the_scope_and_its_exception() -> None:
    codes = load_codes()
    reasons = codes.list_of("reason").codes
    for code in reasons.values():
        assert set(code.settings) <= set(codes.list_of("setting").codes)
        if code.code not in NEVER_OFFLINE:
            assert code.setting_scope is not None
            assert code.settings == SETTINGS_OF_SCOPE[code.setting_scope]
    assert {reasons[code].settings for code in NEVER_OFFLINE} == {("online", "both", "unknown")}
    assert [code.code for code in reasons.values() if code.is_bodily] == ["violence.sexual.assault"]
    assert codes.list_of("gender").codes["girl"].settings == ()


def test_the_tree_of_reasons_is_the_reference_tree() -> None:
    if not TREE.exists():
        pytest.skip("the reference tree (../shared/reference/reason_tree.yaml) is not beside this checkout")
    reference = {one["code"]: one for one in yaml.safe_load(TREE.read_text(encoding="utf-8"))["codes"]}
    reasons = load_codes().list_of("reason").codes
    assert {name for name, code in reasons.items() if code.since == "2"} == NEW_REASONS
    assert set(reference) | NEW_REASONS == set(reasons)
    for name, one in reference.items():
        code = reasons[name]
        for key in ("parent", "level", "label", "setting_scope", "tier", "source", "tech_sexual", "exchange"):
            assert getattr(code, key) == one.get(key) or (name, key) in CHANGED_SINCE, (name, key)
        assert code.is_bodily == (one.get("is_bodily") == "yes")
        allowed = ", ".join(code.settings_allowed or ())
        assert allowed == one.get("settings_allowed", "") or (name, "settings_allowed") in CHANGED_SINCE, name
        assert (one.get("uncertain") or "") in code.note
