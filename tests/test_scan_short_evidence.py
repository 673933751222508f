"""Where a file has few letters beyond ASCII a guess of its encoding is no more than that: never sure and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.scan.encoding import find_encoding

SURE = 0.8
WORDS = {
    "shift_jis": ("いじめ", "虐待", "性的被害", "女", "電話", "学校"),
    "euc_jp": ("いじめ", "虐待", "家族", "女", "電話"),
    "gb18030": ("欺凌", "家庭暴力", "女", "电话"),
    "big5": ("霸凌", "家庭暴力", "女", "電話"),
    "euc_kr": ("따돌림", "학대", "여", "전화"),
    "cp1251": ("Травля", "насилие", "девочка"),
    "koi8-r": ("Травля", "насилие", "девочка"),
    "cp1255": ("אלימות", "משפחה", "ילדה"),
    "cp1256": ("عنف", "الأسرة", "أنثى"),
    "cp874": ("ความรุนแรง", "ครอบครัว", "หญิง"),
    "cp1250": ("Šikana", "dívka", "Zneužívání"),
    "cp850": ("Négligence", "École", "élève"),
}


def guess(folder: Path, encoding: str, words: tuple[str, ...]) -> tuple[bool, float, list[bool]]:
    """Whether the guess reads the words right, how sure it is, and which of the others do."""
    content = ("id,reason\n" + "".join(f"{n},{words[n % len(words)]}\n" for n in range(40))).encode(encoding)
    path = folder / "x.csv"
    path.write_bytes(content)
    found = find_encoding(path, lambda _: None)
    assert found is not None
    text = content.decode(encoding)
    right, *others = (content.decode(one, "replace") == text for one in (found.value, *found.others))
    return right, found.sure, others


@pytest.mark.parametrize("encoding", WORDS)
def test_a_few_words_never_make_a_guess_sure_and_wrong(tmp_path: Path, encoding: str) -> None:
    words = WORDS[encoding]
    for some in (*((word,) for word in words), words[:2], words[1:3]):
        assert guess(tmp_path, "utf-8", some)[:2] == (True, 1.0), some
        right, sure, _ = guess(tmp_path, encoding, some)
        assert right or sure < SURE, some


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("shift_jis", "虐待 性的被害 女 男 電話 学校 家族 友人関係"), ("cp1255", "אלימות משפחה הזנחה ילדה טלפון")],
)
def test_the_right_one_is_among_those_that_are_named(tmp_path: Path, encoding: str, words: str) -> None:
    right, _, others = guess(tmp_path, encoding, tuple(words.split()))
    assert right or any(others)
