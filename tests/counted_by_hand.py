"""Every figure of `network_statistics` counted again, contact by contact, without SQL: what tests hold tabulate against.

Belongs here: numerators and denominators of panel `all` from the rows of an invented network. Does not belong here: bounds,
panels, who is able, or any expectation. Written from the code book and the crosswalks, not from the queries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from schemas.vocabulary.code import load_codes, narrow_ocsea_reasons
from schemas.vocabulary.crosswalk import load_crosswalks
from tests.invented_network import InventedNetwork

Row = Mapping[str, Any]
Pair = tuple[str, str]
Cell = tuple[str, str, str | None]
"""Framework, main, code; the code is None where the main is meant as a whole."""
Figure = tuple[tuple[str, str | None], ...]
SINGLE = {
    "gender": "gender_code", "age_band": "age_band_code", "population": "population_code", "channel": "channel_code",
    "person": "person_code", "living_situation": "living_situation_code", "time_to_contact": "time_to_contact_code",
    "first_told": "first_told_code",
}  # fmt: skip
OWN_COLUMN = ("gender", "age_band", "population", "channel", "person")
OF_OCSEA = (
    "time_to_contact", "first_told", "platform", "barrier", "risk_factor", "living_situation", "vulnerable_group",
    "extortion_demand", "image_origin", "referral_in", "referral_out", "perpetrator_relation", "perpetrator_age",
)  # fmt: skip
SEXUAL = "violence.sexual"


@dataclass
class Contact:
    """One contact with its labels and answers."""

    row: Row
    pairs: set[tuple[str, str, str]] = field(default_factory=set)
    main: set[tuple[str, str, str]] = field(default_factory=set)
    answers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def kind(self) -> str:
        return self.row["contact_type_code"] or ("counselling" if self.pairs else "unknown")

    @property
    def is_counted(self) -> bool:
        return self.kind == "counselling" and self.row["population_code"] != "adult"

    def settings_below(self, reason: str) -> list[str]:
        return [setting for one, setting, _ in self.pairs if is_below(one, reason)]

    def setting_of(self, reason: str) -> str | None:
        found = set(self.settings_below(reason))
        if not found:
            return None
        if "both" in found or {"online", "offline"} <= found:
            return "both"
        if "online" in found:
            return "online"
        return "offline" if found == {"offline"} else "unknown"

    @property
    def acts(self) -> set[str]:
        technology = {one for one, setting, _ in self.pairs if setting in ("online", "both")}
        found = {
            "violence": bool(self.settings_below("violence")),
            "sexual_violence": bool(self.settings_below(SEXUAL)),
            "ocsea_wide": any(is_below(one, SEXUAL) for one in technology),
            "ocsea_narrow": bool(technology & set(narrow_ocsea_reasons())),
        }
        return {name for name, is_it in found.items() if is_it}

    def values(self, attribute: str) -> set[str]:
        if attribute in SINGLE:
            return {self.row.get(SINGLE[attribute]) or "unknown"}
        said = self.answers[attribute] - {"unknown"}
        above = {one.rpartition(".")[0] for one in said} - {""}
        return said | above or {"unknown"}


def is_below(code: str, top: str) -> bool:
    return f"{code}.".startswith(f"{top}.")


@cache
def cells_of(pair: Pair) -> frozenset[Cell]:
    """Where a label counts, in our own list and in every framework."""
    reason = pair[0]
    found: set[Cell] = {("COMMON", reason.split(".")[0], reason)}
    for framework, crosswalk in load_crosswalks().items():
        (rollup,) = [one for one in crosswalk.rows if (one.reason_code, one.setting_code) == pair]
        if rollup.rollup_code == "exact":
            found |= {(framework, crosswalk.codes[code].main, code) for code in rollup.framework_codes}
        elif rollup.rollup_code == "none":
            found.add((framework, "none", "none"))
        else:
            found.add((framework, rollup.main or "undetermined", "undetermined"))
    return frozenset(found | {(framework, main, None) for framework, main, _ in found})


def contacts_of(network: InventedNetwork) -> dict[bytes, Contact]:
    """The contacts of a network, by id."""
    found = {row["contact_id"]: Contact(row) for row in network.rows["contact"]}
    for row in network.rows["contact_reason"]:
        label = (row["reason_code"], row["setting_code"], row["setting_basis_code"])
        found[row["contact_id"]].pairs.add(label)
        if row["is_main"]:
            found[row["contact_id"]].main.add(label)
    for row in network.rows["contact_attribute"]:
        found[row["contact_id"]].answers[row["attribute_code"]].add(row["value_code"])
    return found


def count_figures(contacts: Iterable[Contact]) -> tuple[Counter[Figure], Counter[Figure]]:
    """Numerators by figure, and denominators by figure without what parts the base."""
    numerators, denominators = Counter[Figure](), Counter[Figure]()
    for contact in contacts:
        for base, figures in _figures(contact):
            denominators[base] += 1
            numerators.update(set(figures))
    for contact in contacts:
        if contact.is_counted:
            _count_reasons(contact, numerators, denominators)
    return numerators, denominators


def figure_of(statistic: str, **keys: str | None) -> Figure:
    """The name of a figure: the statistic, and the dimensions that say something."""
    return tuple(sorted({"statistic_code": statistic, **{k: v for k, v in keys.items() if v is not None}}.items()))


def _count_reasons(contact: Contact, numerators: Counter[Figure], denominators: Counter[Figure]) -> None:
    for reason, setting, _ in contact.pairs:
        for statistic in ("t2.main", "t2.code"):
            denominators[figure_of(statistic, base_code="reasons")] += 1
        numerators.update(_cells((reason, setting), "reasons"))


def _cells(pair: Pair, base: str) -> set[Figure]:
    return {
        figure_of(
            "t2.main" if code is None else "t2.code", framework=framework, main_code=main, framework_code=code,
            reason_code=code if framework == "COMMON" else None, base_code=base,
        )
        for framework, main, code in cells_of(pair)
    }  # fmt: skip


def _figures(contact: Contact) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each base that the contact is in, with the figures that it counts in there."""
    yield from _of_kind(contact)
    if contact.is_counted:
        yield from _of_persons(contact)
    if contact.is_counted and contact.pairs:
        yield from _of_reasons(contact)
        yield from _of_acts(contact)
        yield from _of_rates(contact)


def _of_kind(contact: Contact) -> Iterator[tuple[Figure, list[Figure]]]:
    kinds = {contact.kind, contact.kind.partition(".")[0]}
    yield (
        figure_of("t1.contacts_by_kind"),
        [figure_of("t1.contacts_by_kind", contact_type_code=kind) for kind in kinds],
    )
    reports = [figure_of("t7.content_reports", contact_type_code="content_report")]
    yield figure_of("t7.content_reports"), reports if "content_report" in kinds else []
    if contact.kind == "counselling":
        name, population = "t1.counselling_by_population", contact.row["population_code"] or "unknown"
        yield figure_of(name), [figure_of(name, contact_type_code="counselling", population_code=population)]
    if contact.is_counted:
        counted = [figure_of("t1.with_reason", contact_type_code="counselling")]
        yield figure_of("t1.with_reason"), counted if contact.pairs else []


def _answered(contact: Contact, statistic: str, attribute: str, **keys: str | None) -> tuple[Figure, list[Figure]]:
    base = figure_of(statistic, attribute_code=None if attribute in OWN_COLUMN else attribute)
    figures = []
    for value in contact.values(attribute):
        named = {f"{attribute}_code": value}
        if attribute not in OWN_COLUMN:
            named = {"attribute_code": attribute, "value_code": value}
        figures.append(figure_of(statistic, **keys, **named))
    return base, figures


def _of_persons(contact: Contact) -> Iterator[tuple[Figure, list[Figure]]]:
    asked = (
        ("t3.gender", "gender"), ("t3.age", "age_band"), ("t6.channel", "channel"), ("t6.person", "person"),
        ("t6.profile", "living_situation"), ("t6.profile", "vulnerable_group"), ("t7.referrals", "referral_in"),
        ("t7.referrals", "referral_out"),
    )  # fmt: skip
    for statistic, attribute in asked:
        yield _answered(contact, statistic, attribute, contact_type_code="counselling")
    (gender,), (band,) = contact.values("gender"), contact.values("age_band")
    both = figure_of("t3.gender_age", contact_type_code="counselling", gender_code=gender, age_band_code=band)
    yield figure_of("t3.gender_age"), [both]


def _of_reasons(contact: Contact) -> Iterator[tuple[Figure, list[Figure]]]:
    for statistic in ("t2.main", "t2.code"):
        cells = {one for reason, setting, _ in contact.pairs for one in _cells((reason, setting), "contacts")}
        yield figure_of(statistic), [one for one in cells if ("statistic_code", statistic) in one]
        if contact.main:
            main = {one for reason, setting, _ in contact.main for one in _cells((reason, setting), "main_reason")}
            yield (
                figure_of(statistic, base_code="main_reason"),
                [one for one in main if ("statistic_code", statistic) in one],
            )
    beside = {
        (main, code)
        for reason, setting, _ in contact.pairs
        if not (is_below(reason, SEXUAL) and setting in ("online", "both"))
        for framework, main, code in cells_of((reason, setting))
        if framework == "COMMON"
    }
    is_ocsea = "ocsea_wide" in contact.acts
    for statistic, is_base in (
        ("t5b.beside", is_ocsea),
        ("t5b.beside_all", True),
        ("t5b.beside_others", not is_ocsea),
    ):
        if is_base:
            yield (
                figure_of(statistic),
                [
                    figure_of(statistic, framework="COMMON", main_code=main, framework_code=code, reason_code=code)
                    for main, code in beside
                ],
            )


def _of_acts(contact: Contact) -> Iterator[tuple[Figure, list[Figure]]]:
    acts = contact.acts
    for base, reason in (("violence", "violence"), ("sexual_violence", SEXUAL)):
        if base in acts:
            for act in ("ocsea_narrow", "ocsea_wide"):
                statistic = f"t4.{act}_of_{base}"
                yield figure_of(statistic), [figure_of(statistic, reason_code=reason)] if act in acts else []
    for name, reason in (("sexual_violence", SEXUAL), ("bullying", "violence.bullying")):
        setting = contact.setting_of(reason)
        if setting is not None:
            statistic = f"t4.setting_of_{name}"
            yield figure_of(statistic), [figure_of(statistic, reason_code=reason, setting_code=setting)]
    for act in acts:
        reason = "violence" if act == "violence" else SEXUAL
        yield _answered(contact, f"t3.gender_of_{act}", "gender", reason_code=reason)
        yield _answered(contact, f"t3.age_of_{act}", "age_band", reason_code=reason)
        profile = {"ocsea_wide": "t5.profile", "ocsea_narrow": "t5.profile_narrow"}.get(act)
        for attribute in OF_OCSEA if profile else ():
            yield _answered(contact, str(profile), attribute, reason_code=SEXUAL)
    if "violence" in acts:
        for attribute in ("perpetrator_relation", "perpetrator_age", "incident_place"):
            yield _answered(contact, "t6.profile_of_violence", attribute, reason_code="violence")
    if "ocsea_wide" in acts:
        forms = {one for one, setting, _ in contact.pairs if is_below(one, SEXUAL) and setting in ("online", "both")}
        yield figure_of("t5.form"), [figure_of("t5.form", reason_code=form) for form in forms]


def _of_rates(contact: Contact) -> Iterator[tuple[Figure, list[Figure]]]:
    mains = {
        (framework, main)
        for reason, setting, _ in contact.pairs
        for framework, main, code in cells_of((reason, setting))
        if code is None
    }
    for table, attribute in (
        *(("t3", one) for one in ("gender", "age_band")),
        *(("t6", one) for one in ("channel", "person", "population", "living_situation")),
    ):
        (value,) = contact.values(attribute)
        named = (
            {f"{attribute}_code": value}
            if attribute in OWN_COLUMN
            else {"attribute_code": attribute, "value_code": value}
        )
        name = {"age_band": "age"}.get(attribute, attribute)
        statistic = f"{table}.main_by_{name}"
        lists = ("COMMON", "CHI_V3") if table == "t3" else ("COMMON",)
        told = [
            figure_of(statistic, framework=framework, main_code=main, **named)
            for framework, main in mains
            if framework in lists
        ]
        yield figure_of(statistic, **named), told
        for act in ("violence", "sexual_violence", "ocsea_narrow", "ocsea_wide") if table == "t3" else ():
            reason = "violence" if act == "violence" else SEXUAL
            rate = f"t3.{act}_by_{name}"
            yield (
                figure_of(rate, **named),
                [figure_of(rate, reason_code=reason, **named)] if act in contact.acts else [],
            )


def all_pairs() -> list[Pair]:
    """Every label that the vocabulary allows."""
    return sorted({(one.reason_code, one.setting_code) for one in load_crosswalks()["CHI_V3"].rows})


def codes_of(name: str) -> list[str]:
    return list(load_codes().list_of(name).codes)
