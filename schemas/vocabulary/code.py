"""The vocabulary: code lists, as written in `schemas/codes/*.yaml`.

Belongs here: the models of a code and a list, reading them, and what must hold within a list. Does not belong here:
how codes roll up to a framework (`schemas.vocabulary.crosswalk`), or which value of a helpline means which code
(`mappings/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.text.problem import Problem, VocabularyError
from schemas.text.yaml import Document
from schemas.text.yaml_folder import read_each, read_only_document

Text = Annotated[str, Field(min_length=1)]
SettingScope = Literal["either", "offline", "none"]

SETTINGS_OF_SCOPE: dict[SettingScope, tuple[str, ...]] = {
    "either": ("online", "offline", "both", "unknown"),
    "offline": ("offline",),
    "none": ("not_applicable",),
}
REASON_KEYS = frozenset({"level", "setting_scope", "is_bodily", "tech_sexual", "settings_allowed", "exchange", "tier"})
BAND_KEYS = frozenset({"min", "max"})
BANDS = ("age_band", "perpetrator_age")
"""Lists of which a code is a band of whole years."""


class Code(BaseModel):
    """One code of a list. `since`: the version of the list that brought it; `min`, `max`: whole years, inclusive.

    A code with `replaced_by` stays readable for old decisions but must not be written in new ones.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
    label: Text
    definition: Text
    parent: str | None = None
    since: str = "1"
    replaced_by: str | None = None
    note: str = ""
    source: str = ""
    level: int | None = None
    setting_scope: SettingScope | None = None
    is_bodily: bool = False
    tech_sexual: Literal["core", "boundary"] | None = None
    settings_allowed: tuple[str, ...] | None = None
    exchange: Literal["yes", "no", "unknown", "disputed"] | None = None
    tier: Literal["core", "carried"] | None = None
    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings that a reason may carry, in the order online, offline, both, unknown; () for other codes."""
        if self.setting_scope is None:
            return ()
        return self.settings_allowed or SETTINGS_OF_SCOPE[self.setting_scope]


class CodeList(BaseModel):
    """One list: what it answers, where it comes from, and its codes in the order in which they are shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text = Field(alias="list")
    version: Annotated[int, Field(ge=1)]
    definition: Text
    source: Text
    sources: dict[str, Text] = {}
    rules: tuple[Text, ...] = ()
    entries: Annotated[tuple[Code, ...], Field(alias="codes", min_length=1)]

    @cached_property
    def codes(self) -> dict[str, Code]:
        """The codes by their code, in order."""
        return {entry.code: entry for entry in self.entries}

    def has(self, code: str) -> bool:
        """True where the list knows the code, replaced ones included."""
        return code in self.codes

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above, nearest first, without the code itself. Raises KeyError where the code is unknown."""
        above: list[str] = []
        parent = self.codes[code].parent
        while parent is not None:
            above.append(parent)
            parent = self.codes[parent].parent
        return tuple(above)

    def descendants(self, code: str) -> frozenset[str]:
        """The code itself and all codes below it. Raises KeyError where the code is unknown."""
        self.codes[code]
        return frozenset(one for one in self.codes if one == code or code in self.ancestors(one))


class Codes:
    """All lists by name."""

    def __init__(self, lists: Iterable[CodeList]) -> None:
        self.lists: dict[str, CodeList] = {one.name: one for one in lists}

    def list_of(self, name: str) -> CodeList:
        """The list of that name. Raises KeyError naming the lists that exist."""
        if name not in self.lists:
            raise KeyError(f"no code list `{name}`; there are {', '.join(self.lists)}")
        return self.lists[name]

    def ancestors(self, list_name: str, code: str) -> tuple[str, ...]:
        """The codes above, nearest first, without the code itself."""
        return self.list_of(list_name).ancestors(code)

    def descendants(self, list_name: str, code: str) -> frozenset[str]:
        """The code itself and all codes below it."""
        return self.list_of(list_name).descendants(code)


@cache
def load_codes() -> Codes:
    """The vocabulary of this installation. Raises VocabularyError with every problem of every list."""
    return read_codes(files("schemas").joinpath("codes"))


def read_codes(folder: Path | Traversable) -> Codes:
    """The lists of a folder, one YAML file each, by name. Raises VocabularyError with every problem of every list."""
    return Codes(read_each(folder, lambda entry: _read_list(entry, f"schemas/codes/{entry.name}")))


def _read_list(entry: Path | Traversable, file: str) -> CodeList:
    code_list, document = read_only_document(entry, file, CodeList, "list")
    problems = list(_Checks(code_list, document, file).problems())
    if problems:
        raise VocabularyError(problems)
    return code_list


class _Checks:
    """What must hold within one list; each complaint with the line of its key."""

    def __init__(self, code_list: CodeList, document: Document, file: str) -> None:
        self.list, self.document, self.file = code_list, document, file

    def problems(self) -> Iterator[Problem]:
        if self.file.rsplit("/", 1)[-1] != f"{self.list.name}.yaml":
            yield Problem(self.file, self.document.line_of(("list",)), "list and file differ", "give both one name")
        first: dict[str, int] = {}
        for index, code in enumerate(self.list.entries):
            if code.code in first:
                yield self._problem(index, "code", f"code `{code.code}` stands twice", "keep one of the two")
            first.setdefault(code.code, index)
            yield from self._check_links(index, code)
            yield from self._check_keys(index, code)
            if self.list.name == "reason":
                yield from self._check_reason(index, code)
            if self.list.name in BANDS:
                yield from self._check_band(index, code)

    def _problem(self, index: int, key: str, message: str, next_step: str = "") -> Problem:
        return Problem(self.file, self.document.line_of(("codes", index, key)), message, next_step)

    def _check_links(self, index: int, code: Code) -> Iterator[Problem]:
        links: dict[str, dict[str, str | None]] = {
            "parent": {one.code: one.parent for one in self.list.entries},
            "replaced_by": {one.code: one.replaced_by for one in self.list.entries},
        }
        for key, link in links.items():
            target = link[code.code]
            if target is not None and target not in link:
                yield self._problem(index, key, f"{key} `{target}` is not in this list", "add it or correct it")
            elif _leads_back(code.code, link):
                yield self._problem(index, key, f"{key} of `{code.code}` leads back to itself", "break the circle")

    def _check_keys(self, index: int, code: Code) -> Iterator[Problem]:
        foreign = set(code.model_fields_set)
        foreign &= (REASON_KEYS if self.list.name != "reason" else set()) | (
            BAND_KEYS if self.list.name not in BANDS else set()
        )
        for key in sorted(foreign):
            yield self._problem(index, key, f"key `{key}` has no meaning in list `{self.list.name}`", "remove it")
        if self.list.sources and code.source not in self.list.sources:
            yield self._problem(index, "source", f"source of `{code.code}` is not among `sources`", "name one of them")
        if not code.since.isdigit() or not 1 <= int(code.since) <= self.list.version:
            yield self._problem(index, "since", f"since of `{code.code}` is no version of this list", "raise `version`")

    def _check_reason(self, index: int, code: Code) -> Iterator[Problem]:
        above, _, _ = code.code.rpartition(".")
        if (code.parent or "") != above:
            yield self._problem(index, "parent", f"parent of `{code.code}` is not the code before its last dot")
        if code.level != code.code.count(".") + 1:
            yield self._problem(index, "level", f"level of `{code.code}` is not its number of parts")
        if code.setting_scope is None:
            yield self._problem(index, "setting_scope", f"`{code.code}` has no setting_scope", "add it")
        elif not set(code.settings) <= set(SETTINGS_OF_SCOPE[code.setting_scope]):
            message = f"settings_allowed of `{code.code}` goes beyond scope `{code.setting_scope}`"
            yield self._problem(index, "settings_allowed", message, "take settings of the scope only")

    def _check_band(self, index: int, code: Code) -> Iterator[Problem]:
        if code.min is None:
            return
        end = code.max if code.max is not None else float("inf")
        if end < code.min:
            yield self._problem(index, "max", f"band `{code.code}` ends before it begins")
        for other in self.list.entries[:index]:
            other_end = other.max if other.max is not None else float("inf")
            overlap = other.min is not None and other.min <= end and code.min <= other_end
            if overlap and other.parent == code.parent:
                yield self._problem(index, "min", f"bands `{other.code}` and `{code.code}` overlap")
            if other.code == code.parent and not (other.min or 0) <= code.min <= end <= other_end:
                yield self._problem(index, "min", f"band `{code.code}` is not within `{other.code}`")


def _leads_back(start: str, link: dict[str, str | None]) -> bool:
    at, steps = link.get(start), 0
    while at is not None and at != start and steps < len(link):
        at, steps = link.get(at), steps + 1
    return at == start


def tellable_reasons() -> tuple[str, ...]:
    """Reasons that can happen online or offline (scope `either`), so that it has to be told, sorted."""
    codes = load_codes().list_of("reason").codes.values()
    return tuple(sorted(code.code for code in codes if code.setting_scope == "either"))


def narrow_ocsea_reasons() -> tuple[str, ...]:
    """Reasons that count as OCSEA in the narrow sense when they are online or both (`tech_sexual: core`), sorted."""
    codes = load_codes().list_of("reason").codes.values()
    return tuple(sorted(code.code for code in codes if code.tech_sexual == "core"))
