"""A right list of codes is read; a wrong one is refused with file and line, all of its problems at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.text.problem import VocabularyError
from schemas.vocabulary.code import Codes, read_codes

SMALL = """\
list: gender
version: 1
definition: d
source: s
codes:
  - {code: a, label: A, definition: d}
"""


def read_texts(folder: Path, **texts: str) -> Codes:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_codes(folder)


def complaints(folder: Path, **texts: str) -> list[str]:
    with pytest.raises(VocabularyError) as caught:
        read_texts(folder, **texts)
    return [str(problem).removeprefix("schemas/codes/") for problem in caught.value.problems]


def test_a_right_list_is_read(tmp_path: Path) -> None:
    text = (
        SMALL
        + "  - {code: b, label: B, definition: d, parent: a}\n  - {code: c, label: C, definition: d, replaced_by: b}\n"
    )
    codes = read_texts(tmp_path, gender=text)
    assert codes.ancestors("gender", "b") == ("a",)
    assert codes.list_of("gender").codes["c"].replaced_by == "b"


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("{code: a, label: B, definition: d}", "code `a` stands twice -> keep one of the two"),
        ("{code: b, label: B, definition: d, parent: z}", "parent `z` is not in this list -> add it or correct it"),
        ("{code: b, label: B, definition: d, parent: b}", "parent of `b` leads back to itself -> break the circle"),
        (
            "{code: b, label: B, definition: d, replaced_by: z}",
            "replaced_by `z` is not in this list -> add it or correct it",
        ),
        (
            "{code: b, label: B, definition: d, replaced_by: b}",
            "replaced_by of `b` leads back to itself -> break the circle",
        ),
        ("{code: b, label: B, definition: d, perent: a}", "unknown key `perent` -> did you mean `parent`?"),
        ("{code: b, label: B, definition: d, level: 1}", "key `level` has no meaning in list `gender` -> remove it"),
        ("{code: b, label: B, definition: d, min: 1}", "key `min` has no meaning in list `gender` -> remove it"),
        ("{code: b, label: B, definition: d, since: 2}", "since of `b` is no version of this list -> raise `version`"),
        ("{code: b, label: B}", "required key `definition` is missing -> add `definition`"),
        ("{code: B b, label: B, definition: d}", "`codes.1.code`: String should match pattern"),
        ("{code: b, label: '', definition: d}", "`codes.1.label`: String should have at least 1 character"),
        (
            "{code: b, code: c, label: B, definition: d}",
            "key `code` is written twice (first in line 7) -> keep one of the two",
        ),
    ],
)
def test_a_wrong_code_is_refused_at_its_line(tmp_path: Path, added: str, expected: str) -> None:
    (complaint,) = complaints(tmp_path, gender=f"{SMALL}  - {added}\n")
    assert complaint.startswith(f"gender.yaml:7: {expected}")


def test_a_longer_circle_is_refused_at_each_of_its_codes_and_nowhere_else(tmp_path: Path) -> None:
    text = SMALL.replace("definition: d}", "definition: d, parent: b}")
    text += "  - {code: b, label: B, definition: d, parent: a}\n  - {code: c, label: C, definition: d, parent: a}\n"
    assert [complaint.split(" ->")[0] for complaint in complaints(tmp_path, gender=text)] == [
        "gender.yaml:6: parent of `a` leads back to itself",
        "gender.yaml:7: parent of `b` leads back to itself",
    ]


REASON = "{code: violence, label: V, definition: d, level: 1, setting_scope: either}"


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("{code: violence.x, label: X, definition: d, level: 2, setting_scope: either}", "parent of `violence.x`"),
        ("{code: x, label: X, definition: d, parent: violence, level: 1, setting_scope: none}", "parent of `x`"),
        ("{code: x, label: X, definition: d, level: 2, setting_scope: none}", "level of `x`"),
        ("{code: x, label: X, definition: d, level: 1}", "`x` has no setting_scope"),
        (
            "{code: x, label: X, definition: d, level: 1, setting_scope: offline, settings_allowed: [online]}",
            "settings_allowed",
        ),
        ("{code: x, label: X, definition: d, level: 1, setting_scope: ether}", "`codes.1.setting_scope`: 'aaaaa'"),
    ],
)
def test_a_wrong_reason_is_refused_at_its_line(tmp_path: Path, added: str, expected: str) -> None:
    head = SMALL.replace("gender", "reason").replace("{code: a, label: A, definition: d}", REASON)
    (complaint,) = complaints(tmp_path, reason=f"{head}  - {added}\n")
    assert complaint.startswith(f"reason.yaml:7: {expected}")


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("{code: b, label: B, definition: d, min: 5, max: 3}", "band `b` ends before it begins"),
        ("{code: b, label: B, definition: d, min: 9}", "bands `a` and `b` overlap"),
        ("{code: b, label: B, definition: d, parent: a, min: 9, max: 11}", "band `b` is not within `a`"),
    ],
)
def test_a_wrong_band_is_refused_at_its_line(tmp_path: Path, added: str, expected: str) -> None:
    head = SMALL.replace("gender", "age_band").replace("definition: d}", "definition: d, min: 4, max: 10}")
    found = complaints(tmp_path, age_band=f"{head}  - {added}\n")
    assert f"age_band.yaml:7: {expected}" in found


def test_a_source_that_the_list_does_not_name_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("codes:", "sources: {X: x}\ncodes:")
    assert complaints(tmp_path, gender=text) == [
        "gender.yaml:7: source of `a` is not among `sources` -> name one of them"
    ]


def test_all_problems_of_all_lists_come_at_once(tmp_path: Path) -> None:
    found = complaints(
        tmp_path, other=SMALL, gender=SMALL + "  - {}\n", empty="", broken="a: [\n", right=SMALL + "x: 1\n"
    )
    assert [complaint.split(" ->")[0] for complaint in found] == [
        "broken.yaml:2: not YAML: did not find expected node content",
        "empty.yaml:1: holds 0 documents",
        "gender.yaml:7: required key `code` is missing",
        "gender.yaml:7: required key `definition` is missing",
        "gender.yaml:7: required key `label` is missing",
        "other.yaml:1: list and file differ",
        "right.yaml:7: unknown key `x`",
    ]
