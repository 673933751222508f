"""Pages are part of the release: made with it, restricted like it, verified with it, and new pages are a new release."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests import fake_lake
from tests.conftest import ROOT
from tests.test_finding_words import DATA
from warehouse.publish.check import read_release_manifest, verify_release
from warehouse.publish.retention import list_releases
from warehouse.publish.step import publish
from warehouse.store.key import Key
from warehouse.store.layout import Layout

PAGES = ["for_helplines/demo_alpha/index.html", "for_helplines/demo_beta/index.html", "internal/index.html"]
PROGRAM = """
import sys
from pathlib import Path
from tests import fake_lake
from warehouse.publish.step import publish
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from tests.conftest import TEST_KEY
layout = Layout(Path(sys.argv[1]))
print(publish(fake_lake.run_of(layout, Key(bytes.fromhex(TEST_KEY))), sys.argv[2]).changed)
"""


def test_the_manifest_names_each_page_and_all_are_their_owners(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    (release,) = publish(fake_lake.run_of(layout, key), "one").paths

    manifest = read_release_manifest(release)

    assert manifest is not None
    public = sorted(name for name in manifest.files if name.startswith("public/"))
    assert sorted(manifest.files) == [*PAGES[:2], "helplines.duckdb", "internal/disclosure.json", PAGES[2], *public]
    assert public == sorted(f"public/{path.name}" for path in (release / "public").iterdir() if path.is_file())
    for name in (*PAGES, *public):
        for path in (release / name, (release / name).parent):
            assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert manifest.content_digest[:12] in (release / PAGES[0]).read_text(encoding="utf-8")


def test_another_version_that_says_the_same_makes_no_release(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "one")

    assert not publish(fake_lake.run_of(layout, key), "two").changed
    assert [folder.name for folder in list_releases(layout)] == ["r0001"]


def test_a_page_that_was_changed_or_lost_is_found_and_made_again(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    (first,) = publish(fake_lake.run_of(layout, key), "one").paths
    content = [(first / name).read_bytes() for name in PAGES]
    (first / PAGES[0]).write_text("<p>somebody was here", encoding="utf-8")
    (first / PAGES[1]).unlink()

    assert len(verify_release(first)) == 2
    (second,) = publish(fake_lake.run_of(layout, key), "one").paths

    assert second.name == "r0002" and verify_release(second) == ()
    assert [(second / name).read_bytes() for name in PAGES] == content


def test_public_files_are_part_of_the_release_and_a_changed_one_is_found(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    (first,) = publish(fake_lake.run_of(layout, key), "one").paths
    public = {path.relative_to(first).as_posix() for path in (first / "public").rglob("*") if path.is_file()}
    manifest = read_release_manifest(first)
    assert manifest is not None and len(public) > 10 and public <= set(manifest.files)

    with (first / "public/network_statistics.csv").open("a", encoding="utf-8") as file:
        file.write("another line\n")
    assert len(verify_release(first)) == 1
    (second,) = publish(fake_lake.run_of(layout, key), "one").paths
    assert verify_release(second) == () and "r0002" in (second / "public/README.md").read_text(encoding="utf-8")


def publish_with(program: Path, layout: Layout, version: str) -> str:
    """Publish in a process of its own, with the program that lies there."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (program, ROOT)))}
    command = [sys.executable, "-c", PROGRAM, str(layout.root), version]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, cwd=program, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.long
def test_other_words_on_a_page_are_a_new_release_though_no_row_has_changed(layout: Layout, tmp_path: Path) -> None:
    fake_lake.write_lake(layout)
    program = tmp_path / "program"
    for package in ("schemas", "warehouse"):
        shutil.copytree(ROOT / package, program / package, ignore=shutil.ignore_patterns("__pycache__", *DATA))
    assert publish_with(program, layout, "one") == "True"
    words = program / "warehouse" / "publish" / "pages" / "languages" / "en.yaml"
    text = words.read_text(encoding="utf-8")
    assert text.count('short: "In short"') == 1

    words.write_text(text.replace('short: "In short"', 'short: "In a few words"'), encoding="utf-8")

    assert publish_with(program, layout, "two") == "True"
    assert "In a few words" in (layout.current / PAGES[0]).read_text(encoding="utf-8")
    words.write_text(text.replace("# The pages' own words.", "# Words."), encoding="utf-8")
    assert publish_with(program, layout, "three") == "True"
    assert publish_with(program, layout, "four") == "False"
