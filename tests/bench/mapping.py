"""The mapping folder of the benchmark's source, for each shape.

Belongs here: the three files as text, and writing them. Does not belong here: reading them.
"""

from __future__ import annotations

from pathlib import Path

SOURCE = """\
name: An invented line of the benchmark
network: demo
member: {{id: {source_id}_member, name: An invented member, membership: full, from: 2010-01-01}}
country: SN
region: africa
zone: Africa/Dakar
address: {source_id}
cadence: yearly
records: {{several_reasons: yes, setting: {setting}}}
valid: {{from: 2010-01-01}}
synthetic: yes
mapping: agreed
"""
EXPORT = """\
files: "appels_*.{ending}"
read: {read}
row: {row}
id: case_no
arrives: {arrives}
date: {{column: date_appel, format: "%d/%m/%Y"}}
fields: {{contact_type: type_appel, channel: canal, gender: sexe, age: age}}
{reasons}
"""
CSV = '{csv: {encoding: utf-8, delimiter: ","}}'
REASONS = {
    "one_hot": 'setting: lieu\nreasons: {ticked: "motif_", yes: ["1"], no: ["0"]}',
    "delimited": 'setting: lieu\nreasons: {cell: motifs, delimiter: ";"}',
    "json_lines": "setting: lieu\nreasons: {cell: motifs, brackets: yes}",
    "row_per_reason": "reasons: {cell: motif, setting: lieu}",
}
ADDITIONS = "{as: additions}"
YEARLY = '{as: replaces_period, slot: "appels_(%Y).csv"}'

DECISIONS = """\
field,source_value,outcome,code,setting,basis,fit,from,to,note,by,on
reason,motif_harcelement,mapped,violence.bullying,,,equal,,,,,
reason,motif_cyberharcelement,mapped,violence.bullying,online,label,narrower,,,,,
reason,motif_extorsion,mapped,violence.sexual.extortion,online,label,equal,,,,,
reason,motif_violence_physique,mapped,violence.physical,,,equal,,,,,
reason,motif_agression_sexuelle,mapped,violence.sexual.assault,,,equal,,,,,
reason,motif_negligence,mapped,violence.neglect,,,equal,,,,,
reason,motif_tristesse,mapped,mental_health.mood,,,equal,,,,,
reason,motif_famille,mapped,family.caregiver,,,wider,,,,,
reason,motif_sollicitation,mapped,violence.sexual.harassment,offline,list,equal,,,,,
contact_type,Écoute,mapped,counselling,,,,,,,,
contact_type,Muet,mapped,non_counselling.silent,,,,,,,,
contact_type,Blague,ignored,,,,,,,pranks,,
channel,Téléphone,mapped,voice,,,,,,,,
channel,Chat,mapped,chat,,,,,,,,
channel,SMS,mapped,sms,,,,,,,,
gender,Fille,mapped,girl,,,,,,,,
gender,Garçon,mapped,boy,,,,,,,,
gender,Autre,mapped,other,,,,,,,,
gender,NSP,missing,,,,,,,,,
age,99,missing,,,,,,,,,
setting,Internet,mapped,online,,,,,,,,
setting,École,mapped,offline,,,,,,,,
setting,Domicile,mapped,offline,,,,,,,,
setting,Rue,mapped,offline,,,,,,,,
setting,Les deux,mapped,both,,,,,,,,
setting,NSP,missing,,,,,,,,,
"""
"""`motif_rumeur` is left undecided, so that there is something unmapped."""


def write_mapping(mappings: Path, source_id: str, shape: str, arrives: str = ADDITIONS) -> None:
    """Write `mappings/<source_id>/`."""
    folder = mappings / source_id
    folder.mkdir(parents=True, exist_ok=True)
    is_row = shape == "row_per_reason"
    setting = "per_reason" if is_row else "per_contact"
    export = EXPORT.format(
        ending="jsonl" if shape == "json_lines" else "csv",
        read="{json: lines}" if shape == "json_lines" else CSV,
        row="reason" if is_row else "contact",
        arrives=arrives,
        reasons=REASONS[shape],
    )
    (folder / "source.yaml").write_text(SOURCE.format(source_id=source_id, setting=setting), encoding="utf-8")
    (folder / "export.yaml").write_text(export, encoding="utf-8")
    (folder / "decisions.csv").write_text(DECISIONS, encoding="utf-8")
