"""Where the warehouse, the mappings, the key and Dagster's state are.

Belongs here: reading the five settings from the environment and `.env`, finding the checkout, opening a `Run`.
Does not belong here: anything that Dagster or the terminal does with them. Imports neither.

Precedence: environment, then `.env` of the checkout, then the default. A relative path in `.env` counts from the
checkout; one in the environment from the current folder, as a shell would have it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.mapping.address import holds_secret, is_url
from schemas.text.problem import SettingsError

if TYPE_CHECKING:
    from schemas.mapping.registry import Registry
    from warehouse.store.layout import Layout
    from warehouse.store.run import Report, Run

PATHS = ("HARMONISE_WAREHOUSE", "HARMONISE_DELIVERIES", "HARMONISE_KEY_FILE", "HARMONISE_MAPPINGS", "DAGSTER_HOME")
LIMITS = ("HARMONISE_MEMORY", "HARMONISE_THREADS", "HARMONISE_DEBUG")
"""Bounds of the engine and its candour, which it reads from the environment itself (`warehouse.store.engine`)."""


@dataclass(frozen=True)
class Settings:
    """Absolute paths of everything that lies outside the code. Nothing is opened or created by making one."""

    checkout: Path
    warehouse: Path
    deliveries: Path
    key_file: Path
    mappings: Path
    dagster_home: Path

    @property
    def layout(self) -> Layout:
        """The paths inside the warehouse."""
        from warehouse.store.layout import Layout

        return Layout(self.warehouse)

    def load_registry(self) -> Registry:
        """All mappings. MappingError with every problem in them."""
        from schemas.mapping.registry import load_registry

        return load_registry(self.mappings)

    def load_sound(self) -> Registry:
        """All mappings, where those with mistakes are set apart. MappingError where there is no folder of mappings."""
        from schemas.mapping.registry import load_sound

        return load_sound(self.mappings)

    def open_run(self, report: Report | None = None) -> Run:
        """Everything that a step needs. SettingsError where a folder or the key file is not right, else as load_sound.

        A source whose mapping has mistakes is known as its last good state has it, and held.
        """
        from warehouse.store.kept_mapping import with_kept_mappings
        from warehouse.store.key import guard_lake_key, read_key
        from warehouse.store.run import Run, silent

        registry = with_kept_mappings(self.load_sound(), self.layout)
        key = read_key(self.key_file)
        self._require_writable(self.warehouse)
        guard_lake_key(key, self.layout)
        return Run(layout=self.layout, registry=registry, key=key, report=report or silent)

    def resolve_address(self, address: str) -> str:
        """Where a source's files are: a URL or an absolute path as it is, anything else below the deliveries."""
        if is_url(address) or Path(address).is_absolute():
            return address
        return str(self.deliveries / address)

    def locate_files(self, declared: str, instead: str | None) -> tuple[str, str]:
        """Where a run takes a source's files from, and which place that is for landing. `declared`: the address that
        its description names; `instead`: another one that somebody asked for.
        """
        from warehouse.land.receipts import ADDRESS, ELSEWHERE

        address = self.resolve_address(declared)
        asked = self.resolve_address(instead) if instead else address
        return asked, ADDRESS if asked == address else ELSEWHERE

    @staticmethod
    def _require_writable(folder: Path) -> None:
        from warehouse.store.durable import make_missing_folder

        try:
            make_missing_folder(folder)
        except OSError as error:
            raise SettingsError(
                f"{folder}: the warehouse cannot be created ({type(error).__name__}). Set HARMONISE_WAREHOUSE to a "
                "folder that you may write to."
            ) from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SettingsError(f"{folder}: you may not write to the warehouse. Check its owner.")


def read_settings(environment: Mapping[str, str] | None = None, checkout: Path | None = None) -> Settings:
    """Settings from `environment` (default: the process's) and the `.env` of `checkout` (default: found).

    Raises SettingsError where `.env` has a line that is no setting of ours, or where names of files are not UTF-8.
    """
    if (encoding := sys.getfilesystemencoding()) != "utf-8":
        raise SettingsError(
            f"Python takes names of files for {encoding} here, not UTF-8, so that those with accents would be others "
            "than on other machines. Set PYTHONUTF8=1."
        )
    given = os.environ if environment is None else environment
    current = Path.cwd()
    checkout = checkout or find_checkout(current)
    written = dict(_read_env_file(checkout / ".env"))

    def place(name: str, default: Path) -> Path:
        written_here = given.get(name) or written.get(name)
        if not written_here:
            return default
        if is_url(written_here) or holds_secret(written_here):
            raise SettingsError(f"{name}: a folder or file of this machine is meant; a URL goes into source.yaml.")
        return _absolute(written_here, current if given.get(name) else checkout)

    warehouse = place("HARMONISE_WAREHOUSE", checkout / "warehouse")
    return Settings(
        checkout=checkout,
        warehouse=warehouse,
        deliveries=place("HARMONISE_DELIVERIES", warehouse / "deliveries"),
        key_file=place("HARMONISE_KEY_FILE", _user_configuration(given) / "helpline-harmonisation" / "key"),
        mappings=place("HARMONISE_MAPPINGS", checkout / "mappings"),
        dagster_home=place("DAGSTER_HOME", checkout / "dagster_home"),
    )


def export_env_file(checkout: Path) -> None:
    """Put what `.env` says beside our paths (limits of the engine, Dagster's database) into this process's environment.

    What the environment says already wins. Paths stay out: `read_settings` resolves them.
    """
    for name, value in _read_env_file(checkout / ".env"):
        if name not in PATHS:
            os.environ.setdefault(name, value)


def find_checkout(here: Path) -> Path:
    """The folder that holds `mappings/` and `pyproject.toml`: this file's own, else one above `here`, else `here`."""
    own = Path(__file__).resolve().parent.parent.parent
    for folder in (own, here, *here.parents):
        if (folder / "mappings").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    return here


def _absolute(written: str, base: Path) -> Path:
    return Path(os.path.normpath(base / Path(written).expanduser()))


def _user_configuration(environment: Mapping[str, str]) -> Path:
    configured = environment.get("XDG_CONFIG_HOME", "")
    if configured:
        return Path(configured)
    home = environment.get("HOME")
    return (Path(home) if home else Path.home()) / ".config"


def _read_env_file(path: Path) -> Iterator[tuple[str, str]]:
    """What `.env` sets, as python-dotenv reads it: Dagster reads the same file so. A `$` in a value is a `$`.

    Raises SettingsError where a line is none of its lines, or names a setting of ours that there is not.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({type(error).__name__}). Save it as UTF-8 text.") from None
    from dotenv.parser import parse_stream

    for found in parse_stream(io.StringIO(text)):
        name, value = found.key, found.value
        if name is None and not found.error:
            continue  # a comment, or blank lines
        if name is None or value is None or (name.startswith("HARMONISE_") and name not in PATHS + LIMITS):
            written = found.original.string
            number = found.original.line + written[: len(written) - len(written.lstrip())].count("\n")
            known = ", ".join(PATHS + LIMITS)
            raise SettingsError(f"{path}:{number}: not a setting. Lines are NAME=value with one of: {known}.")
        yield name, value
