"""In which encoding a text file is written, and how sure that is.

Belongs here: byte order marks, strict UTF-8 over the whole file, and weighing the encodings that helplines send by
how well the words with letters beyond ASCII come out. Does not belong here: delimiters, or reading
(`warehouse.read.csv.read`).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

from warehouse.scan.letters import USUAL_HAN, best_alphabet, is_wide_digit, plausibility, script_of
from warehouse.scan.profile import Found

BLOCK_BYTES = 1 << 20
MOST_WORDS = 4_000
MOST_BLOCKS_WITH_WORDS = 64
MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8"))
MARKS_16 = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CANDIDATES = (
    "cp1252", "cp1250", "cp1251", "cp1256", "cp874", "cp1253", "cp1254", "cp1255", "cp1257", "cp1258",
    "shift_jis", "cp932", "gb18030", "big5", "euc_jp", "euc_kr", "koi8-r", "cp850", "cp866", "mac_roman", "latin-1",
)  # fmt: skip
"""Where two give the same text, the earlier one is taken."""
VALID_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
WORD = re.compile(rb"[A-Za-z]{0,40}[\x80-\xff][@-~\x80-\xff]{0,80}")
"""The second byte of a character may be one of @ to ~ in Shift-JIS and Big5."""
SCRIPTS = {
    "cp1251": "CYRILLIC", "koi8-r": "CYRILLIC", "cp866": "CYRILLIC", "cp1256": "ARABIC", "cp874": "THAI",
    "cp1253": "GREEK", "cp1255": "HEBREW", "shift_jis": "KANA", "cp932": "KANA", "euc_jp": "KANA", "euc_kr": "HANGUL",
}  # fmt: skip
"""An encoding made for a script is no answer where next to nothing in the file is in that script. Japanese words may be
written without kana: usual characters of theirs count as well.
"""
FEWEST_OF_SCRIPT = 0.3
MOST_NUL = 0.01
FEW_WORDS = 3
LONE = 2
ODD_UTF8 = 0.3
HIGH = re.compile(rb"[\x80-\xff]")

Progress = Callable[[int], None]


@dataclass
class _Bytes:
    """What one pass over the bytes showed."""

    is_ascii: bool = True
    is_utf8: bool = True
    n_nul: int = 0
    n_bytes: int = 0
    has_escapes: bool = False
    n_valid: int = 0
    n_stray: int = 0
    n_blocks_with_words: int = 0
    words: Counter[bytes] = field(default_factory=Counter)

    @property
    def is_binary(self) -> bool:
        """Whether it holds more zeros than damage, or a program that fills cells, leaves in a text."""
        return self.n_nul > MOST_NUL * self.n_bytes


def find_encoding(path: Path, progress: Progress) -> Found | None:
    """The encoding of a file, looked for in all of it; None where it is no text. `progress` is told bytes."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for mark, name in (*MARKS, *MARKS_16):
        if head.startswith(mark):
            return _check_marked(path, name, progress)
    if wide := _guess_wide(head):
        return Found("encoding", wide, 0.9, "every second byte is zero, as in UTF-16 without a mark")
    seen = _read_all(path, progress)
    if seen.is_binary:
        return None
    if seen.has_escapes:
        return Found("encoding", "iso2022_jp", 0.9, "it holds the escape sequences of ISO-2022-JP")
    if seen.is_ascii:
        return Found("encoding", "utf-8", 1.0, "only ASCII characters, which nearly every encoding writes alike")
    if seen.is_utf8:
        return _believe_utf8(seen.words)
    if seen.n_valid > 20 * seen.n_stray:
        why = "nearly all of it is UTF-8, but some records do not decode: two encodings are mixed, or bytes are damaged"
        return Found("encoding", "utf-8", 0.7, why, tuple(one.name for one in _weigh(seen.words)[:2]))
    return _choose(seen.words)


def _believe_utf8(words: Counter[bytes]) -> Found:
    """A file that decodes as UTF-8 is UTF-8, unless it holds two or three words only, which come out as none."""
    if len(words) <= FEW_WORDS:
        decoded = [word.decode("utf-8", "replace") for word in words]
        alphabet = best_alphabet(decoded)
        are_odd = sum(plausibility(one, alphabet) for one in decoded) < ODD_UTF8 * len(decoded)
        # Two bytes that stand alone are a letter here, and a word in Chinese.
        if are_odd or all(len(word) == LONE and len(one) == 1 for word, one in zip(words, decoded, strict=True)):
            why = f"it decodes as UTF-8, perhaps by chance: {len(words)} words with letters beyond ASCII look odd so"
            return Found("encoding", "utf-8", 0.6, why, tuple(one.name for one in _weigh(words)[:2]))
    return Found("encoding", "utf-8", 1.0, "all of the file decodes strictly as UTF-8")


def _check_marked(path: Path, name: str, progress: Progress) -> Found | None:
    """A mark is believed where the bytes behind it decode."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
                progress(file.tell())
            decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        if name != "utf-8":
            return Found("encoding", name, 0.6, "it begins with the mark of this encoding, but not all of it decodes")
        why = f"it begins with the mark of UTF-8, but not all of it decodes ({error.reason})"
        return Found("encoding", name, 0.7, why)
    return Found("encoding", name, 1.0, "it begins with a byte order mark, and all of it decodes")


def _guess_wide(head: bytes) -> str:
    """UTF-16 without a mark: zeros at every second place, and nearly none at the others."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _read_all(path: Path, progress: Progress) -> _Bytes:
    seen = _Bytes()
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            seen.n_nul += block.count(0)
            seen.n_bytes += len(block)
            progress(file.tell())
            if block.isascii():
                seen.has_escapes = seen.has_escapes or b"\x1b$B" in block or b"\x1b$@" in block
            else:
                seen.is_ascii = False
                _take_words(seen, block)
            decoder = _feed(decoder, block, False)
            if seen.is_binary or (decoder is None and seen.n_blocks_with_words >= MOST_BLOCKS_WITH_WORDS):
                break
        else:
            decoder = _feed(decoder, b"", True)
    seen.is_utf8 = decoder is not None
    return seen


def _feed(decoder: codecs.IncrementalDecoder | None, block: bytes, is_last: bool) -> codecs.IncrementalDecoder | None:
    if decoder is None or (block and block.isascii() and not decoder.getstate()[0]):
        return decoder
    try:
        decoder.decode(block, is_last)
    except UnicodeDecodeError:
        return None
    return decoder


def _take_words(seen: _Bytes, block: bytes) -> None:
    if seen.n_blocks_with_words >= MOST_BLOCKS_WITH_WORDS:
        return
    seen.n_blocks_with_words += 1
    # The ends of a block may cut a character in two.
    inner = block[4:-4] if len(block) == BLOCK_BYTES else block
    rest, n_valid = VALID_UTF8.subn(b"", inner)
    seen.n_valid += n_valid
    seen.n_stray += len(HIGH.findall(rest))
    if len(seen.words) < MOST_WORDS:
        seen.words.update(WORD.findall(inner))


@dataclass(frozen=True)
class _Weighed:
    """An encoding, and how well each word comes out in it (-1 to 1), one number a word."""

    name: str
    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores)


def _choose(words: Counter[bytes]) -> Found:
    weighed = _weigh(words)
    if not weighed:
        return Found("encoding", "latin-1", 0.2, "no encoding known here reads it well; Latin-1 reads any bytes")
    best, *others = weighed
    sure = min((_how_sure(best, other) for other in others), default=0.95)
    sure *= min(1.0, max(0.3, best.mean + 0.4)) * min(1.0, 0.7 + len(best.scores) / 40)
    why = f"not UTF-8; the words with letters beyond ASCII ({len(best.scores):,} different) come out best so"
    if sure < 0.7:
        why += "; look at a few labels before you rely on it"
    near = tuple(other.name for other in others if best.mean - other.mean < 0.5)
    return Found("encoding", best.name, round(sure, 2), why, near[:3])


def _how_sure(best: _Weighed, other: _Weighed) -> float:
    """0.5 to 0.98: how much better the words come out of which the two encodings make different text."""
    differences = [a - b for a, b in zip(best.scores, other.scores, strict=True) if a != b]
    if not differences:
        return 0.5
    mean: float = sum(differences) / len(differences)
    return min(0.98, 0.55 + 0.4 * max(0.0, mean) * min(2.0, sqrt(len(differences))))


def _weigh(words: Counter[bytes]) -> list[_Weighed]:
    """Encodings by how plausible the words are in them, best first; of those with the same text the first only."""
    common = sorted(words, key=lambda word: (-words[word], word))[:MOST_WORDS]
    weighed: dict[str, _Weighed] = {}
    for name in CANDIDATES:
        decoded = [_decode(word, name) for word in common]
        n_lost = sum(words[word] for word, text in zip(common, decoded, strict=True) if text is None)
        text = "\n".join(one or "" for one in decoded)
        if n_lost > 0.02 * words.total() or text in weighed:
            continue
        if name in SCRIPTS and _share_of_script(decoded, SCRIPTS[name]) < FEWEST_OF_SCRIPT:
            continue
        alphabet = best_alphabet([one for one in decoded if one])
        weighed[text] = _Weighed(name, tuple(plausibility(one, alphabet) if one else -1.0 for one in decoded))
    return sorted(weighed.values(), key=lambda one: (-round(one.mean, 3), CANDIDATES.index(one.name)))


def _share_of_script(words: list[str | None], script: str) -> float:
    usual = USUAL_HAN if script == "KANA" else frozenset()
    # Digits as wide as letters are written in several scripts.
    telling = [word for word in words if not word or not all(map(is_wide_digit, word))]
    known = [any(script_of(letter) == script or letter in usual for letter in word or "") for word in telling]
    return sum(known) / max(1, len(telling))


def _decode(word: bytes, encoding: str) -> str | None:
    try:
        return word.decode(encoding, "strict")
    except UnicodeDecodeError:
        return None
