"""Profiles of unknown exports.

Belongs here: what can be found out about a file that no mapping declares. Does not belong here: reading a declared one
(`warehouse.read.table`), or showing a profile (`pipelines.report`).
"""

from __future__ import annotations

from warehouse.scan.drift import Drift, compare_profiles
from warehouse.scan.plain_files import find_plain_files
from warehouse.scan.profile import (
    Candidate,
    ColumnProfile,
    Counted,
    DateForm,
    FileProfile,
    Found,
    Profile,
    ProfileError,
    TableProfile,
)
from warehouse.scan.scan import scan_files

__all__ = [
    "Candidate",
    "ColumnProfile",
    "Counted",
    "DateForm",
    "Drift",
    "FileProfile",
    "Found",
    "Profile",
    "ProfileError",
    "TableProfile",
    "compare_profiles",
    "find_plain_files",
    "scan_files",
]
