"""The page on the mapping language, written from the models that read it.

Belongs here: the page `docs/mapping_reference.md`: a short way in, then every key of the three files and every
construct, with its examples. Does not belong here: any rule of the language (the models are the rules). A test loads
every example. Refresh with `python -m schemas.mapping.reference > docs/mapping_reference.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from schemas.constructs import CONSTRUCTS, Construct, Many, One
from schemas.constructs.condition import Condition
from schemas.mapping import arrives, correction, count_axes, count_export, day, decision, export, read, reply, source
from schemas.mapping.count_period import Period
from schemas.mapping.records import Records
from schemas.mapping.survey import MODELS as SURVEY_MODELS
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES

INTRODUCTION = """\
# Mapping reference

Generated from the models that read a mapping; do not edit. Refresh:
`python -m schemas.mapping.reference > docs/mapping_reference.md`.

A helpline is one folder, `mappings/<source_id>/`, with three files that answer three questions:

| file | question |
|---|---|
| `source.yaml` | Who sends it, and what can their system record? |
| `export.yaml` | Where does each thing stand in a file? One document per format, separated by `---`. |
| `decisions.csv` | What does each value mean? |

Beside them: `corrections.yaml` (single records that are wrong), `replies.yaml` (the helpline's answers to findings).

- Every scalar is text: `NO` stays Norway, `10-12` stays a band. `yes` and `no` answer a question of the language.
- What stands several times may be written once: `&name` in front of a value names it, `*name` below is the same value
  again, within one document.
- An unknown key, or one that stands twice, is refused. `harmonise check` shows all mistakes, with file and line.
- **Closed world.** Every value that was delivered ends as `mapped`, `missing`, `ignored` or `unmapped`. What no row of
  `decisions.csv` knows is `unmapped`: counted, listed by `harmonise check`, never dropped and never guessed.
- Values are compared after folding: letter case, accents of Latin letters, kinds of dash, white space and invisible
  characters do not matter. One row for each value is enough.
- **Online or offline.** A reason's own words win (`label`), then a field beside the reason, then a field of the contact
  (both `recorded`), then what the neighbours on the list imply (`list`), then the service's remit. A field of the
  contact never makes a bodily act online. Where two disagree the conflict is counted.
- **A file in several parts** (`sheets: each`, `members: each`) is one table: part follows part. A reject names its part
  and its row there: `c.xlsx (sheet 2)` is the second sheet of the workbook, hidden ones counted, `c.zip (member 3)` the
  third file of the archive by name. What the pattern does not fit is not read, and a finding says where it is.
- **One file, one reading.** Where a workbook holds contacts and counts, each is a source of its own, a folder with the
  same member and address: a delivery's records are accounted for once. Whether the counts are of the same contacts is
  said in source.yaml (`counts_beside`): else figures of recorded reasons hold both, and `counts_beside_member` asks.
- **Names of files, sheets and members** may be a person's: they are shown as far as a pattern spells them. Dates and
  short numbers stay, other letters stand as `a`; behind such a file's name is the beginning of its delivery's id.
- There is no code in a mapping. What the engine cannot do is refused when the mapping is loaded.
"""

EXPORTS = {
    "Tick boxes: one column per reason": """\
files: "contacts_*.csv"
read: {csv: {encoding: cp1252, delimiter: ";", header_row: 3}}
renamed: {date_appel: [date]}
row: contact
id: case_no
arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}
date: {column: date_appel, format: "%d/%m/%Y"}
fields: {channel: canal, gender: sexe, age: age, first_told: {never: not asked by this helpline}}
setting: lieu
reasons: {ticked: "motif_", yes: ["1"]}
""",
    "Nested JSON, one object a file and update": """\
files: "hrm-data/*/*/*/contacts/*.json"
read: {json: one_per_file}
row: contact
id: id
arrives: {as: updates, newest: {by: updatedAt}}
date: {column: timeOfContact, format: iso}
fields: {contact_type: rawJson.callType, channel: {first_of: [rawJson.contactlessTask.channel, channel]}}
setting: rawJson.caseInformation.location
reasons: {tree: rawJson.categories}
""",
    "One row per reason, a file per year": """\
files: "registro_*.csv"
read: {csv: {encoding: utf-8, delimiter: ","}}
row: reason
id: caso
arrives: {as: replaces_period, slot: "registro_(%Y).csv"}
date: {column: fecha, format: "%Y-%m-%d"}
fields: {channel: medio, gender: sexo, age: edad}
reasons: {cell: tipo, setting: donde}
""",
    "A star: contacts, and tables of persons, channels and reasons beside them": """\
files: "fact_contact_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: contact_key
companions:
  persons: {files: dim_person.csv, read: {csv: {encoding: utf-8}}, key: person_key, holds: one}
  channels: {files: dim_channel.csv, read: {csv: {encoding: utf-8}}, key: id, of: channel_key, holds: one}
  reasons: {files: "reason_(%Y).csv", read: {csv: {encoding: utf-8}}, key: case_key, holds: many, shared: yes}
arrives: {as: replaces_period, slot: "fact_contact_(%Y).csv"}
date: {column: day, format: "%Y%m%d"}
fields:
  channel: {beside: channels, take: name}
  gender: {beside: persons, take: sex}
  age: {beside: persons, take: age}
reasons: {beside: reasons, take: {cell: reason_key, labels: {11: Grief, 12: Bullying}}}
""",
    "Counts: one row a category and quarter": """\
files: "rapport_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: replaces_period, slot: "rapport_(%Y).csv"}
period: {column: trimestre, format: "%YQ%q"}
count: n
reasons: motif
fields: {gender: sexe, age_band: tranche}
leave_out: [{column: motif, is: Total, because: a total over all reasons}]
number: {thousands: " ", suppressed: ["<5", "*"]}
""",
    "Counts: a crosstab with two header rows, reasons above, gender below": """\
files: "rapport_*.xlsx"
read: {workbook: {sheet: "Tableau 1", header_row: 3, header_rows: 2, merged: fill, footer_rows: 1}}
row: count
arrives: {as: replaces_period, slot: "rapport_(%Y).xlsx"}
period: {column: Trimestre, format: "Q%q %Y"}
across: {except: Total, gives: [reason, gender]}
""",
    "Counts: two blocks of columns of the same contacts; who called is an axis of its own": """\
files: "monthly_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: month, format: "%Y-%m"}
across: [{prefix: "Why: ", gives: reason}, {prefix: "Sex: ", gives: gender}]
fields: {other: caller}
other: {axis: caller, labels: {child: [Child, Self], family: [Mother, Father], school: Teacher}}
""",
}
"""Whole formats, by what they show; every one is loaded by a test."""

DECISIONS = """\
field,source_value,outcome,code,setting,basis,fit,from,to,note,by,on
reason,Chantage en ligne,mapped,violence.sexual.extortion,online,label,equal,,,,data officer,2026-11-02
reason,Test,ignored,,,,,,,training calls,data officer,2026-11-02
setting,Internet,mapped,online,,,equal,,,,,
setting,NSP,missing,,,,,,,,,
"""

CORRECTIONS = """\
corrections:
  - contact: 8114fa122225dc887c6dfa0a4928fbfe
    do: override
    expect: {age: "112"}
    field: age
    value: "12"
    because: mistyped; the helpline's own form says 12
    provider: data officer
    on: 2026-11-02
"""

HEADER = "| key | what stands there | needed | otherwise |\n|---|---|---|---|"
PARTS: dict[str, tuple[type[BaseModel], ...]] = {
    "source.yaml": (
        source.SourceDeclared,
        source.MemberDeclared,
        *(Records, source.Elsewhere),
        source.Thresholds,
        source.Validity,
        source.Agreement,
    ),
    "export.yaml": (
        export.Export,
        read.Read,
        read.Csv,
        read.Json,
        read.Pairs,
        read.Workbook,
        read.Parquet,
        arrives.Arrives,
        arrives.Newest,
        day.When,
        export.LeaveOut,
        export.Companion,
        count_export.CountExport,
        Period,
        count_axes.Across,
        count_axes.Other,
        count_export.Number,
    ),
    "survey.yaml": SURVEY_MODELS,
}


def render_reference() -> str:
    """The page as Markdown."""
    lines = [INTRODUCTION]
    for file, models in PARTS.items():
        lines += [f"## {file}", ""]
        if file == "export.yaml":
            for title, text in EXPORTS.items():
                lines += [f"{title}:", "", "```yaml", text.rstrip(), "```", ""]
        for model in models:
            lines += _render_model(model)
    lines += ["## Fields of a contact", "", *_render_fields()]
    lines += ["## Conditions", "", *_render_model(Condition)]
    lines += ["## Constructs", "", "What may stand where a column is asked for.", ""]
    for construct in CONSTRUCTS.values():
        lines += _render_construct(construct)
    lines += ["## decisions.csv", "", "```", DECISIONS.rstrip(), "```", "", *_render_model(decision.Decision)]
    lines += ["## corrections.yaml", "", "```yaml", CORRECTIONS.rstrip(), "```", ""]
    lines += _render_model(correction.Correction)
    lines += ["## replies.yaml", "", "```yaml", reply.EXAMPLE.rstrip(), "```", "", *_render_model(reply.Reply)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _render_model(model: type[BaseModel]) -> Iterator[str]:
    yield f"### {model.__name__}"
    yield ""
    yield " ".join((model.__doc__ or "").split())
    yield ""
    yield HEADER
    for name, field in model.model_fields.items():
        if name != "line":
            yield _render_key(field.alias or name, field)
    yield ""


def _render_key(key: str, field: FieldInfo) -> str:
    words = " or ".join(f"`{word}`" for word in _words(field.annotation))
    meaning = f"{field.description or ''}{f' ({words})' if words else ''}"
    needed = "yes" if field.is_required() else ""
    cells = (f"`{key}`", meaning.replace("|", "\\|"), needed, _otherwise(field))
    return "| " + " | ".join(cells) + " |"


def _otherwise(field: FieldInfo) -> str:
    default: Any = field.default
    if field.is_required() or default is PydanticUndefined or default in (None, "", ()):
        return ""
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    if isinstance(default, tuple):
        return ", ".join(f"`{value}`" for value in default)
    return f"`{default}`"


def _words(annotation: Any) -> tuple[str, ...]:
    """The closed list of words that an annotation admits; none where anything may stand."""
    if get_origin(annotation) is Literal:
        return tuple(word for word in get_args(annotation) if word)
    if get_origin(annotation) in (Union, UnionType):
        inner = [one for one in get_args(annotation) if one is not NoneType]
        return _words(inner[0]) if len(inner) == 1 else ()
    return ()


def _render_fields() -> Iterator[str]:
    yield "| field | answers | code list |"
    yield "|---|---|---|"
    for name, code_list in ANSWERS.items():
        note = "; whole years, also in words (`14 años`), need no decision" if name == "age" else ""
        yield f"| `{name}` | one per contact{note} | `{code_list}` |"
    for name, code_list in ATTRIBUTES.items():
        yield f"| `{name}` | any number | `{code_list}` |"
    yield ""


def _render_construct(construct: type[Construct]) -> Iterator[str]:
    gives = [word for word, kind in (("one value", One), ("any number of values", Many)) if issubclass(construct, kind)]
    yield f"### {construct.key}"
    yield ""
    yield f"{' '.join((construct.__doc__ or '').split())} Gives {' or '.join(gives)}."
    yield ""
    yield HEADER
    for name, field in construct.model_fields.items():
        yield _render_key(field.alias or name, field)
    yield ""
    for example in construct.examples:
        yield "```yaml"
        yield example.yaml
        yield "```"
        cells = ", ".join(
            f"{name} = {'nothing' if cell is None else repr(cell)}" for name, cell in example.record.items()
        )
        given = example.gives if isinstance(example.gives, list) else [example.gives]
        shown = ", ".join("nothing" if one is None else f"`{one}`" for one in given) or "nothing"
        yield f"{cells or 'any record'} gives {shown}{f' ({example.note})' if example.note else ''}."
        yield ""


if __name__ == "__main__":
    sys.stdout.write(render_reference())
