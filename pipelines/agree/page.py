"""What agreement on the scenarios comes to, in sentences and tables.

Belongs here: the words of the terminal and the page. Does not belong here: measuring, or the table that may leave the
house (`pipelines.agree.table`). Helplines and pairs of them are never ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipelines.agree.agreement import FEWEST, Agreement
from pipelines.agree.alpha import N_RESAMPLES, SEED, Estimate
from pipelines.agree.depth import NAMES, Depth, combine_settings, spell_pair
from pipelines.agree.figures import GroupFigures, ListCeiling, Votes
from pipelines.report.amount import plural
from pipelines.report.page import Cell, Page, Section, Table, make_table, share_cell
from schemas.vocabulary.scenario import Pair

DEPTHS = (
    "Depths: main category; reason (a code of the second level, so that all sexual violence is one, as on CHI's lists) "
    "and reason x setting; form (the code as recorded: grooming, extortion ...) and form x setting, which lists "
    "without forms cannot reach. Online and offline of one reason in one answer are counted as both."
)
RESTRICTED = (
    "Restricted: it shows answers and lists of helplines. What may leave the house is the table that --csv writes."
)
MOST_CONFUSIONS = 20
FEW_SCENARIOS = 10
"""Below this, percentiles of resamples cover far less than they say."""
_KINDS = {
    "by_list": "online is told by labels of the list",
    "per_reason": "a setting beside each reason",
    "per_contact": "one setting for the contact",
    "remit": "online by the service's remit",
    "none": "online is not told",
}


def tell_agreement(agreement: Agreement, most: int | None = MOST_CONFUSIONS) -> Page:
    """The whole report. `most`: rows of a table of confusions; None for all, and the scenarios themselves."""
    sections = [
        _votes(agreement.votes),
        _ocsea(agreement.whole),
        _hits(agreement.whole),
        *_ceilings(agreement),
        _alphas(agreement.whole),
        *_kinds(agreement.groups),
        _confusions(agreement, most),
        _settings(agreement),
        *_own(agreement),
        *([_scenarios(agreement.votes)] if most is None else []),
    ]
    return Page("Agreement on categorising", tuple(_opening(agreement)), tuple(sections), RESTRICTED)


def _opening(agreement: Agreement) -> Iterator[str]:
    group, scenarios = agreement.whole.group, agreement.scenarios
    helplines = f" of {plural(group.n_helplines, 'helpline')}" if group.n_helplines else ""
    yield (
        f"{plural(len(group.answers), 'answer')} by {plural(group.n_raters, 'rater')}{helplines} "
        f"to {group.n_scenarios} of {plural(len(scenarios.entries), 'scenario')} "
        f"(set {scenarios.name}, version {scenarios.version}); "
        f"{plural(agreement.answers.n_blank, 'row')} left open, which are missing, not wrong."
    )
    if scenarios.status == "proposed":
        yield "The key is proposed by this project, not agreed by the network yet: hit rates are against the proposal."
    yield (
        f"In brackets: 95% intervals, percentiles of {N_RESAMPLES:,} resamples of the scenarios (seed {SEED}). They "
        "say how far other scenarios of this kind would move a figure; raters are those that answered, not a sample."
    )
    if group.n_scenarios < FEW_SCENARIOS:
        yield f"Over fewer than {FEW_SCENARIOS} scenarios intervals are too narrow to rest anything on."
    yield DEPTHS
    if group.n_raters < FEWEST:
        yield f"Fewer than {FEWEST} raters: these figures are about persons. They are for those who answered."


def _votes(votes: Sequence[Votes]) -> Section:
    sentence = (
        "How many raters gave which reason and setting, beside the key, and how many of the answers are the key, by "
        "reason x setting and by form x setting. A setting that does not apply is left out."
    )
    rows = [
        (
            f"{one.scenario.id} {one.scenario.title}",
            "; ".join(_spell(pair) for pair in sorted(combine_settings(one.scenario.key))),
            str(one.n_answers),
            str(one.n_exact[Depth.REASON_SETTING]),
            str(one.n_exact[Depth.FORM_SETTING]),
            "; ".join(
                [*(f"{_spell(pair)} ({n})" for pair, n in one.n_votes), *([f"none ({one.n_none})"] * bool(one.n_none))]
            ),
        )
        for one in votes
    ]
    columns = ("scenario", "key", "answers", "key by reason", "key by form", "votes")
    return Section("Votes by scenario", 2, (sentence,), make_table(columns, rows, columns[2:5]))


def _spell(pair: Pair) -> str:
    reason, setting = pair
    return reason if setting == "not_applicable" else spell_pair(pair)


def _ocsea(figures: GroupFigures) -> Section:
    """First of the figures, since raters can agree with each other and all be wrong."""
    sentence = (
        "OCSEA is sexual violence that is online or both (wide). Of answers to scenarios that are OCSEA by the key, "
        "those that say so; of answers to the others, those that say so all the same."
    )
    rows = [
        ("found where it is", *_share(figures.ocsea_found)),
        ("said where it is not", *_share(figures.ocsea_false)),
    ]
    return Section("OCSEA found", 2, (sentence,), _estimates("OCSEA", "share", rows))


def _hits(figures: GroupFigures) -> Section:
    sentence = "Share of answers that are the key (exact), or share at least one part of it (overlap), at each depth."
    rows = [(f"exact, {NAMES[depth]}", *_share(one)) for depth, one in figures.exact.items()]
    rows += [(f"overlap, {NAMES[depth]}", *_share(one)) for depth, one in figures.overlap.items()]
    return Section("Hit rates by the key", 2, (sentence,), _estimates("hit", "share", rows))


def _ceilings(agreement: Agreement) -> Iterator[Section]:
    sentence = (
        f"How many of the {len(agreement.scenarios.entries)} scenarios the best possible answer could hit (exact) with "
        "this list, its settings and its cap: a limit of the system, not of judgement. A list that does not tell "
        "online can never hit the setting of what happened online."
    )
    ceilings = (*agreement.frameworks, *agreement.lists)
    yield Section("Ceiling of each list", 2, (sentence,), _ceiling_table(ceilings))


def _ceiling_table(ceilings: Sequence[ListCeiling]) -> Table:
    rows: list[tuple[str | Cell, ...]] = [
        (
            one.choices.name,
            _KINDS.get(one.choices.capability, one.choices.capability),
            str(one.choices.cap or "-"),
            *(share_cell(one.n_exact[depth], one.n_scenarios) for depth in Depth),
            f"{one.n_can_say_ocsea} of {one.n_ocsea}",
        )
        for one in ceilings
    ]
    columns = ("list", "settings", "cap", *NAMES.values(), "OCSEA can be said")
    return make_table(columns, rows, columns[2:])


def _alphas(figures: GroupFigures) -> Section:
    sentences = [
        "Krippendorff's alpha with the MASI distance between sets: 1 is agreement, 0 what chance would give. Scenarios "
        "with fewer than two answers drop out. Alpha sets raters beside each other, whether or not they hit the key.",
    ]
    rows = [(NAMES[depth], *_alpha(one)) for depth, one in figures.alpha.items()]
    if figures.group.n_helplines_with_two >= FEWEST:
        sentences.append("Within: between raters of one helpline. Between: of two. Chance is the same for both.")
        for name, estimates in (("within helplines", figures.alpha_within), ("between", figures.alpha_between)):
            rows += [(f"{NAMES[depth]}, {name}", *_alpha(one)) for depth, one in estimates.items()]
    missing: dict[str, list[str]] = {}
    for depth, one in figures.alpha.items():
        if one.why_not:
            missing.setdefault(one.why_not, []).append(NAMES[depth])
    sentences += [f"Alpha is not defined ({', '.join(names)}): {why}." for why, names in missing.items()]
    if any(one.value == 1 for one in figures.alpha.values()):
        sentences.append("Alpha is 1 where all raters gave the same answer to every scenario, right or wrong.")
    return Section("Agreement among raters", 2, tuple(sentences), _estimates("depth", "alpha", rows))


def _kinds(groups: Sequence[GroupFigures]) -> Iterator[Section]:
    """Lists that tell more beside lists that tell less; a group of one or two raters shows nothing."""
    if not groups:
        return
    sentence = f"By what the list can tell. Groups of fewer than {FEWEST} raters have no figures."
    rows: list[tuple[str | Cell, ...]] = []
    for one in groups:
        kind = one.group.name.removeprefix("lists: ")
        numbers = (str(one.group.n_raters), str(one.group.n_helplines or "-"))
        if one.group.n_raters < FEWEST:
            rows.append((_KINDS.get(kind, kind), *numbers, "-", "-", "-", "-"))
            continue
        at = Depth.REASON_SETTING
        cells = (_share(one.ocsea_found), _share(one.ocsea_false), _share(one.exact[at]), _alpha(one.alpha[at]))
        rows.append(
            (_KINDS.get(kind, kind), *numbers, *(f"{value} {interval}".strip() for value, interval, *_ in cells))
        )
    columns = ("list", "raters", "helplines", "OCSEA found", "said where not", "exact, reason x setting", "alpha, same")
    yield Section("Kinds of lists", 2, (sentence,), make_table(columns, rows, columns[1:3]))


def _confusions(agreement: Agreement, most: int | None) -> Section:
    sentence = (
        "What the key has and the answer lacks, beside what the answer has in its place; each pair once an answer. "
        "Nothing: a part was left out and nothing put there, or something was added to a key that is whole."
    )
    counted = sorted(agreement.confusions.items(), key=lambda item: (-item[1], item[0]))
    rows = [(was or "(nothing)", put or "(nothing)", str(n)) for (was, put), n in counted]
    columns = ("key", "answered", "answers")
    sentences = (sentence,) if rows else (sentence, "Nothing was confused.")
    return Section("Reasons confused", 2, sentences, make_table(columns, rows, columns[2:], most))


def _settings(agreement: Agreement) -> Section:
    sentence = (
        "Setting of the key beside the setting answered, for reasons that both have and that can happen online or "
        "offline; right ones stand in it too."
    )
    base = {was: sum(n for (key, _), n in agreement.settings.items() if key == was) for was, _ in agreement.settings}
    counted = sorted(agreement.settings.items(), key=lambda item: (item[0][0], -item[1], item[0]))
    rows = [(was, said, share_cell(n, base[was])) for (was, said), n in counted]
    columns = ("key", "answered", "reasons")
    return Section("Settings confused", 2, (sentence,), make_table(columns, rows, columns[2:]))


def _scenarios(votes: Sequence[Votes]) -> Section:
    """For those who go through the answers together."""
    sentence = "What was read, and what decides it. Where the network decides otherwise, the key has to change."
    rows = [(one.scenario.id, one.scenario.text, one.scenario.because) for one in votes]
    return Section("The scenarios", 2, (sentence,), make_table(("scenario", "text", "what decides"), rows))


def _own(agreement: Agreement) -> Iterator[Section]:
    """The chapter of the one helpline that the page is for."""
    own = agreement.own
    if own is None:
        return
    title = f"For {own.group.name} only"
    if own.group.n_raters < FEWEST:
        why = f"{plural(own.group.n_raters, 'rater')}: a figure of fewer than {FEWEST} would be about persons."
        yield Section(title, 2, (why,))
    else:
        sentence = (
            f"{plural(own.group.n_raters, 'rater')}, {plural(len(own.group.answers), 'answer')}. Restricted to this "
            "helpline; its list's ceiling stands below, so that system and judgement are apart."
        )
        rows = [("OCSEA found", *_share(own.ocsea_found)), ("OCSEA said where it is not", *_share(own.ocsea_false))]
        rows += [(f"exact, {NAMES[depth]}", *_share(one)) for depth, one in own.exact.items()]
        rows += [(f"alpha, {NAMES[depth]}", *_alpha(one)) for depth, one in own.alpha.items()]
        yield Section(title, 2, (sentence,), _estimates("figure", "value", rows))
    if agreement.own_lists:
        yield Section(f"Lists of {own.group.name}", 2, (), _ceiling_table(agreement.own_lists))


Estimated = tuple[str, str, str, str]


def _estimates(what: str, value: str, rows: Sequence[tuple[str, ...]]) -> Table:
    columns = (what, value, "95% interval", "answers", "scenarios")
    return make_table(columns, rows, columns[1:])


def _share(one: Estimate) -> Estimated:
    return _estimated(one, lambda value: f"{100 * value:.1f}%")


def _alpha(one: Estimate) -> Estimated:
    return _estimated(one, lambda value: f"{value:.3f}")


def _estimated(one: Estimate, spell: Callable[[float], str]) -> Estimated:
    if one.value is None:
        return "not defined", "", str(one.n_answers), str(one.n_scenarios)
    interval = "-" if one.low is None or one.high is None else f"[{spell(one.low)}, {spell(one.high)}]"
    return spell(one.value), interval, str(one.n_answers), str(one.n_scenarios)
