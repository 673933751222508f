"""What a file's name says: whether a glob describes it, and the slot or date that stands in it.

Belongs here: globs over paths, and name patterns such as `registro_(%Y).csv`. Does not belong here: opening files.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import cache

from fsspec.utils import glob_translate

from schemas.text.problem import HarmoniseError

ARRIVING_ENDINGS = (".tmp", ".part", ".filepart", ".crdownload")
OWNER_BEGINS = "~$"
"""A file that an office program keeps beside one that somebody has open; it holds that person's name and no record."""
LEFT_BY_WINDOWS = ("thumbs.db", "desktop.ini")
LEFT_BY_MAC = "__MACOSX"
GLOB_CHARACTERS = frozenset("*?[")
DIGITS = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
ISO_FORMS = (("Y", "%Y"), ("m", "-%m"), ("d", "-%d"), ("H", "T%H"), ("M", ":%M"), ("S", ":%S"))


class NamePatternError(HarmoniseError):
    """A name pattern catches nothing, or what it catches is not a year, month, day or time."""


def is_glob(text: str) -> bool:
    """True where the text has wildcards."""
    return not GLOB_CHARACTERS.isdisjoint(text)


def is_left_over(name: str) -> bool:
    """True for what a system or an office program leaves beside the files of a person, and for a hidden file."""
    *folders, own = name.split("/")
    return own.startswith((".", OWNER_BEGINS)) or own.lower() in LEFT_BY_WINDOWS or LEFT_BY_MAC in folders


def is_beside(name: str) -> bool:
    """True for what is no delivery, whatever a pattern says: what is left over, and all in a hidden folder."""
    return is_left_over(name) or any(part.startswith(".") for part in name.split("/"))


def is_looked_at(name: str) -> bool:
    """False for what lies beside files, and for names that say that the file is still arriving."""
    return not is_beside(name) and not name.lower().endswith(ARRIVING_ENDINGS)


def whole_name(name: str) -> str:
    """The name that a file will have once it has arrived."""
    ending = next((one for one in ARRIVING_ENDINGS if name.lower().endswith(one)), "")
    return name[: len(name) - len(ending)]


def matches_glob(glob: str, name: str) -> bool:
    """Whether a glob describes a path below the address, or its bare name. Case counts; how an accent is written does
    not: a Mac writes it apart from its letter.
    """
    regex, composed = _glob_regex(_compose(glob)), _compose(name)
    return bool(regex.fullmatch(composed) or regex.fullmatch(composed.rsplit("/", 1)[-1]))


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def _glob_regex(glob: str) -> re.Pattern[str]:
    """`*` and `?` stay within a folder, the folder `**` stands for any number of them, `[ab]` and `[!ab]` are sets."""
    # As in a shell, two stars that are only a part of a name are one; fsspec would refuse them.
    parts = (part if part == "**" else re.sub(r"\*{2,}", "*", part) for part in glob.split("/"))
    return re.compile(glob_translate("/".join(parts)))


def catch_in_name(pattern: str, name: str) -> str | None:
    """What a name pattern catches, as ISO text that sorts by time (`2023`, `2023-05`, `2023-05-14`); None: no match.

    Matched against the bare name, or against the path where the pattern has a `/`. Raises NamePatternError.
    """
    regex, time_format, iso_form = _name_regex(_compose(pattern))
    composed = _compose(name)
    match = regex.fullmatch(composed if "/" in pattern else composed.rsplit("/", 1)[-1])
    if match is None:
        return None
    try:
        return datetime.strptime(" ".join(match.groups()), time_format).strftime(iso_form)
    except ValueError:
        return None


@cache
def _name_regex(pattern: str) -> tuple[re.Pattern[str], str, str]:
    """Regular expression, strptime format of its groups, and the ISO form of what is caught."""
    pieces = re.split(r"(\([^()]*%[^()]*\))", pattern)
    caught = [piece[1:-1] for piece in pieces[1::2]]
    codes = re.findall(r"%(.)", " ".join(caught))
    if not caught or not set(codes) <= set(DIGITS) or len(set(codes)) < len(codes):
        message = f"name pattern {pattern!r}: the part to catch is written in brackets with {_spell_codes()}, each once"
        raise NamePatternError(message)
    has = {"Y" if code == "y" else code for code in codes}
    present = [code in has for code, _ in ISO_FORMS]
    if sorted(present, reverse=True) != present:
        raise NamePatternError(f"name pattern {pattern!r}: a month needs its year, a day its month, a time its day")
    literal = ["[^/]*".join(re.escape(part) for part in piece.split("*")) for piece in pieces[0::2]]
    groups = [f"({_spell_codes_as_digits(text)})" for text in caught]
    regex = "".join(part for pair in zip(literal, [*groups, ""], strict=True) for part in pair)
    return re.compile(regex), " ".join(caught), "".join(form for code, form in ISO_FORMS if code in has)


def _spell_codes() -> str:
    return ", ".join(f"%{code}" for code in DIGITS)


def _spell_codes_as_digits(text: str) -> str:
    parts = re.split(r"%(.)", text)
    return "".join(rf"\d{{{DIGITS[part]}}}" if index % 2 else re.escape(part) for index, part in enumerate(parts))
