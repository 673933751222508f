"""What a list of codes or labels can say at best of each scenario: its ceiling, depth by depth."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.agree.ceiling import Ceiling, Choices, Option, choices_of_codes, choices_of_framework, find_ceiling
from pipelines.agree.depth import Depth, at_depth, combine_settings, says_ocsea
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.scenario import Pair, load_scenarios

SCENARIOS = {one.id: one for one in load_scenarios().entries}
CODES = load_codes()
PAIRS = [(code.code, setting) for code in CODES.list_of("reason").codes.values() for setting in code.settings]


def one_tick(*pairs: str, cap: int | None = None) -> Choices:
    """A list of labels that each come to one pair, written `reason:setting`."""
    options = frozenset(frozenset({(text.partition(":")[0], text.partition(":")[2])}) for text in pairs)
    return Choices("tiny", "by_list", cap, (options,))


def ceiling(scenario_id: str, choices: Choices) -> Ceiling:
    return find_ceiling(SCENARIOS[scenario_id], choices)


# ---------------------------------------------------------------- depths


def test_two_ticks_are_both() -> None:
    pairs = {("violence.bullying", "online"), ("violence.bullying", "offline"), ("peers", "not_applicable")}

    assert combine_settings(pairs) == {("violence.bullying", "both"), ("peers", "not_applicable")}


def test_a_reason_holds_its_forms_and_a_form_does_not() -> None:
    key = SCENARIOS["s01"].key

    assert at_depth(key, Depth.MAIN) == {"violence"}
    assert at_depth(key, Depth.REASON) == {"violence.sexual"}
    assert at_depth(key, Depth.REASON_SETTING) == {"violence.sexual:both"}
    assert at_depth(key, Depth.FORM) == {"violence.sexual.grooming", "violence.sexual.assault"}
    assert at_depth(key, Depth.FORM_SETTING) == {"violence.sexual.grooming:both", "violence.sexual.assault:offline"}


@pytest.mark.parametrize(
    ("pair", "is_ocsea"),
    [
        ("violence.sexual:online", True),
        ("violence.sexual.grooming:both", True),
        ("violence.sexual.grooming:offline", False),
        ("violence.sexual.grooming:unknown", False),
        ("violence.bullying:online", False),
        ("safety.content_sexual:online", False),
    ],
)
def test_ocsea_is_sexual_violence_online_or_both(pair: str, is_ocsea: bool) -> None:
    reason, _, setting = pair.partition(":")

    assert says_ocsea([(reason, setting)]) is is_ocsea


# ---------------------------------------------------------------- the ceiling of a list


def test_the_common_codes_can_write_every_key() -> None:
    found = [find_ceiling(one, choices_of_codes(CODES)) for one in SCENARIOS.values()]

    assert all(one.exact == one.overlap == frozenset(Depth) for one in found)


def test_a_list_without_an_online_code_never_hits_the_setting() -> None:
    choices = one_tick("violence.bullying:unknown", "violence.sexual:unknown", "mental_health.self_harm:not_applicable")

    assert Depth.REASON in ceiling("s27", choices).exact
    assert Depth.REASON_SETTING not in ceiling("s27", choices).exact
    assert not any(ceiling(one, choices).can_say_ocsea for one in SCENARIOS)
    for one in SCENARIOS.values():
        if all(setting in ("online", "both") for _, setting in one.key):
            assert not {Depth.REASON_SETTING, Depth.FORM_SETTING} & ceiling(one.id, choices).overlap


def test_a_list_without_forms_hits_the_reason_and_not_the_form() -> None:
    found = ceiling("s02", one_tick("violence.sexual:online"))

    assert found.exact == found.overlap == {Depth.MAIN, Depth.REASON, Depth.REASON_SETTING}


def test_two_ticks_write_both_where_two_can_be_made() -> None:
    labels = ("violence.bullying:online", "violence.bullying:offline")

    assert ceiling("s03", one_tick(*labels)).exact == frozenset(Depth)
    assert ceiling("s03", one_tick(*labels, cap=1)).exact == {Depth.MAIN, Depth.REASON, Depth.FORM}
    assert ceiling("s03", one_tick("violence.bullying:online")).exact == {Depth.MAIN, Depth.REASON, Depth.FORM}


def test_a_cap_of_one_loses_the_second_reason() -> None:
    labels = ("violence.sexual.extortion:online", "mental_health.suicidality:not_applicable")

    assert ceiling("s05", one_tick(*labels)).exact == frozenset(Depth)
    assert ceiling("s05", one_tick(*labels, cap=1)).exact == frozenset()
    assert ceiling("s05", one_tick(*labels, cap=1)).overlap == frozenset(Depth)


def test_a_label_that_says_more_than_the_key_is_no_exact_answer() -> None:
    wide: Option = frozenset({("violence.bullying", "both"), ("peers.friends", "not_applicable")})
    found = ceiling("s03", Choices("tiny", "by_list", None, (frozenset({wide}),)))

    assert (found.exact, found.overlap) == (frozenset(), frozenset(Depth))


def test_one_setting_for_the_contact_cannot_tell_two_apart() -> None:
    """s24 is bullying offline and solicitation online."""
    labels = ("violence.bullying", "violence.sexual.solicitation")
    groups = [frozenset(frozenset({(one, setting)}) for one in labels) for setting in ("online", "offline")]
    per_contact = ceiling("s24", Choices("tiny", "per_contact", None, tuple(groups)))
    per_reason = ceiling("s24", Choices("tiny", "per_reason", None, (groups[0] | groups[1],)))

    assert per_contact.exact == {Depth.MAIN, Depth.REASON, Depth.FORM}
    assert per_reason.exact == frozenset(Depth)


def test_published_lists_say_ocsea_and_no_forms() -> None:
    for crosswalk in load_crosswalks().values():
        choices = choices_of_framework(crosswalk, CODES)
        assert ceiling("s02", choices).exact == {Depth.MAIN, Depth.REASON, Depth.REASON_SETTING}
        assert ceiling("s02", choices).can_say_ocsea


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from(PAIRS), min_size=1, max_size=6, unique=True),
    st.sampled_from(sorted(SCENARIOS)),
    st.sampled_from([None, 1, 2, 3]),
    st.data(),
)
def test_no_answer_in_a_list_beats_its_ceiling(
    listed: list[Pair], scenario_id: str, cap: int | None, data: st.DataObject
) -> None:
    listed = [*listed, *sorted(SCENARIOS[scenario_id].key)[:1]]
    given_pairs = data.draw(st.lists(st.sampled_from(listed), min_size=1, max_size=cap or 4, unique=True))
    choices = Choices("tiny", "by_list", cap, (frozenset(frozenset({pair}) for pair in listed),))
    found, key = ceiling(scenario_id, choices), SCENARIOS[scenario_id].key

    for depth in Depth:
        is_exact = at_depth(given_pairs, depth) == at_depth(key, depth)
        is_overlap = bool(at_depth(given_pairs, depth) & at_depth(key, depth))
        assert not is_exact or depth in found.exact
        assert not is_overlap or depth in found.overlap
