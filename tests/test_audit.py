"""The auditor imports nothing of the project, agrees with an honest release, and finds each kind of loss."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from schemas.mapping.registry import load_registry
from tests import audit, tiny_network
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run

SOURCES = ("demo_alpha", "demo_beta")
ODD_ROWS = (
    '1001;05/03/2024;"Télé""phone";F;14;Internet;1;',
    '1002;06/03/2024;"Téléphone\r\nd\'urgence";NSP;11;École;;1',
    "",
    "1003;99/99/2024;Téléphone;F;16;Internet;1;1",
    *(f"{number};07/03/2024;Téléphone;F;16;Internet;1;1" for number in range(1004, 1024)),
)


SOURCE = re.sub(r"(?m)^thresholds: .*$", "thresholds: {{rejected: 0.9, because: planted rejects}}", tiny_network.SOURCE)


@pytest.fixture
def network(tmp_path: Path, layout: Layout, key: Key) -> Layout:
    """Two sources, one of them with odd but sound records and a corrected delivery."""
    for source_id in SOURCES:
        tiny_network.write_mapping(tmp_path / "mappings", source_id, SOURCE)
        tiny_network.write_delivery(tmp_path / "deliveries", source_id)
    tiny_network.write_delivery(tmp_path / "deliveries", "demo_beta", ODD_ROWS, day="2024-05-01")
    run = Run(layout, load_registry(tmp_path / "mappings"), key)
    for source_id in SOURCES:
        land_source(run, source_id, str(tmp_path / "deliveries" / source_id))
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    publish(run, "test")
    return layout


def run_audit(layout: Layout, root: Path, mappings: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "tests" / "audit.py"), str(layout.root), "--mappings", str(mappings)],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def change_release(layout: Layout, *statements: str) -> None:
    """Do to the current release what nobody may do."""
    path = layout.database.resolve()
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_it_imports_nothing_of_the_project(repo_root: Path) -> None:
    tree = ast.parse((repo_root / "tests" / "audit.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names) | {"duckdb", "yaml"}
    assert "importlib" not in imported
    assert called.isdisjoint({"__import__", "exec", "eval"})
    assert not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))


def test_an_honest_release_agrees(network: Layout, repo_root: Path, tmp_path: Path) -> None:
    done = run_audit(network, repo_root, tmp_path / "mappings")

    assert (done.returncode, done.stdout) == (0, "landing and release agree\n"), done.stderr
    with duckdb.connect(str(network.database), read_only=True) as release:
        counted = release.execute("select sum(n_rows), sum(n_rejected), sum(n_superseded) from delivery").fetchone()
    assert counted == (3 + 3 + 23, 1, 2)


@pytest.mark.long
@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("update delivery set n_rows = n_rows - 1, n_rows_used = n_rows_used - 1", "records in landing"),
        ("update delivery set n_ignored = 7", "are not used + superseded + ignored + rejected"),
        ("delete from delivery where source_id = 'demo_alpha'", "landed, but not in the release"),
        ("update delivery set delivery_id = 'x' where source_id = 'demo_alpha'", "in the release, but not in landing"),
        ("delete from source where source_id = 'demo_beta'", "the release has no such source"),
        ("delete from contact where source_id = 'demo_alpha'", "3 contacts more or fewer"),
        ("insert into contact from contact limit 1", "1 contacts that stand twice"),
        ("delete from contact_reason where source_id = 'demo_alpha'", "n_reasons is not the number"),
        ("update contact_reason set contact_id = 'x'", "reasons without a contact"),
        ("update contact set contact_year = 1999", "contacts in another year than their date"),
        ("update contact set source_id = 'x' where source_id = 'demo_beta'", "contacts without a source"),
    ],
)
def test_a_wrong_release_is_told(network: Layout, tmp_path: Path, statement: str, complaint: str) -> None:
    change_release(network, statement)

    assert any(complaint in sentence for sentence in audit.audit(network.root, tmp_path / "mappings"))


def test_lost_and_damaged_landing_is_told(network: Layout, repo_root: Path, tmp_path: Path) -> None:
    damaged, lost = sorted(path.parent for path in network.landing.glob("demo_beta/*/manifest.json"))
    data = next(path for path in damaged.iterdir() if path.name != "manifest.json")
    data.write_bytes(data.read_bytes()[:-40])
    shutil.rmtree(lost)

    done = run_audit(network, repo_root, tmp_path / "mappings")

    assert done.returncode == 1
    assert "file 0 is damaged" in done.stdout
    assert "in the release, but not in landing" in done.stdout


def test_without_a_release_it_says_so(layout: Layout, repo_root: Path, tmp_path: Path) -> None:
    done = run_audit(layout, repo_root, tmp_path / "mappings")

    assert done.returncode == 2
    assert "audit impossible" in done.stderr


# ---------------------------------------------------------------- counting


@pytest.mark.parametrize(
    ("content", "dialect", "expected"),
    [
        (b"a,b\n1,2\n3,4\n", {"encoding": "utf-8"}, 2),
        (b"a,b\r\n1,2\r\n3,4", {}, 2),
        (b"a,b\r1,2\r3,4\r", {}, 2),
        (b"\xef\xbb\xbfa,b\n1,2\n", {}, 1),
        (b'title\n\na;b\n1;"x\ny"\n\n2;z\n', {"delimiter": ";", "header_row": "3"}, 2),
        (b'a,b\n1,"x\n2,y\n', {"quote": ""}, 2),
        ("a\tb\n1\té\n".encode("utf-16"), {"encoding": "utf-16", "delimiter": "\\t"}, 1),
        (b"a,b\n1,\xff\n", {}, 1),
        (b"a,b\n", {}, 0),
        (b"", {}, 0),
    ],
)
def test_csv_records_are_counted(content: bytes, dialect: dict[str, str], expected: int) -> None:
    assert audit.count_records(content, {"csv": dialect}) == expected


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b'{"a": 1}', "one_per_file", 1),
        (b"{broken", "one_per_file", 1),
        ('{"a": "x\u2028y"}\n\n{"a": 2}\n'.encode(), "lines", 2),
        (b'[{"a": [1, 2]}, {}]', "array", 2),
    ],
)
def test_json_documents_are_counted(content: bytes, kind: str, expected: int) -> None:
    assert audit.count_records(content, {"json": kind}) == expected


def test_a_pack_is_counted_file_by_file(tmp_path: Path) -> None:
    documents = [json.dumps({"id": number}).encode("ascii") for number in range(3)]
    packed = io.BytesIO()
    files = []
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for number, document in enumerate(documents):
            member = tarfile.TarInfo(f"2024/01/0{number}/contacts/{number}.json")
            member.size = len(document)
            files.append({"name": member.name, "n_bytes": member.size, "offset": packed.tell() + 512})
            archive.addfile(member, io.BytesIO(document))
    (tmp_path / "pack.tar").write_bytes(packed.getvalue())
    (tmp_path / "manifest.json").touch()
    landed = audit.Landed("demo", "x", tmp_path, files, packed=True)
    form = {"files": "*/*/*/contacts/*.json", "read": {"json": "one_per_file"}}

    assert [content for _, content in audit.read_files(landed)] == documents
    assert audit.count_delivery(landed, [form]) == 3


@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("contacts_2024.csv", "contacts_*.csv", True),
        ("sub/contacts_2024.csv", "contacts_*.csv", True),
        ("a/b/c.json", "a/*.json", False),
        ("a/b/c.json", "a/*/*.json", True),
        ("a/b/c/d.json", "a/**/*.json", True),
        ("a/d.json", "a/**/*.json", True),
        ("contacts_2024.CSV", "contacts_*.csv", False),
    ],
)
def test_globs(name: str, pattern: str, expected: bool) -> None:
    assert audit.fits(name, pattern) is expected


def test_a_format_that_is_like_another_is_read_like_it(tmp_path: Path) -> None:
    for folder in ("_exports", "demo"):
        (tmp_path / folder).mkdir()
    (tmp_path / "_exports" / "aselo.yaml").write_text("files: '*.json'\nread: {json: lines}\n", encoding="utf-8")
    (tmp_path / "demo" / "export.yaml").write_text(
        "name: first\nfiles: a.csv\nread: {csv: {delimiter: ';'}}\n---\nlike: first\nfiles: [b.csv, c.csv]\n---\n"
        "like: aselo\n",
        encoding="utf-8",
    )

    formats = audit.formats_of(tmp_path, "demo")

    read: Callable[[str], dict[str, object]] = lambda name: audit.format_of(name, formats)  # noqa: E731
    assert read("a.csv") == read("c.csv") == {"csv": {"delimiter": ";"}}
    assert read("x.json") == {"json": "lines"}
    with pytest.raises(LookupError):
        read("d.csv")
