"""The page `docs/evaluation-skew.md`: every bar with its numbers, then what lies behind them.

Belongs here: tables over the outcomes of many networks. Does not belong here: what is asked for (`bars`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

from tests.skew.bars import BARS, FROM_60, FROM_90, LEAST_CONTACTS, Bar, Share, is_found
from tests.skew.errors import error_rows
from tests.skew.measure import DETECTORS, Outcome, without
from tests.skew.network import ALIKE, HARD, SEVERITIES, Kind

MIXED = 0.20
ACCUSED = ("one_reason_only", "setting_not_told", "skewed_and_incomplete")
SIZES = ((0, 100), (100, 200), (200, 500), (500, 2000), (2000, 10**9))
FALSE = (0.002, 0.02)
SHOWN = 6
EXPECTED = ((0, 25), (25, 75), (75, 100), (100, 300), (300, 10**9))
HEAD = """\
# How well the findings on skew tell planted from honest

`make evaluate-skew` writes this page. It simulates networks of two families (G1: the reasons of a contact are independent;
G2: classes that nobody sees decide reasons, number and setting together), plants habits of known kind and severity, gives
the contracts' tables to [`assess_network`](assess.md), and counts. Nothing in the simulation knows a limit of a finding. Of
the limits `beyond_p` was chosen on 68 networks of these families with other seeds, `fail_q`, `many` and
the `under` of `no_setting` on 120 more and on 40 of a third family, those of `no_ocsea` on 31 (71000 to 72003), 16 of which
have helplines that differ little or much, `score`, `least_excess` and
`specialty_p` of `lone_category` on 64 of two families more, the rest on none; that two practices are told from one wide
spread came of the same 40 and 48 of the others, and has no limit to choose. How many have to follow the first came of
one network (seed 20012) and 1,260 drawn sets of shares. `fail_p_apart` and `least_expected_apart` of `no_setting` were
chosen on 80 networks of these families without habits (seeds 33000 to 33039), of which sources were made offline, and
looked at again on 108 (30000 to 30023, 31000 to 31029) and 60 (20000 to 20029). `fail_p_both`, `surely_above_beside` and
`score_of_unknown` of `no_setting` and `fail_p_elsewhere` of `no_ocsea` were chosen on 40 networks of these families without
habits (50000 to 50019), of which sources were skewed, after every miss on 60 (40000 to 40029) had been looked at one by one;
looked at again on 50 of five families that are not here (53000 to 53004): sources that differ little, or much; whose online
sexual violence has nothing to do with what else is online; that are alike by region; and, for what is left unknown alone,
that leave many settings unknown. What a source's own numbers surely show (`fail_p_surely`, `surely_under`, `under_surely`,
`fail_p_both_surely`, `surely_under_apart`) was chosen on 28 networks of these families
without habits (90000 to 90013), where each kind in turn was given to 15 of 100 able sources, so that many of one kind
stand beside each other; on 60 as on this page (90000 to 90029); and on 18 (90200 to 90202) whose sources differ little, or
much, or to the low side as a gamma distribution does. The present `fail_p_apart` was chosen on 120 as on this page (97000
to 97029, of which this page was first made: 19 of 21 all offline and 5 of 6 collapsed were found at .01, and 99000 to
99029). On the networks of this page nothing was chosen. The families are in `tests/skew/`.

A source-year counts as found where a finding of its own kind fails (`lone_category` never fails: there a warning counts).
Numbers: share (k of n; 90% interval).
"""


def page(outcomes: Sequence[Outcome]) -> str:
    """The whole page."""
    families = {name: [one for one in outcomes if one.family == name] for name in ("g1", "g2")}
    networks = {name: len({one.network for one in own}) for name, own in families.items()}
    seeds = sorted({int(one.network.rpartition("-")[2]) for one in outcomes})
    said = (
        f"This run: {networks['g1']} networks of G1 and {networks['g2']} of G2, {len(outcomes):,} source-years, "
        f"{sum(one.truth.n for one in outcomes):,} contacts; {sum(not one.is_clean for one in outcomes):,} source-years "
        f"with a planted habit. Seeds {seeds[0]} to {seeds[-1]}.\n"
    )
    parts = [
        HEAD,
        said,
        "## Bars\n",
        _table(("what", "asked", "G1", "G2", "both", "met"), _bar_rows(outcomes)),
        "\n## False positives, precision\n",
        _table(("what", "asked", "G1", "G2", "both", "met"), _false_rows(outcomes)),
        "\n## Verdicts\n",
        _table(("what", "prototype", "G1", "G2", "both"), _verdict_rows(outcomes)),
        "\n## Where 40 of 100 able sources are skewed alike\n",
        "Source-years of one network are found or missed together: `networks` says how many the second share is of.\n\n",
        _table(
            ("kind", "alone or few", "40 of 100 alike", "networks", "falls by", "allowed", "met"), _alike_rows(outcomes)
        ),
        "\n## How much could be seen\n",
        "By who knows each reason's level, how far honest sources differ and what is planted (the likelihood ratio of what"
        " is counted for the kind, which no test of it beats), at so many false ones of honest source-years; beside it what"
        " was found, without knowing any of it. Source-years of the bars; dumps are not written down so.\n\n",
        _table(("what", "found", *(f"knowing, {share:.1%} false" for share in FALSE)), _knowing_rows(outcomes)),
        "\n## Error of the network's shares\n",
        "Mean error in points over networks, against the unskewed record of the sources that are counted; in brackets"
        " against that of all able sources.\n\n",
        _table(("share", "networks", "flagged counted", "flagged left out", "falls by", "met"), error_rows(outcomes)),
        "\n## Ablation\n",
        "Recall over all planted source-years of the bars (n >= 200, conditions of the bars), false positives over all"
        " clean ones.\n\n",
        _table(
            ("without", "recall", "false positives", "recall lost", "false positives saved"), _ablation_rows(outcomes)
        ),
        "\n## By kind, severity and number of contacts\n",
        _table(("kind", "severity", *(_class_name("n", size) for size in SIZES)), _size_rows(outcomes)),
        "\n## By kind, severity and E\n",
        _table(("kind", "severity", *(_class_name("E", size) for size in EXPECTED)), _expected_rows(outcomes)),
        "\n## False positives by finding and by what the source is\n",
        _table(("source is", *DETECTORS, "any"), _role_rows(outcomes)),
        "\n## Where to look\n",
        f"Source-years that bars ask for and that were missed, and honest ones that were flagged; {SHOWN} a row at most.\n\n",
        _table(("what", "source-years: network, source, year, contacts"), _where_to_look(outcomes)),
    ]
    return "".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(str(cell) for cell in row)} |\n" for row in rows]
    return f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n" + "".join(lines)


def _three(outcomes: Sequence[Outcome], measure: Callable[[Sequence[Outcome]], Share]) -> tuple[Share, Share, Share]:
    first, second = ([one for one in outcomes if one.family == name] for name in ("g1", "g2"))
    return measure(first), measure(second), measure(outcomes)


def _met(is_met: bool, share: Share) -> str:
    return "-" if not share.n else "yes" if is_met else "**no**"


def _bar_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    few = [one for one in outcomes if not one.is_alike]
    for bar in BARS:
        shares = _three(few, bar.share)
        yield bar.label, f">= {bar.least}", *shares, _met(shares[-1].value >= bar.least, shares[-1])


def _false_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    clean = [one for one in outcomes if one.is_clean]
    bases: tuple[tuple[str, float, Callable[[Outcome], bool]], ...] = (
        ("false positives, all", 0.02, lambda one: True),
        ("false positives, n < 100", 0.01, lambda one: one.truth.n < 100),
        ("false positives, hard negatives", 0.02, lambda one: one.role in HARD),
        ("false positives, specialists", 0.05, lambda one: one.role == "specialist"),
    )
    for label, most, holds in bases:
        shares = _three([one for one in clean if holds(one)], lambda own: Share.of(bool(one.flags) for one in own))
        yield label, f"<= {most}", *shares, _met(shares[-1].value <= most, shares[-1])
    at_20 = [one for one in outcomes if one.prevalence == MIXED and one.flags]
    shares = _three(at_20, lambda own: Share.of(not one.is_clean for one in own))
    yield "precision at 20% prevalence", ">= 0.9", *shares, _met(shares[-1].value >= 0.9, shares[-1])


def _verdict_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    large = [one for one in outcomes if one.truth.n >= LEAST_CONTACTS]
    clean = [one for one in large if one.is_clean and one.is_able]
    yield (
        "clean, able: `complete`",
        ".94",
        *_three(clean, lambda own: Share.of(one.verdict == "complete" for one in own)),
    )
    yield (
        "clean, able: wrongly accused",
        "1 of 1,148",
        *_three(clean, lambda own: Share.of(one.verdict in ACCUSED for one in own)),
    )
    few = [one for one in large if not one.is_alike]
    accused = (
        ("blank setting >= 30%: accused", "26 of 27", next(bar for bar in BARS if bar.kind == "blank")),
        ("all offline >= 90%, online >= 15: accused", "7 of 9", next(bar for bar in BARS if bar.kind == "offline")),
        ("mid-year loss >= 60%: accused", "19 of 21", Bar("", "mid_blank", FROM_60, 0)),
        ("forced single >= 90%: accused", "", Bar("", "single", FROM_90, 0)),
    )
    for label, before, bar in accused:
        own = [one for one in few if bar.concerns(one)]
        yield label, before, *_three(own, lambda those: Share.of(one.verdict in ACCUSED for one in those))


def _alike_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    for kind, severity in ALIKE:
        bar = next(bar for bar in BARS if bar.kind == kind and severity in bar.severities)
        own = [one for one in outcomes if bar.concerns(one) and one.habit and one.habit.severity == severity]
        few = Share.of(is_found(one) for one in own if not one.is_alike)
        many = Share.of(is_found(one) for one in own if one.is_alike)
        networks = len({one.network for one in own if one.is_alike})
        allowed = 0.15 if (kind, severity) == ("dump", 0.6) else 0.10
        if few.n and many.n:
            fall = few.value - many.value
            yield f"{kind} {severity:.0%}", few, many, networks, f"{fall:.2f}", allowed, _met(fall <= allowed, many)
        else:
            yield f"{kind} {severity:.0%}", few, many, networks, "-", allowed, "-"


def _knowing_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    groups = {
        "": [one for one in outcomes if not one.is_alike],
        ", 40 of 100 alike": [one for one in outcomes if one.is_alike],
    }
    for bar, (how, those) in product(BARS, groups.items()):
        own = [one for one in those if bar.concerns(one) and one.chance_if_honest is not None]
        if own:
            known = [Share.of((one.chance_if_honest or 0) <= share for one in own) for share in FALSE]
            yield bar.label + how, Share.of(map(is_found, own)), *known


def _ablation_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    planted = [one for one in outcomes if any(bar.concerns(one) for bar in BARS)]
    clean = [one for one in outcomes if one.is_clean]
    recall, false = Share.of(map(is_found, planted)), Share.of(bool(one.flags) for one in clean)
    yield "nothing", recall, false, "", ""
    for detector in DETECTORS:
        left = Share.of(is_found(without(one, detector)) for one in planted)
        wrong = Share.of(bool(without(one, detector).flags) for one in clean)
        lost, saved = recall.value - left.value, false.value - wrong.value
        yield f"`{detector}`", left, wrong, f"{lost:.3f}", f"{saved:.4f}"


def _class_name(letter: str, size: tuple[int, int]) -> str:
    low, high = size
    return f"{letter} < {high}" if low == 0 else f"{letter} >= {low}" if high == 10**9 else f"{low} - {high - 1}"


def _rows_by(
    outcomes: Sequence[Outcome], kinds: Iterable[Kind], sizes: Sequence[tuple[int, int]], of: Callable[[Outcome], float]
) -> Iterator[Sequence[object]]:
    for kind in kinds:
        for severity in sorted(set(SEVERITIES[kind])):
            own = [one for one in outcomes if one.habit and (one.habit.kind, one.habit.severity) == (kind, severity)]
            cells = [Share.of(is_found(one) for one in own if low <= of(one) < high) for low, high in sizes]
            yield kind, f"{severity:.0%}", *cells


def _size_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    return _rows_by([one for one in outcomes if not one.is_alike], SEVERITIES, SIZES, lambda one: one.truth.n)


def _expected_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    few = [one for one in outcomes if not one.is_alike]
    kinds: tuple[Kind, ...] = ("single", "dump", "mid_dump", "mid_single")
    return _rows_by(few, kinds, EXPECTED, lambda one: one.expected_two)


def _role_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    clean = [one for one in outcomes if one.is_clean]
    for role in ("ordinary", *HARD, "goes_elsewhere"):
        own = [one for one in clean if one.role == role]
        each = [Share.of(detector in one.flags for one in own) for detector in DETECTORS]
        cells = [f"{share.k}" for share in each]
        yield role, *cells, Share.of(bool(one.flags) for one in own)


def _where_to_look(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    for bar in BARS:
        missed = [one for one in outcomes if bar.concerns(one) and not is_found(one)]
        if missed:
            yield f"missed: {bar.label}", _named(missed)
    for detector in DETECTORS:
        for role in ("ordinary", *HARD, "goes_elsewhere"):
            wrong = [one for one in outcomes if one.is_clean and one.role == role and detector in one.flags]
            if wrong:
                yield f"wrongly `{detector}`: {role}", _named(wrong)


def _named(outcomes: Sequence[Outcome]) -> str:
    shown = [f"{one.network} {one.source_id} {one.year} {one.truth.n}" for one in outcomes[:SHOWN]]
    return "; ".join([*shown, *([f"and {len(outcomes) - SHOWN} more"] if len(outcomes) > SHOWN else [])])
