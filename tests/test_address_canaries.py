"""A credential of an address is in memory only: nothing that is written or printed holds it, whatever goes wrong.

Canaries stand in addresses, and in fsspec's own configuration for a filesystem whose every error quotes them. Servers
are not needed: what a protocol does that is not installed, or a host that does not answer, is what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from schemas.finding import Finding
from tests.canaries import find_canaries, holds, spellings
from tests.command import Command, Said
from tests.tiny_network import enter_network, make_network
from warehouse.land.delivery import FileFormat
from warehouse.land.step import land
from warehouse.store.run import silent

CANARY = "Zebrafink-4711"
SECRET = {
    "sftp user": f"sftp://{CANARY}@127.0.0.1:1/in/*.csv",
    "sftp password": f"sftp://user:{CANARY}@127.0.0.1:1/in/*.csv",
    "sftp odd password": f"sftp://user:a/b#c?{CANARY}@127.0.0.1:1/in/*.csv",
    "scp": f"user:{CANARY}@127.0.0.1:/in",
    "s3 keys": f"s3://key:{CANARY}@bucket/in/*.csv",
    "s3 query": f"s3://bucket/in?X-Amz-Signature={CANARY}",
    "https password": f"https://user:{CANARY}@127.0.0.1:1/in",
    "https token": f"https://127.0.0.1:1/in/contacts.csv?token={CANARY}",
    "https bare query": f"https://127.0.0.1:1/in/contacts.csv?{CANARY}",
    "https fragment": f"https://127.0.0.1:1/in/contacts.csv#{CANARY}",
}
RUN_WITH = ("sftp password", "https token")
"""A run and the doctor read a mapping as `check` does: two kinds show that they say no more of it."""
NO_SECRET = {
    "sftp": ("sftp://127.0.0.1:1/in/*.csv", "paramiko"),
    "s3": ("s3://no-bucket-of-anybody/in/*.csv", "s3fs"),
    "https": ("https://127.0.0.1:1/in/contacts.csv", "aiohttp"),
}
NEXT_STEP = "give it to fsspec: in the environment"


class Quoting(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A filesystem that fails where it is asked to, and then says all that it knows."""

    protocol = "quoting"
    fails_at = ""

    def __init__(self, password: str = "", **options: Any) -> None:
        self.password = password
        super().__init__(**options)
        self._fail("connect")

    def _fail(self, where: str) -> None:
        if self.fails_at == where:
            raise OSError(f"quoting://user:{self.password}@host/in?token={self.password} refused")

    def ls(self, path: str, detail: bool = True, **options: Any) -> list[Any]:
        self._fail("list")
        file = {"name": "in/contacts_2024-05-01.csv", "size": 3, "type": "file"}
        known = {"": [{"name": "in", "size": 0, "type": "directory"}], "in": [file], file["name"]: [file]}
        if path.strip("/") not in known:
            raise FileNotFoundError(path)
        return known[path.strip("/")]

    def _open(self, path: str, mode: str = "rb", *arguments: Any, **options: Any) -> Any:
        self._fail("open")
        raise PermissionError(13, f"no entry for {self.password}", f"quoting://user:{self.password}@host")


class Everything:
    """A network, the commands, and everything that they printed."""

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder = folder
        self.printed: list[str] = []
        self._command = command

    def __call__(self, *arguments: str) -> Said:
        said = self._command(*arguments)
        self.printed += [said.out, said.err]
        return said

    def leaks(self) -> list[str]:
        """Where a canary stands, among what was written and what was printed."""
        pattern = spellings([CANARY])
        printed = ["printed"] if holds("\n".join(self.printed).encode("utf-8"), pattern) else []
        return [*printed, *(str(path.relative_to(self.folder)) for path in find_canaries(self.folder, [CANARY]))]


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Everything:
    make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    return Everything(tmp_path, Command(capfd))


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials as fsspec takes them from its own configuration."""
    for protocol, options in {
        "quoting": {"password": CANARY},
        "sftp": {"username": CANARY, "password": CANARY, "timeout": 1},
        "s3": {"key": CANARY, "secret": CANARY, "endpoint_url": "http://127.0.0.1:1"},
        "https": {"client_kwargs": {"headers": {"Authorization": CANARY}}},
    }.items():
        monkeypatch.setitem(fsspec.config.conf, protocol, options)
    fsspec.register_implementation("quoting", Quoting, clobber=True)
    yield
    Quoting.fails_at = ""


USES: dict[str, Callable[[str], tuple[str, ...]]] = {
    "from": lambda address: ("run", "--source", "tiny_a", "--from", address),
    "from, joined": lambda address: ("run", "--source", "tiny_a", f"--from={address}"),
    "from, in every detail": lambda address: ("--debug", "run", "--source", "tiny_a", "--from", address),
    "astray": lambda address: ("run", address),
    "as a source": lambda address: ("run", "--source", address),
    "to be scanned": lambda address: ("scan", address),
    "to be drafted": lambda address: ("draft", "new_line", address),
    "for a draft": lambda address: ("draft", "new_line", "x.csv", "--address", address),
    "to be compared": lambda address: ("diff", address, address),
}


@pytest.mark.parametrize("kind", SECRET)
def test_no_command_takes_an_address_with_a_secret_or_says_it(network: Everything, kind: str) -> None:
    for use, arguments in USES.items():
        said = network(*arguments(SECRET[kind]))
        assert (said.code, said.out) == (2, ""), use
        assert NEXT_STEP in said.err, use
    assert network.leaks() == []


@pytest.mark.long
@pytest.mark.parametrize("kind", SECRET)
def test_an_address_with_a_secret_is_refused_in_source_yaml(network: Everything, kind: str) -> None:
    path = network.folder / "mappings" / "tiny_a" / "source.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("address: tiny_a/*", f'address: "{SECRET[kind]}"'), encoding="utf-8")
    line = text.splitlines().index("address: tiny_a/*") + 1
    assert network.leaks() == ["mappings/tiny_a/source.yaml"]
    commands = (("check",), 2), (("run",), 1), (("--debug", "run"), 1), (("doctor",), 1)
    for arguments, code in commands if kind in RUN_WITH else commands[:1]:
        said = network(*arguments)
        assert said.code == code
        if arguments[-1] != "doctor":
            assert f"mappings/tiny_a/source.yaml:{line}: `address`" in said.err + said.out
            assert NEXT_STEP in said.err + said.out
    assert network.leaks() == ["mappings/tiny_a/source.yaml"]


@pytest.mark.parametrize("name", ["HARMONISE_WAREHOUSE", "HARMONISE_DELIVERIES", "HARMONISE_KEY_FILE"])
def test_a_setting_is_no_address(network: Everything, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for address in SECRET.values():
        monkeypatch.setenv(name, address)
        said = network("doctor")
        assert said.code == 2
        assert f"{name}: a folder or file of this machine is meant" in said.err
    assert network.leaks() == []


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("protocol", NO_SECRET)
def test_a_package_that_is_not_installed_is_named_with_the_next_step(tmp_path: Path, protocol: str) -> None:
    address, package = NO_SECRET[protocol]
    (finding,) = land_from(tmp_path, address)
    try:
        fsspec.get_filesystem_class(protocol)
    except ImportError:
        assert (finding.finding_code, finding.state_code) == ("missing_package", "fail")
        told = f"{address} cannot be read: the package {package} is not installed (python -m pip install {package})."
        assert finding.sentence.startswith(told)
    else:
        assert finding.finding_code == "unreadable_address"
    assert CANARY not in finding.sentence
    assert find_canaries(tmp_path, [CANARY]) == []


ERRORS = {
    "connect": "quoting://in/*.csv cannot be read: OSError",
    "list": "quoting://in/*.csv cannot be read: No such file or directory",
    "open": "contacts_2024-05-01.csv cannot be read: OSError",
    "read": "contacts_2024-05-01.csv cannot be read: Permission denied",
}


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("where", ERRORS)
def test_an_error_that_quotes_a_credential_is_not_passed_on(tmp_path: Path, where: str) -> None:
    Quoting.fails_at = where
    (finding,) = land_from(tmp_path, "quoting://in/*.csv")
    assert ERRORS[where] in finding.sentence
    assert find_canaries(tmp_path, [CANARY]) == []


@pytest.mark.slow
@pytest.mark.usefixtures("configured")
def test_nothing_of_it_goes_through_dagster_into_a_release(network: Everything) -> None:
    """At the end: the search finds a canary among Dagster's own files."""
    assert network("run").code == 0
    Quoting.fails_at = "open"
    for address, why in ((NO_SECRET["sftp"][0], NO_SECRET["sftp"][0]), ("quoting://in/*.csv", ERRORS["open"])):
        said = network("--debug", "run", "--source", "tiny_a", "--from", address)
        assert said.code == 1
        assert why in said.out
    assert network.leaks() == []
    (network.folder / "dagster_home" / "planted").write_text(SECRET["sftp password"], encoding="utf-8")
    assert network.leaks() == ["dagster_home/planted"]


def land_from(folder: Path, address: str) -> tuple[Finding, ...]:
    """What landing says of the address."""
    Quoting.clear_instance_cache()
    formats = [FileFormat("all", "contacts_*.csv")]
    return land(folder / "landing", "tiny_a", address, formats, (), silent).findings
