"""A body that says there is more than it holds is one page of several: it is held, however it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.container_files import open_container
from warehouse.read.rejects import UnreadableError

RECORDS = [{"id": number} for number in range(3)]
PAGES: list[tuple[str, dict[str, Any], str]] = [
    ("rows", {"count": 2317, "next": None, "rows": RECORDS}, "says 2317 records and holds 3"),
    ("rows", {"rows": RECORDS, "recordsTotal": "12"}, "says 12 records and holds 3"),
    ("rows", {"rows": RECORDS, "@odata.count": 4}, "says 4 records and holds 3"),
    ("rows", {"next": "https://example.invalid/?page=2", "rows": RECORDS}, "says that more follow"),
    ("rows", {"rows": RECORDS, "@odata.nextLink": "x"}, "says that more follow"),
    ("rows", {"rows": RECORDS, "links": {"self": "a", "next": {"href": "b"}}}, "says that more follow"),
    ("rows", {"rows": RECORDS, "meta": {"pagination": {"next_cursor": "abc"}}}, "says that more follow"),
    ("rows", {"done": False, "rows": RECORDS}, "says that more follow"),
    ("rows", {"has_more": True, "rows": RECORDS}, "says that more follow"),
    ("rows", {"pager": {"page": 1, "pageCount": 9}, "rows": RECORDS}, "it is page 1 of 9"),
    ("rows", {"pager": {"page": 9, "pageCount": 9}, "rows": RECORDS}, "it is page 9 of 9"),
    ("rows", {"rows": RECORDS, "page": {"number": 0, "totalPages": 2, "size": 3}}, "it is page 0 of 2"),
    ("data.items", {"data": {"items": RECORDS, "total": 40}}, "says 40 records and holds 3"),
    ("data.items", {"data": {"items": RECORDS}, "paging": {"total": 40}}, "says 40 records and holds 3"),
]
WHOLE: list[dict[str, Any]] = [
    {"rows": RECORDS},
    {"count": 3, "next": None, "previous": None, "rows": RECORDS},
    {"count": 1, "rows": RECORDS},
    {"pager": {"page": 1, "pageCount": 1, "total": 3, "nextPage": ""}, "rows": RECORDS},
    {"done": True, "totalSize": 3, "rows": RECORDS},
    {"rows": RECORDS, "links": {"self": "a", "next": None}, "has_more": False},
    {"rows": RECORDS, "total": "about 40", "page": [1, 2]},
    # what lies inside the records, or beside them under another name, says nothing of pages
    {"rows": [{**record, "next": "x", "total": 99} for record in RECORDS], "year": 2024},
]


def count(folder: Path, at: str, body: dict[str, Any], **declared: Any) -> int:
    read = {"json": {"kind": "document", "at": at, **declared}}
    with duckdb.connect() as connection:
        return open_container(connection, folder, read, [json.dumps(body).encode()], ["id"]).n_records


@pytest.mark.parametrize(("at", "body", "sentence"), PAGES)
def test_a_page_is_held(tmp_path: Path, at: str, body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        count(tmp_path, at, body)

    assert caught.value.finding_code == "page_of_many"
    assert sentence in str(caught.value)
    assert "whole: yes" in caught.value.next_step
    assert "example.invalid" not in str(caught.value)


@pytest.mark.parametrize(("at", "body", "sentence"), PAGES)
def test_where_each_page_is_a_file_of_its_own_it_is_said(
    tmp_path: Path, at: str, body: dict[str, Any], sentence: str
) -> None:
    del sentence
    assert count(tmp_path, at, body, whole=True) == 3


@pytest.mark.parametrize("body", WHOLE)
def test_what_holds_all_is_read(tmp_path: Path, body: dict[str, Any]) -> None:
    assert count(tmp_path, "rows", body) == 3
