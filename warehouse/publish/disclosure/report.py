"""What disclosure control did, in counts: for everybody, and for those who run the harmonisation.

Belongs here: the report and its two forms. Does not belong here: control itself (`fill`), or where the files lie
(`warehouse.publish.public`). The public form names no figure and no member: what is hidden must not be pointed at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

RULES = {
    "small": "fewer than 10 contacts",
    "members": "fewer than 3 members",
    "dominance": "two members could work out a third's part",
    "group": "a small group of which nearly all are in one category",
    "panels": "differs from another figure by one or two members, or by what one has nearly all of",
    "releases": "differs so from what an earlier release showed, and is hidden or left as it was",
    "complementary": "a region that would give away another",
    "beside": "what stands beside OCSEA would follow from the same of other contacts",
    "attack": "found by the attack",
    "withheld": "a whole statistic of a year that the attack still broke",
}


@dataclass
class DisclosureReport:
    """Counts of one release candidate's disclosure control, and what the attack on it found.

    `hidden`: figures by (statistic, rule). `carried`: (network, year, release it was taken from). `notes`: sentences
    about earlier releases that could not be read. `n_given_away`: hidden counts that an earlier release gives away by
    itself; `n_taken_over`: figures left as an earlier release showed them. `broken`: places that the attack narrowed
    too far at first, internal.
    """

    n_figures: int = 0
    n_published: int = 0
    hidden: Counter[tuple[str, str]] = field(default_factory=Counter)
    n_attacked: int = 0
    n_broken_before: int = 0
    n_exact_before: int = 0
    n_exact: int = 0
    narrowest: float | None = None
    n_rounds: int = 0
    n_broken: int = 0
    n_given_away: int = 0
    n_taken_over: int = 0
    withheld: list[tuple[str, int, str]] = field(default_factory=list)
    carried: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: list[dict[str, Any]] = field(default_factory=list)

    def as_public(self) -> dict[str, Any]:
        """Counts by rule and by statistic; no figure is named."""
        by_rule = Counter[str]()
        by_statistic = Counter[str]()
        for (statistic, rule), n_figures in sorted(self.hidden.items()):
            by_rule[rule] += n_figures
            by_statistic[statistic] += n_figures
        return {
            "n_figures": self.n_figures,
            "n_published": self.n_published,
            "n_suppressed_by_rule": {rule: by_rule[rule] for rule in RULES if by_rule[rule]},
            "n_suppressed_by_statistic": dict(by_statistic),
            "attack": {
                "n_attacked": self.n_attacked,
                "n_exact": self.n_exact,
                "n_too_narrow": self.n_broken,
                "fewest_possible_counts_at_least": self.fewest_possible,
                "n_rounds": self.n_rounds,
            },
            "n_taken_over": self.n_taken_over,
            "withheld": [
                {"network_code": network, "year": year, "statistic_code": statistic}
                for network, year, statistic in self.withheld
            ],
            "carried": [
                {"network_code": network, "year": year, "release": release} for network, year, release in self.carried
            ],
            "notes": self.notes,
        }

    def as_internal(self) -> dict[str, Any]:
        """The public form, and what the attack narrowed too far before it was hidden. Not to be passed on."""
        return {
            **self.as_public(),
            # of these the release that gives them away should be withdrawn: hiding more here would not hide them
            "n_given_away_by_earlier_release": self.n_given_away,
            "before_control": {"n_exact": self.n_exact_before, "n_too_narrow": self.n_broken_before},
            "n_suppressed": [
                {"statistic_code": statistic, "rule": rule, "n_figures": n_figures}
                for (statistic, rule), n_figures in sorted(self.hidden.items())
            ],
            "broken_before": self.broken,
        }

    @property
    def fewest_possible(self) -> int | None:
        """How many counts are possible for every hidden figure at least; None where none was attacked."""
        return None if self.narrowest is None else int(self.narrowest) + 1

    def as_markdown(self, warning: str) -> str:
        """The public form for people. `warning` stands on top where the data are invented."""
        public = self.as_public()
        attack = public["attack"]
        lines = [
            "# Disclosure report",
            "",
            *([f"**{warning}**", ""] if warning else []),
            f"{self.n_published:,} of {self.n_figures:,} figures are shown. Counts are rounded to 5, forms of online",
            "sexual exploitation to 10; a figure rests on at least 10 contacts and 3 members.",
            "",
            "| why a figure is not shown | figures |",
            "|---|---:|",
            *(f"| {RULES[rule]} | {n_figures:,} |" for rule, n_figures in public["n_suppressed_by_rule"].items()),
            "",
            "## Proof by attack",
            "",
            "A linear programme over the tables, with what earlier releases showed, tried to find what is not shown.",
            "",
            f"- Figures of contacts attacked: {attack['n_attacked']:,}.",
            f"- Recovered exactly: {attack['n_exact']:,}.",
            f"- Narrowed to fewer than 10 possible counts: {attack['n_too_narrow']:,}.",
            f"- {self._narrowest_said()}",
        ]
        if self.withheld:
            lines += ["", "## Withheld", "", "What the attack still broke is not published at all:", ""]
            lines += [f"- {statistic}, {network} {year}" for network, year, statistic in self.withheld]
        if self.n_taken_over:
            lines += ["", "## Figures left as they were", ""]
            lines += [
                f"{self.n_taken_over:,} figures are those of the release before: the difference would be what one",
                "or two members have counted since.",
            ]
        if self.carried:
            lines += ["", "## Taken over from an earlier release", ""]
            lines += ["One or two members more or less would show what is theirs:", ""]
            lines += [f"- {network} {year}, as in {release}" for network, year, release in self.carried]
        if self.notes:
            lines += ["", "## Not compared", "", *(f"- {note}" for note in self.notes)]
        return "\n".join(lines) + "\n"

    def _narrowest_said(self) -> str:
        if self.fewest_possible is not None:
            return f"Of each figure of contacts that is not shown at least {self.fewest_possible} counts are possible."
        if self.hidden:
            return "No figure was attacked: nothing that is newly shown stands beside one that is not."
        return "Nothing was hidden."
