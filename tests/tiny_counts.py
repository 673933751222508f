"""A source that delivers counts, one a row or several across, and its decisions.

Belongs here: writing its mapping and its files. Does not belong here: any expectation.
"""

from __future__ import annotations

from pathlib import Path

from tests.tiny_source import SOURCE, TinySource

LONG = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y)*.csv"}
period: {column: period, format: ["%YQ%q", "%Y"]}
count: n
reasons: why
fields: {gender: sex, age_band: age}
setting: where
leave_out: [{column: why, is: Total, because: a total}]
number: {thousands: ".", suppressed: ["<5", "*"]}
"""
DECISIONS = """\
gender,F,mapped,girl,,,,,,,,
gender,?,missing,,,,,,,,,
age_band,10 to 12,mapped,age_10_12,,,,,,,,
setting,Net,mapped,online,,,,,,,,
setting,School,mapped,offline,,,,,,,,
reason,Bullying,mapped,violence.bullying,,,,,,,,
reason,Cyberbullying,mapped,violence.bullying,online,label,,,,,,
reason,Blackmail,mapped,violence.sexual.extortion,online,list,,,,,,
reason,Rape,mapped,violence.sexual.abuse,,,,,,,,
reason,Beaten and sad,mapped,violence.physical,,,,,,,,
reason,Beaten and sad,mapped,mental_health.mood,,,,,,,,
reason,Test,ignored,,,,,,,training,,
reason,None,missing,,,,,,,,,
"""
REASONS = "".join(line for line in DECISIONS.splitlines(keepends=True) if line.startswith("reason,"))
REASON_AND_GENDER = "".join(
    line for line in DECISIONS.splitlines(keepends=True) if line.startswith(("reason,", "gender,"))
)
HEADER = "period;why;sex;age;where;n\n"
COUNTS = "select {} from reported_count order by all"


def long(folder: Path, *rows: str, name: str = "r_2022.csv", export: str = LONG, source: str = SOURCE) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS, source)
    tiny.put(name, HEADER + "".join(f"{row}\n" for row in rows))
    return tiny


WIDE = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: additions}
period: {from: from, to: to, format: "%d/%m/%Y"}
across: {ACROSS}
fields: {gender: sex}
"""


def wide(folder: Path, across: str, *lines: str, decisions: str = DECISIONS) -> TinySource:
    tiny = TinySource.write(folder, WIDE.replace("ACROSS", across), decisions)
    tiny.put("r_1.csv", "".join(f"{line}\n" for line in lines))
    return tiny


CONTACTS = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: {never: not exported}, gender: sex}
setting: where
reasons: {cell: why}
---
"""
