"""How an answer is written: in the common codes, or in a source's own words.

Belongs here: taking the cell of an answer apart and finding what each part means. Does not belong here: rows and raters
(`pipelines.agree.answers`), or what a source's words mean (`warehouse.review.labels`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from schemas.text.fold import fold
from schemas.text.near import ask_meant, find_near
from schemas.text.shape import shape_of
from schemas.vocabulary.code import Codes
from schemas.vocabulary.scenario import Pair

if TYPE_CHECKING:
    from warehouse.review.labels import LabelList

NONE = "none"
"""What a rater writes who has read a scenario and finds that no code fits."""
_PARTS = re.compile(r"[,;|\r\n]+")
_CODE = re.compile(r"([^\s:/()]+)(?:\s*[\s:/(]\s*([^:/()]+?)\s*\)?)?")
LIKE = 0.6
MOST_SEPARATORS = 8
"""Words with separators between them that can still be one label."""


class WrongAnswerError(Exception):
    """A cell that is no answer. Its text holds the cell's shape, never its content."""

    def __init__(self, message: str, next_step: str = "", column: str = "answer") -> None:
        super().__init__(message)
        self.next_step, self.column = next_step, column


class Reader(Protocol):
    """Reads the cells of one list."""

    @property
    def cap(self) -> int | None:
        """The most reasons that one contact can carry."""

    def read(self, answer: str, setting: str) -> tuple[list[str] | None, frozenset[Pair]]:
        """The parts of an answer and what they mean; no list of parts where the cell says nothing.
        Raises WrongAnswerError.
        """


class CommonCodes:
    """Answers in codes of the list `reason`: `violence.bullying:both, mental_health.mood`."""

    cap: int | None = None

    def __init__(self, codes: Codes) -> None:
        self._reasons = codes.list_of("reason").codes
        self._settings = codes.list_of("setting").codes

    def read(self, answer: str, setting: str) -> tuple[list[str] | None, frozenset[Pair]]:
        """As `Reader.read`."""
        parts = _split(answer)
        if not parts:
            return None, frozenset()
        if NONE in (part.casefold() for part in parts):
            if len(parts) > 1 or setting:
                raise WrongAnswerError(f"`{NONE}` beside something else", "write the one or the other")
            return [], frozenset()
        beside = self._setting(setting, "setting") if setting else ""
        pairs = [self._pair(part, beside) for part in parts]
        _refuse_twice(pairs)
        return parts, frozenset(pairs)

    def _pair(self, part: str, beside: str) -> Pair:
        match = _CODE.fullmatch(part)
        code = (match.group(1) if match else part).casefold()
        if code not in self._reasons:
            raise WrongAnswerError(f"{shape_of(part)} is no code of the list `reason`", self._close(code))
        reason = self._reasons[code]
        if reason.replaced_by:
            raise WrongAnswerError(f"code `{code}` has been replaced", f"use `{reason.replaced_by}`")
        own = self._setting(match.group(2), "answer") if match and match.group(2) else ""
        if own and beside and own != beside:
            message = f"`{code}` is {own} here and {beside} in the column `setting`"
            raise WrongAnswerError(message, "say the setting in one of the two places")
        if len(reason.settings) == 1 and not own:
            # what stands beside several reasons is about those that can have one
            return code, reason.settings[0]
        found = own or beside or "unknown"
        if found not in reason.settings:
            column = "answer" if own else "setting"
            step = f"it can be {', '.join(reason.settings)}, or leave the setting out"
            raise WrongAnswerError(f"`{code}` cannot be {found}", step, column)
        return code, found

    def _setting(self, written: str, column: str) -> str:
        code = re.sub(r"[\s-]+", "_", written.strip().casefold())
        if code in self._settings:
            return code
        step = ask_meant(find_near(code, self._settings), f"settings are {', '.join(self._settings)}")
        raise WrongAnswerError(f"{shape_of(written)} is no setting", step, column)

    def _close(self, code: str) -> str:
        """Codes that are written alike, end alike, or carry the word as their label."""
        last = {name.rpartition(".")[2]: name for name in self._reasons}
        labels = {fold(one.label): name for name, one in self._reasons.items()}
        near = find_near(code, self._reasons, LIKE)
        near += [last[one] for one in find_near(code.rpartition(".")[2], last, LIKE)]
        near += [labels[one] for one in find_near(fold(code), labels, LIKE)]
        return ask_meant(list(dict.fromkeys(near)), "see schemas/codes/reason.yaml")


class OwnWords:
    """Answers in the words of one source's list, decided by its `decisions.csv`."""

    def __init__(self, labels: LabelList) -> None:
        self.list = labels

    @property
    def cap(self) -> int | None:
        """As `Reader.cap`."""
        return self.list.cap

    def read(self, answer: str, setting: str) -> tuple[list[str] | None, frozenset[Pair]]:
        """As `Reader.read`. A label may hold a comma: the longest text that is a label is taken."""
        if not _split(answer):
            return None, frozenset()
        if answer.casefold() == NONE and self.list.find_label(answer) is None:
            return [], frozenset()
        word = self._setting(setting) if setting else ""
        labels = self._labels(answer)
        said = [label for label in labels if label not in self.list.blanks]
        if not said:
            return None, frozenset()
        _refuse_twice(said)
        return said, frozenset().union(*(self.list.pairs[label, word] for label in said))

    def _labels(self, answer: str) -> list[str]:
        if (whole := self.list.find_label(answer)) is not None:
            return [whole]
        pieces = re.split(f"({_PARTS.pattern})", answer)
        n_words, found, at = (len(pieces) + 1) // 2, list[str](), 0
        while at < n_words:
            if not pieces[2 * at].strip():
                at += 1
                continue
            ends = range(min(n_words, at + MOST_SEPARATORS), at, -1)
            taken = {end: self.list.find_label("".join(pieces[2 * at : 2 * end - 1]).strip()) for end in ends}
            end = next((end for end in ends if taken[end] is not None), None)
            if end is None:
                part = pieces[2 * at].strip()
                message = f"{shape_of(part)} is no value that `{self.list.source_id}` has decided"
                step = _close_words(part, self.list.labels) or "decide it in decisions.csv of the source"
                raise WrongAnswerError(message, step)
            found.append(taken[end] or "")
            at = end
        return found

    def _setting(self, written: str) -> str:
        known = [word for word in self.list.settings if word]
        if (word := self.list.find_setting(written)) is not None:
            return "" if word in self.list.blank_settings else word
        message = f"{shape_of(written)} is no value of the setting that `{self.list.source_id}` has decided"
        step = _close_words(written, known) if known else "its list has no field for the setting: leave it open"
        raise WrongAnswerError(message, step or "decide it in decisions.csv of the source", "setting")


def _split(answer: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(answer) if part.strip()]


def _refuse_twice(parts: list[str] | list[Pair]) -> None:
    if len(set(parts)) < len(parts):
        raise WrongAnswerError("the same answer stands twice", "write it once")


def _close_words(written: str, known: list[str]) -> str:
    """Labels that are written alike, then those that hold the text."""
    folded = {fold(word): word for word in known}
    near = find_near(fold(written), folded, LIKE)
    near += [word for word in folded if fold(written) in word and len(fold(written)) > 2]
    return ask_meant([folded[one] for one in dict.fromkeys(near)])
