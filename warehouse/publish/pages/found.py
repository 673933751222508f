"""The findings on a page: what asks for an answer, and what else was looked at.

Belongs here: bringing findings that say the same of several years together, and writing their numbers. Does not belong
here: judging, or the words of a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.finding import Finding, finding_kinds
from schemas.text.years import spell_years
from warehouse.publish.pages.language import Language, Told
from warehouse.publish.pages.tables import Row, SourceTables

ASKING = ("fail", "warn")
BESIDE = ("open", "declared", "pass")
MOST_ALIKE = 12
"""Of sentences that are said of file after file, how many a page shows."""


@dataclass(frozen=True)
class Line:
    """A sentence with its state, the years of which it is said, and the numbers behind it."""

    years: str
    told: Told
    numbers: str
    state_code: str


@dataclass(frozen=True)
class Reply:
    """What the helpline answered."""

    text: str
    day: str
    is_explained: bool


@dataclass(frozen=True)
class Found:
    """Everything that is said on one matter, under one heading; `state_code` is that of its first line.

    `questions`: those that no reply speaks to. `answered`: those whose reply does not explain the finding.
    `is_explained`: replies explain all of it.
    """

    topic: str
    state_code: str
    lines: Sequence[Line]
    questions: Sequence[Told]
    replies: Sequence[Reply]
    is_explained: bool
    answered: Sequence[Told] = ()
    n_more: int = 0

    @property
    def waiting(self) -> frozenset[str]:
        """The words of the questions that no reply speaks to."""
        return frozenset(told.question for told in self.questions)


def asking(one: SourceTables, language: Language) -> list[Found]:
    """What somebody has to look at, what fails first."""
    return list(_found(one, ASKING, language))


def beside(one: SourceTables, language: Language) -> list[tuple[str, list[Found]]]:
    """What is open, declared or as it should be: by state."""
    groups = [(state, list(_found(one, (state,), language))) for state in BESIDE]
    return [(state, found) for state, found in groups if found]


def _found(one: SourceTables, states: Sequence[str], language: Language) -> Iterator[Found]:
    """By heading: what is said of one matter in several states, or by several findings, stands under it once."""
    titles = _titles(one, language)
    wanted = [finding for finding in one.findings if finding.state_code in states]
    groups: dict[str, list[Finding]] = {}
    for finding in sorted(wanted, key=lambda each: (states.index(each.state_code), *_order(each))):
        groups.setdefault(titles[finding.finding_code, finding.cause_code], []).append(finding)
    for title, findings in groups.items():
        alike: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            alike.setdefault((finding.state_code, finding.finding_code), []).append(finding)
        by_kind = [list(_lines(same, language)) for same in alike.values()]
        asked = [finding for finding in reversed(findings) if not finding.is_explained and finding.question]
        questions = _asked((finding for finding in asked if one.reply_to(finding) is None), language)
        answered = _asked((finding for finding in asked if one.reply_to(finding) is not None), language)
        replies = {id(reply): reply for finding in findings if (reply := one.reply_to(finding))}
        yield Found(
            topic=title,
            state_code=findings[0].state_code,
            lines=[line for lines in by_kind for line in lines[:MOST_ALIKE]],
            questions=list(questions.values()),
            replies=[_reply(reply, language) for reply in replies.values()],
            is_explained=all(finding.is_explained for finding in findings),
            answered=[told for question, told in answered.items() if question not in questions],
            n_more=sum(max(0, len(lines) - MOST_ALIKE) for lines in by_kind),
        )


def _asked(findings: Iterable[Finding], language: Language) -> dict[str, Told]:
    """Their questions, each once."""
    return {(told := language.tell(finding)).question: told for finding in findings}


def _titles(one: SourceTables, language: Language) -> dict[tuple[str, str], str]:
    """The heading of each finding code and cause; system and habit stand apart where both are looked at."""
    causes: dict[str, set[str]] = {}
    for finding in one.findings:
        causes.setdefault(finding.finding_code, set()).add(finding.cause_code)
    titles = {}
    for code, own in causes.items():
        for cause in own:
            topic = language.topic(code)
            is_one_of_two = cause and {"system", "habit"} <= own
            titles[code, cause] = language.phrase(f"topic_{cause}", {"topic": topic}) if is_one_of_two else topic
    return titles


def _order(finding: Finding) -> tuple[str, str, int, str, str]:
    year = -(finding.contact_year or 0)
    return finding.finding_code, finding.cause_code, year, finding.file_name or "", finding.sentence


def _lines(findings: Sequence[Finding], language: Language) -> Iterator[Line]:
    """A line for each thing said; what is said of several years in the same words stands once."""
    by_sentence: dict[str, list[Finding]] = {}
    for finding in findings:
        by_sentence.setdefault(finding.sentence, []).append(finding)
    for same in by_sentence.values():
        years = write_years(one.contact_year for one in same if one.contact_year is not None)
        told = language.tell(same[0])
        kind = finding_kinds().get(same[0].finding_code)
        says_year = kind is not None and "contact_year" in kind.placeholders(same[0].form_code)
        numbers = write_numbers(same[0], language) if len(same) == 1 else ""
        yield Line("" if says_year else years, told, numbers, same[0].state_code)


def _reply(reply: Row, language: Language) -> Reply:
    return Reply(str(reply["reply"]), language.day(reply["replied_on"]), bool(reply["is_explained"]))


def write_years(years: Iterable[int]) -> str:
    """`2021-2023, 2025`."""
    return spell_years(years, "–")


def write_numbers(finding: Finding, language: Language) -> str:
    """`2 of 91 (2%), 90% interval 1% to 6%, expected 16% to 62%, limit 8%`: what the sentence does not say already.

    Empty where nothing was counted, or a system is declared.
    """
    if finding.numerator is None or not finding.denominator or finding.value is None or finding.cause_code == "system":
        return ""
    parts = []
    if f"{finding.numerator} of {finding.denominator}" not in finding.sentence:
        share = language.share(finding.value)
        parts.append(language.phrase("of", {"numerator": finding.numerator, "n": finding.denominator, "share": share}))
    for name, low, high in (
        ("interval", finding.interval_low, finding.interval_high),
        ("expected", finding.expected_low, finding.expected_high),
    ):
        if low is not None and high is not None:
            parts.append(language.phrase(name, {"low": language.share(low), "high": language.share(high)}))
    if finding.threshold is not None:
        parts.append(language.phrase("limit", {"limit": language.share(finding.threshold)}))
    return ", ".join(parts)
