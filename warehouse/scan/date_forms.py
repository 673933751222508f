"""In which forms a column writes dates.

Belongs here: telling forms apart, and day-first from month-first by the numbers. Does not belong here: reading dates
(`warehouse.stage.query` does, in the declared form only). Where the numbers do not tell, both forms are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.scan.profile import DateForm

CLOCK_PARTS = r"\d{1,2}:\d\d(?P<seconds>:\d\d)?(?P<fraction>[.,]\d+)? ?(?P<half>[AaPp]\.?[Mm]\.?)?"
TIME = rf"(?P<time>(?P<between>,? |T| - ){CLOCK_PARTS})?"
NUMBERS = re.compile(rf"^(?P<a>\d{{1,4}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{1,4}}){TIME}$")
ISO = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$")
NAMED = re.compile(
    rf"^(?P<a>\d{{1,2}})(?P<mark>[- ])(?P<b>[^\W\d_]{{3,10}})\.?(?P=mark)(?P<c>\d{{4}}|\d\d){TIME}$", re.IGNORECASE
)
NAMED_FIRST = re.compile(rf"^(?P<b>[^\W\d_]{{3,10}}) (?P<a>\d{{1,2}}),? (?P<c>\d{{4}}){TIME}$")
COMPACT = re.compile(r"^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
PERIOD = re.compile(r"^(?:19|20)\d\d(?:[-/ ]?(?:[QqTtSs][1-4]|W\d\d|0[1-9]|1[0-2]))?$|^[QqTt][1-4][-/ ](?:19|20)\d\d$")
CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:[AaPp]\.?[Mm]\.?)?$")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FULL_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
FIRST_SECOND, LAST_SECOND = 631_152_000, 2_082_758_400
"""1990 and 2036 as seconds since 1970."""
BUDDHIST = range(2_440, 2_620)
FEWEST_OF_FORM = 0.001
FEWEST_SWAPPED = 5

Weighed = tuple[str, int]


@dataclass(frozen=True)
class FoundDates:
    """Forms with their shares of the cells looked at, commonest first, and what is odd. `share`: cells of any form."""

    forms: tuple[DateForm, ...]
    share: float
    is_ambiguous: bool
    note: str


@dataclass(frozen=True)
class _Look:
    """How one cell is built. `order`: ymd, xyz4, xyz2 (numbers whose order must be found), or a whole form."""

    order: str
    mark: str = ""
    time: str = ""


def find_date_forms(cells: Sequence[Weighed]) -> FoundDates:
    """The forms of dates among cells and how often each stands there."""
    n_by_look: Counter[_Look] = Counter()
    highest: dict[_Look, list[int]] = {}
    notes: set[str] = set()
    total = n_low = 0
    for text, n in cells:
        total += n
        parsed = _look_at(text, notes)
        if parsed is None:
            continue
        look, first, second = parsed
        n_by_look[look] += n
        n_low += n if look.order.startswith("xyz") and max(first, second) <= 12 else 0
        top = highest.setdefault(look, [0, 0])
        top[0], top[1] = max(top[0], first), max(top[1], second)
    if _look_swapped(n_by_look, highest, n_low):
        notes.add("no date has a day after the 12th and every text has: a spreadsheet took days for months")
    shares: Counter[str] = Counter()
    is_ambiguous = False
    for look, n in n_by_look.items():
        order, unsure = _order_of(look, highest)
        is_ambiguous = is_ambiguous or unsure
        for form in _spell(look, order):
            shares[form] += n
    share = sum(n_by_look.values()) / total if total else 0.0
    kept = [(form, n / total) for form, n in shares.items() if n >= FEWEST_OF_FORM * total]
    forms = tuple(DateForm(form, round(part, 4)) for form, part in sorted(kept, key=lambda pair: (-pair[1], pair[0])))
    return FoundDates(forms, share, is_ambiguous, "; ".join(sorted(notes)))


def _look_swapped(n_by_look: Counter[_Look], highest: dict[_Look, list[int]], n_low: int) -> bool:
    """Whether a spreadsheet made dates of the texts that it could read with the month first, and left the others."""
    n_dates, iso = n_by_look[_Look("iso")], highest.get(_Look("iso"), [31, 0])
    n_texts = sum(n for look, n in n_by_look.items() if look.order.startswith("xyz"))
    return n_dates >= FEWEST_SWAPPED and iso[0] <= 12 and n_texts > 0 and n_low == 0


def _look_at(text: str, notes: set[str]) -> tuple[_Look, int, int] | None:
    """How a cell is built, and the two numbers of which one is the day; None where it is no date."""
    if ISO.match(text):
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
        if year in BUDDHIST:
            notes.add("years are of the Buddhist calendar")
        return (_Look("iso"), day, 0) if 1 <= month <= 12 and 1 <= day <= 31 and year >= 1900 else None
    if match := NUMBERS.match(text):
        return _look_at_numbers(match, notes)
    if match := (NAMED.match(text) or NAMED_FIRST.match(text)):
        return _look_at_name(match, notes)
    return (_Look("%Y%m%d"), 0, 0) if COMPACT.match(text) else None


def _look_at_numbers(match: re.Match[str], notes: set[str]) -> tuple[_Look, int, int] | None:
    a, b, c = match["a"], int(match["b"]), match["c"]
    time = _spell_time(match)
    if len(a) == 4 and len(c) <= 2:
        fits = 1900 <= int(a) <= 2700 and 1 <= b <= 12 and 1 <= int(c) <= 31
        return (_Look("ymd", match["mark"], time), 0, 0) if fits else None
    if len(a) > 2 or len(c) not in (2, 4) or not (1 <= int(a) <= 31 and 1 <= b <= 31 and min(int(a), b) <= 12):
        return None
    if len(c) == 4:
        if int(c) in BUDDHIST:
            notes.add("years are of the Buddhist calendar")
        elif not 1900 <= int(c) <= 2100:
            return None
    return _Look(f"xyz{len(c)}", match["mark"], time), int(a), b


def _look_at_name(match: re.Match[str], notes: set[str]) -> tuple[_Look, int, int] | None:
    month = match["b"].casefold()
    letter = "%b" if month in MONTHS else "%B" if month in FULL_MONTHS else ""
    if not letter:
        if month[:3] not in MONTHS:
            notes.add("months have names that are not English: no form reads them")
        return None
    year = "%Y" if len(match["c"]) == 4 else "%y"
    time = _spell_time(match)
    if match.re is NAMED_FIRST:
        comma = "," if "," in match.string.partition(match["c"])[0] else ""
        return _Look(f"{letter} %d{comma} {year}{time}"), 0, 0
    return _Look(f"%d{match['mark']}{letter}{match['mark']}{year}{time}"), 0, 0


def _spell_time(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    hours = "%I" if match["half"] else "%H"
    half = "" if not match["half"] else (" %p" if " " in match["time"][len(match["between"]) :] else "%p")
    fraction = f"{match['fraction'][0]}%f" if match["fraction"] else ""
    return f"{match['between']}{hours}:%M{':%S' if match['seconds'] else ''}{fraction}{half}"


def _order_of(look: _Look, highest: dict[_Look, list[int]]) -> tuple[str, bool]:
    """dmy, mdy, or both; whether the numbers do not tell. Looks with the same mark but another time help."""
    if not look.order.startswith("xyz"):
        return look.order, False
    alike = [top for other, top in highest.items() if other.order == look.order and other.mark == look.mark]
    first, second = max(top[0] for top in alike), max(top[1] for top in alike)
    if first > 12 and second > 12:
        return "both", True
    if first > 12:
        return "dmy", False
    return ("mdy", False) if second > 12 else ("both", True)


def _spell(look: _Look, order: str) -> Iterable[str]:
    year = "%y" if look.order == "xyz2" else "%Y"
    m = look.mark
    forms = {"dmy": [f"%d{m}%m{m}{year}"], "mdy": [f"%m{m}%d{m}{year}"], "ymd": [f"%Y{m}%m{m}%d"]}
    forms["both"] = forms["dmy"] + forms["mdy"]
    return [f"{form}{look.time}" for form in forms.get(order, [look.order])]


def share_of_epoch(cells: Sequence[Weighed], digits: int) -> float:
    """Share of cells that are seconds (10 digits) or milliseconds (13) of the years 1990 to 2035."""
    scale = 1 if digits == 10 else 1_000
    total = sum(n for _, n in cells)
    fits = sum(
        n for text, n in cells
        if len(text) in (digits - 1, digits) and text.isdecimal() and FIRST_SECOND <= int(text) // scale < LAST_SECOND
    )  # fmt: skip
    return fits / total if total else 0.0
