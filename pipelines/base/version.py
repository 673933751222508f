"""Which code this is, for `release_info.code_version`.

Belongs here: the version text. Does not belong here: fingerprints (a git revision is never part of one).
"""

from __future__ import annotations

import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTION = "helpline-harmonisation"


def code_version(checkout: Path) -> str:
    """`0.1.0+g1a2b3c4`, with `.dirty` where files differ from it; the bare version outside a git checkout."""
    try:
        number = version(DISTRIBUTION)
    except PackageNotFoundError:
        number = "0"
    revision = _ask_git(checkout, "rev-parse", "--short", "HEAD")
    if not revision:
        return number
    changed = _ask_git(checkout, "status", "--porcelain", "--untracked-files=no")
    return f"{number}+g{revision}{'.dirty' if changed else ''}"


def _ask_git(folder: Path, *arguments: str) -> str:
    if not (folder / ".git").exists():
        return ""
    try:
        answer = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
