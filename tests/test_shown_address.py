"""An address is shown without user, password, token, query and fragment, however it was written."""

from __future__ import annotations

import pytest

from schemas.mapping.address import holds_secret, refuse_secret, show_address
from schemas.text.problem import SettingsError

OPEN = [
    "tiny/*",
    "/data/in/contacts_*.csv",
    "/data/what?.csv",
    "deliveries/a@b",
    "s3://bucket/year=2024/contacts_????.csv",
    "sftp://files.example.org:2222/in/*.csv",
    "https://files.example.org/in/contacts.csv",
    "file:///data/in",
    "memory://demo/in/*.csv",
    "abfs://container@account.dfs.core.windows.net/in",
    "simplecache::s3://bucket/in",
]
S = "Quarshie"
SECRET = [
    (f"sftp://{S}:{S}@files.example.org/in/*.csv", "sftp://files.example.org/in/*.csv"),
    (f"sftp://{S}@files.example.org:22/in", "sftp://files.example.org:22/in"),
    (f"SFTP://u:{S}@h/in", "SFTP://h/in"),
    (f" sftp://u:{S}@h/in", "sftp://h/in"),
    (f"sftp:/u:{S}@h/in", "sftp://h/in"),
    (f"sftp://u:p/{S}@h/in", "sftp://..."),
    (f"sftp://u:p?{S}@h/in", "sftp://..."),
    (f"sftp://u:p#{S}@h/in", "sftp://..."),
    (f"sftp://u:p@{S}@h/in", "sftp://h/in"),
    (f"sftp://u:{S}/in", "sftp://u/in"),
    (f"s3://AKIA{S}:{S}@bucket/in", "s3://bucket/in"),
    (f"s3://bucket/in?versionId=1&X-Amz-Signature={S}", "s3://bucket/in"),
    (f"https://h/in?{S}", "https://h/in"),
    (f"https://h/in?token={S}#{S}", "https://h/in"),
    (f"https://h/in?mail=a@b&token={S}", "https://..."),
    (f"https://h/in#{S}", "https://h/in"),
    (f"https://h/in;session={S}", "https://h/in"),
    (f"HTTPS://h/in?{S}", "HTTPS://h/in"),
    (f"abfs://container@account.dfs.core.windows.net/in?sig={S}", "abfs://account.dfs.core.windows.net/in"),
    (f"simplecache::https://h/in?{S}", "simplecache::https://h/in"),
    (f"zip://a.csv::https://u:{S}@h/in", "zip://a.csv::https://h/in"),
    (f"https://[::1]:80/in?{S}", "https://[::..."),
    (f"u:{S}@h:/in", "...h:/in"),
    (f"u:p/{S}@h:/in", "...h:/in"),
]


@pytest.mark.parametrize("address", OPEN)
def test_what_holds_no_secret_is_shown_as_it_is(address: str) -> None:
    refuse_secret(address)
    assert (holds_secret(address), show_address(address)) == (False, address)


@pytest.mark.parametrize(("address", "shown"), SECRET)
def test_a_secret_is_taken_away_and_refused_without_being_said(address: str, shown: str) -> None:
    assert show_address(address) == shown
    assert S not in shown
    with pytest.raises(SettingsError, match="FSSPEC_SFTP_PASSWORD") as raised:
        refuse_secret(address)
    assert S not in str(raised.value)
