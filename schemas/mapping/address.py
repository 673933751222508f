"""What of an address may be seen: the one place that takes user, password, token, query and fragment away.

Belongs here: showing an address, and refusing one that carries a secret. Does not belong here: opening an address
(`warehouse.land.address`). Credentials come from the environment or fsspec's own configuration; they are in memory
only. Whether a text is a secret cannot be seen, so whatever may be one is taken away, and an address that has it is
refused.
"""

from __future__ import annotations

import re

from schemas.text.problem import SettingsError

NEXT_STEP = (
    "take it out of the address, and give it to fsspec: in the environment (FSSPEC_SFTP_USERNAME, "
    "FSSPEC_SFTP_PASSWORD, AWS_PROFILE, ...) or in a file below ~/.config/fsspec/ that only you can read"
)
SECRET = "an address is written without user, password, query (?) and fragment (#): they may be secrets"

_URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]+)(:/*|$)", re.IGNORECASE)
_LOGIN = re.compile(r"[^/\s:@]+:[^@\s]*@")
_PARAMETER = re.compile(r"[?&;][^?&;=/]*=")
_WEB_QUERY = re.compile(r"https?:/[^?]*\?", re.IGNORECASE)
_NO_PORT = re.compile(r"://[^/@?#:\[]*:(?!\d*(?:[/?#]|$))")
_CONTAINER = re.compile(r"(abfss?|wasbs?|az|adl)://[^/:@?#]+@[^/:@?#]+(?=/|$)", re.IGNORECASE)
"""Azure writes `container@account`, which is no login."""
_CUT = "..."


def is_url(address: str) -> bool:
    """True where it is no path of this machine: it names a protocol, be it with a slip of the pen (`sftp:/host`)."""
    return "://" in address or bool(_URL.match(address.strip()))


def holds_secret(address: str) -> bool:
    """True where an address carries what may be a secret: before an `@`, or behind a `?` or `#`."""
    if not is_url(address):
        return bool(_LOGIN.search(address))
    rest = _CONTAINER.sub("", address)
    # Elsewhere than in a web address a `?` alone stands for one letter of a file's name.
    signs = (_PARAMETER, _WEB_QUERY, _NO_PORT)
    return "@" in rest or "#" in rest or any(sign.search(rest) for sign in signs)


def refuse_secret(address: str) -> None:
    """Raise SettingsError, which does not hold the address, where it carries what may be a secret."""
    if holds_secret(address):
        raise SettingsError(f"The address is not used: {SECRET}. {NEXT_STEP[0].upper()}{NEXT_STEP[1:]}.")


def show_address(address: str) -> str:
    """The address without whatever may be a secret; one without any is shown as it is."""
    if not holds_secret(address):
        return address
    if not is_url(address):
        return _LOGIN.sub(_CUT, address)
    return "::".join(_show_part(part) for part in address.split("::"))


def _show_part(part: str) -> str:
    """One link of a chain of protocols. Where it cannot be seen where a secret ends, nothing behind it is shown."""
    begin = _SCHEME.match(part)
    if begin is None:
        return _CUT
    rest = part[begin.end() :]
    if not rest:
        return begin.group(1)
    login, has_login, behind = rest.rpartition("@")
    if has_login and re.search(r"[/?#]", login):
        return f"{begin.group(1)}://{_CUT}"
    host, slash, path = re.split(r"[?#;&]", behind)[0].partition("/")
    name, _, port = host.partition(":")
    return f"{begin.group(1)}://{name}{f':{port}' if port.isdigit() else ''}{slash}{path}"
