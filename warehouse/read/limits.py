"""How much a received file may ask of this machine before it is held as hostile.

Belongs here: the numbers, each with the reason for its size. Does not belong here: applying them (the readers do), or
what a helpline may declare (`schemas`). They are far beyond what any helpline sends, and no setting raises them.
"""

from __future__ import annotations

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

MOST_COLUMNS = 10_000
"""Columns of a table, keys at the top of a JSON record. Wide exports have some 2,000."""
MOST_RECORD_BYTES = 1 * MIB
"""One record of a table, or one value of a JSON document; the fast reader's own limit is twice that."""
MOST_LINE_BYTES = 16 * MIB
"""Behind a line of this length nobody looks for its end: the file is held."""
MOST_DOCUMENT_BYTES = 64 * MIB
"""One JSON document; parsed it takes about ten times as much memory."""
MOST_DEPTH = 100
"""Brackets within brackets of a document, groups within groups of a Parquet column."""

MOST_UNPACKED_BYTES = 64 * GIB
MOST_UNPACKED_RATIO = 1_000
"""gzip and zip reach 1,030 on nothing but zeros; a table with many equal rows reaches 100."""
RATIO_COUNTS_FROM_BYTES = 100 * MIB
PART_OF_FREE_DISK = 2
"""One file may unpack to a half of what is free: the rest is for what is made of it, and for other sources."""
MOST_DIRECTORY_BYTES = 8 * MIB
"""The list of what is in a zip archive: some 80,000 entries."""
MOST_ARCHIVE_ENTRIES = 5_000
MOST_PARTS = 1_000
"""Sheets or members of one file that are read as its parts."""

MOST_WORKBOOK_BYTES = 1 * GIB
"""All parts of a workbook unpacked; 300,000 rows of 25 columns have 270 MiB."""
MOST_WORKBOOK_RATIO = 200
WORKBOOK_RATIO_COUNTS_FROM_BYTES = 50 * MIB
WORKBOOK_MEMORY_BYTES = 2 * GIB
"""Address space of the process that reads a workbook; 300,000 rows of 25 columns need 0.65 GB of it."""
WORKBOOK_CPU_SECONDS = 300
WORKBOOK_SECONDS = 900
WORKBOOK_TEXT_BYTES = 8 * GIB
"""The sheet written as text."""
