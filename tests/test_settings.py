"""Settings come from the environment, then `.env`, then defaults; what is missing or unsafe is refused in one
sentence.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.base.settings import export_env_file, read_settings
from schemas.text.problem import MappingError, SettingsError
from tests.tiny_network import make_network, write_mapping
from warehouse.store.key import KeyFileError, make_key_file


def test_without_anything_set_everything_is_below_the_checkout_but_the_key(tmp_path: Path) -> None:
    settings = read_settings({"HOME": "/home/somebody"}, tmp_path)

    assert settings.warehouse == tmp_path / "warehouse"
    assert settings.deliveries == tmp_path / "warehouse" / "deliveries"
    assert settings.mappings == tmp_path / "mappings"
    assert settings.dagster_home == tmp_path / "dagster_home"
    assert settings.key_file == Path("/home/somebody/.config/helpline-harmonisation/key")


def test_the_environment_wins_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        '# ours\nexport HARMONISE_WAREHOUSE="data here"\nHARMONISE_MAPPINGS=/elsewhere/mappings\nOTHER=1\n',
        encoding="utf-8",
    )

    settings = read_settings({"HARMONISE_MAPPINGS": "/from/environment"}, tmp_path)

    assert settings.warehouse == tmp_path / "data here"
    assert settings.deliveries == tmp_path / "data here" / "deliveries"
    assert settings.mappings == Path("/from/environment")


def test_relative_paths_count_from_the_checkout_in_the_file_and_from_here_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (tmp_path / ".env").write_text("HARMONISE_WAREHOUSE=../data\nDAGSTER_HOME=home\n", encoding="utf-8")

    settings = read_settings({"DAGSTER_HOME": "state"}, tmp_path)

    assert settings.warehouse == tmp_path.parent / "data"
    assert settings.dagster_home == here / "state"


@pytest.mark.parametrize(
    "line",
    ["HARMONISE_WAREHUOSE=/data", "no equals sign", "OTHER", "=/data", 'HARMONISE_WAREHOUSE="/data', "OTHER='1' and 2"],
)
@pytest.mark.parametrize("above", ["", "# comment\n\nOTHER=1\n", "\n \n"])
def test_a_line_that_is_no_setting_is_refused_with_its_place(tmp_path: Path, line: str, above: str) -> None:
    (tmp_path / ".env").write_text(f"{above}{line}\nDAGSTER_HOME=/home\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"\.env:{above.count(chr(10)) + 1}: not a setting") as caught:
        read_settings({}, tmp_path)

    assert "/data" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "folder"),
    [
        ("HARMONISE_WAREHOUSE=/data", "/data"),
        ("  export HARMONISE_WAREHOUSE = '/my data'  ", "/my data"),
        ("HARMONISE_WAREHOUSE=/data # on the encrypted disk", "/data"),
        ("HARMONISE_WAREHOUSE=/data#1", "/data#1"),
        ('HARMONISE_WAREHOUSE="/a # b"', "/a # b"),
        ("HARMONISE_WAREHOUSE=/$HOME/${HOME}", "/$HOME/${HOME}"),
        ("HARMONISE_WAREHOUSE=/données", "/données"),
        ("HARMONISE_WAREHOUSE=/one\nHARMONISE_WAREHOUSE=/two", "/two"),
    ],
)
def test_the_file_is_read_as_dagster_reads_it(tmp_path: Path, line: str, folder: str) -> None:
    (tmp_path / ".env").write_text(f"{line}\n", encoding="utf-8")

    assert read_settings({}, tmp_path).warehouse == Path(folder)


def test_limits_of_the_engine_reach_the_environment_and_paths_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARMONISE_THREADS", "3")
    monkeypatch.delenv("HARMONISE_MEMORY", raising=False)
    monkeypatch.delenv("HARMONISE_WAREHOUSE", raising=False)
    text = "HARMONISE_MEMORY=500MB\nHARMONISE_THREADS=1\nHARMONISE_WAREHOUSE=data\n"
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    environment = dict(os.environ)

    export_env_file(tmp_path)
    now = dict(os.environ)
    monkeypatch.delenv("HARMONISE_MEMORY")

    assert {name: now[name] for name in now.keys() - environment.keys()} == {"HARMONISE_MEMORY": "500MB"}
    assert now["HARMONISE_THREADS"] == "3"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("demo/*.csv", "/deliveries/demo/*.csv"),
        ("/mnt/share/demo", "/mnt/share/demo"),
        ("s3://bucket/demo/*.csv", "s3://bucket/demo/*.csv"),
    ],
)
def test_an_address_is_below_the_deliveries_unless_it_says_otherwise(
    tmp_path: Path, written: str, expected: str
) -> None:
    settings = read_settings({"HARMONISE_DELIVERIES": "/deliveries"}, tmp_path)

    assert settings.resolve_address(written) == expected


def test_a_run_opens_where_all_is_well(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])

    run = settings.open_run()

    assert list(run.registry.sources) == ["tiny_a"]
    assert run.layout.key_check.is_file()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    settings.key_file.chmod(mode)

    with pytest.raises(KeyFileError, match=r"others can read the key file .*chmod 600"):
        settings.open_run()


def test_a_missing_key_file_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    settings.key_file.unlink()

    with pytest.raises(KeyFileError, match="harmonise doctor --make-key"):
        settings.open_run()


def test_another_key_than_the_lakes_is_refused(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    settings.open_run()
    settings.key_file.unlink()
    make_key_file(settings.key_file)

    with pytest.raises(KeyFileError, match="made under another key"):
        settings.open_run()


def test_a_missing_folder_of_mappings_is_told_by_its_setting(tmp_path: Path) -> None:
    settings = make_network(tmp_path, [])

    with pytest.raises(MappingError, match="HARMONISE_MAPPINGS"):
        settings.open_run()


def test_a_warehouse_that_cannot_be_made_is_told_by_its_setting(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    settings.warehouse.write_text("a file is in the way", encoding="utf-8")

    with pytest.raises(SettingsError, match="HARMONISE_WAREHOUSE"):
        settings.open_run()


def test_every_wrong_mapping_is_told_at_once_and_keeps_no_other_from_running(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    for source_id in ("tiny_b", "tiny_c"):
        folder = write_mapping(tmp_path / "mappings", source_id)
        (folder / "source.yaml").write_text("nonsense: yes\n", encoding="utf-8")

    with pytest.raises(MappingError) as caught:
        settings.load_registry()
    registry = settings.open_run().registry

    wrong = {"mappings/tiny_b/source.yaml", "mappings/tiny_c/source.yaml"}
    assert wrong <= {problem.file for problem in caught.value.problems}
    assert wrong <= {problem.file for problems in registry.broken.values() for problem in problems}
    assert list(registry.sources) == ["tiny_a"]
