"""What an export of the benchmark is made of: the names that generator, mapping and every candidate share.

Belongs here: shapes, columns and boxes. Does not belong here: any work. Imports nothing, so that reading it costs a
candidate no time.
"""

from __future__ import annotations

SHAPES = ("one_hot", "delimited", "json_lines", "row_per_reason")

BOXES = {
    "motif_harcelement": 180,
    "motif_cyberharcelement": 90,
    "motif_extorsion": 40,
    "motif_violence_physique": 120,
    "motif_agression_sexuelle": 60,
    "motif_negligence": 90,
    "motif_tristesse": 200,
    "motif_famille": 220,
    "motif_sollicitation": 30,
    "motif_rumeur": 50,
}
"""The ten tick boxes, and in how many of a thousand contacts each is ticked."""

FIELDS = {"contact_type": "type_appel", "channel": "canal", "gender": "sexe", "age": "age"}
"""The fields of a contact and the columns in which they stand."""

USED = ("case_no", "date_appel", *FIELDS.values(), "lieu")
"""The columns that every shape has and that the mapping reads, beside the reasons."""


def file_name(shape: str, number: int = 1) -> str:
    """The name of a delivery's file."""
    return f"appels_{number:04d}.{'jsonl' if shape == 'json_lines' else 'csv'}"
