"""One JSON document, parsed strictly, and the declared values taken out of it as text.

Belongs here: what RFC 8259 allows and this project refuses beside (duplicate keys, depth), values as text. Does not
belong here: files, fates, tables. DuckDB sees only what has been parsed here: its own reader accepts what is no JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from warehouse.read import limits

TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
CLOSED_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
SURROGATE = re.compile(r"\\u[dD]")

Path = tuple[str, ...]


class NotJsonError(ValueError):
    """The text is no JSON document as this project takes it. The message says why, never with content."""

    reject_code = "malformed_json"


class RefusedValueError(NotJsonError):
    """Well-formed as far as brackets go, but holds what is refused: NaN, a key twice, half a surrogate pair."""


class UndecodableError(NotJsonError):
    """The bytes are no UTF-8, as JSON always is."""

    reject_code = "undecodable"

    def __init__(self, byte: int) -> None:
        super().__init__(f"byte {byte} is not UTF-8")
        self.byte = byte


class TooLongError(NotJsonError):
    """A document, or a value that is asked for, is larger than any should be; `column`: whose value."""

    reject_code = "too_long"

    def __init__(self, column: str | None = None) -> None:
        super().__init__("it is too long")
        self.column = column


class Fraction:
    """A number with a fraction or exponent, kept as it was written: a float would change it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def _refuse_constant(name: str) -> NoReturn:
    raise RefusedValueError(f"{name} is not JSON")


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise RefusedValueError("an object has the same key twice")
    return made


STRICT = json.JSONDecoder(
    object_pairs_hook=_make_object, parse_float=Fraction, parse_constant=_refuse_constant, strict=True
)
LENIENT = json.JSONDecoder(strict=False, parse_int=str)
"""Only to find where a refused document ends."""
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def parse_document(content: bytes, check: Callable[[Any], Any] | None = None) -> Any:
    """Parse one document: an object, or what `check` takes. A byte order mark is tolerated. Raises NotJsonError."""
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise UndecodableError(error.start) from None
    check_depth(text)
    try:
        document = _decode(text)
    except json.JSONDecodeError as error:
        raise NotJsonError(f"character {error.pos} is not expected there") from None
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    except NotJsonError:
        raise
    except ValueError:  # a number of more digits than Python takes
        raise NotJsonError("a number is too long") from None
    return (check or check_document)(check_text(document, text))


def _decode(text: str) -> Any:
    """As STRICT.decode, which looks for white space with an expression in front and behind."""
    if text.startswith("{"):
        document, end = STRICT.raw_decode(text)
        if text[end:] in ("\n", "", "\r\n"):
            return document
    return STRICT.decode(text)


def check_document(document: Any) -> dict[str, Any]:
    """The parsed document, if it is an object of a thinkable number of keys. Raises NotJsonError."""
    if not isinstance(document, dict):
        raise RefusedValueError("the document is not an object")
    if len(document) > limits.MOST_COLUMNS:
        raise RefusedValueError(f"the document has more than {limits.MOST_COLUMNS} keys")
    return document


def check_text(value: Any, text: str) -> Any:
    """A parsed value, if its text can be written as UTF-8. Raises NotJsonError."""
    if SURROGATE.search(text):
        try:
            write_compact(value).encode("utf-8")
        except UnicodeEncodeError:
            raise RefusedValueError("half of a surrogate pair stands alone") from None
    return value


def check_depth(text: str) -> None:
    """Refuse what is nested deeper than MOST_DEPTH. Raises NotJsonError."""
    if text.count("[") + text.count("{") > limits.MOST_DEPTH and measure_depth(text)[0] > limits.MOST_DEPTH:
        raise NotJsonError("it is nested too deeply")


def measure_depth(text: str) -> tuple[int, bool]:
    """Greatest depth of brackets, and whether the text ends within a bracket or a string."""
    depth = deepest = 0
    last = ""
    for match in TOKENS.finditer(text):
        last = match.group()
        if last in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif last in "]}":
            depth -= 1
    is_open = last.startswith('"') and not CLOSED_STRING.fullmatch(last)
    return deepest, is_open or depth > 0


def take_values(document: dict[str, Any], paths: Sequence[Path]) -> list[str | None]:
    """The values at the paths, as text; None where a path is absent or null. Raises TooLongError."""
    values = [take_value(document, path) for path in paths]
    for value, path in zip(values, paths, strict=True):
        if value is not None and len(value) > limits.MOST_RECORD_BYTES:
            raise TooLongError(".".join(path))
    return values


def take_value(document: dict[str, Any], path: Path) -> str | None:
    """The value at a path, as text; None where it is absent or null."""
    value: Any = document
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    if value is None or isinstance(value, str):
        return value
    return write_compact(value)


def write_compact(value: Any) -> str:
    """A value as compact JSON text, keys in the document's order, numbers as written."""
    if isinstance(value, Fraction):
        return value.text
    try:
        return COMPACT.encode(value)
    except TypeError:  # a Fraction within: rare, so the encoder written in C goes first
        return _write_slowly(value)


def _write_slowly(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{COMPACT.encode(key)}:{_write_slowly(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write_slowly, value)) + "]"
    return value.text if isinstance(value, Fraction) else COMPACT.encode(value)
