"""What may be said about an error, so that no log, event or terminal ever shows the content of a row.

Belongs here: turning any exception into one safe sentence, and into an exit code. Does not belong here: handling it.
The text of an error that this project raises on purpose is fit to be shown. The text of any other is not: DuckDB, for
one, quotes the cell that it could not convert. Of those only the type and the place in the code are told.
"""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from schemas.text.problem import HarmoniseError, ProblemsError, SettingsError

GOOD = 0
HELD_OR_FAILED = 1
WRONG_INPUT = 2
INTERRUPTED = 130

HELD_BACK = "is held back"
"""How a run that ends since its source is held says so; what is held is told at length beside it."""

_CODE = Path(__file__).resolve().parent.parent.parent


def describe_error(error: BaseException) -> str:
    """One safe sentence: the error's own text where it is ours, else its type and where in our code it arose."""
    if isinstance(error, HarmoniseError):
        return str(error)
    places = locate_error(error)
    where = f" at {places[-1]}" if places else ""
    if isinstance(error, OSError) and error.errno:
        # of the words of the system none is a row's; the name of the file may be a person's
        return f"{type(error).__name__}{where}: {os.strerror(error.errno)}. Make room, or check who may write there."
    return f"{type(error).__name__}{where}. Its text may quote a row, so it is not shown."


def locate_error(error: BaseException) -> list[str]:
    """`file:line in function` for the frames of our own code, outermost first. Neither text nor values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [
        f"{Path(frame.filename).relative_to(_CODE).as_posix()}:{frame.lineno} in {frame.name}"
        for frame in frames
        if Path(frame.filename).is_relative_to(_CODE) and "site-packages" not in frame.filename
    ]


def exit_code_of(error: BaseException) -> int:
    """2 where a setting or mapping has to be mended first, 130 after an interrupt, else 1."""
    if isinstance(error, SettingsError | ProblemsError):
        return WRONG_INPUT
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return HELD_OR_FAILED
