"""JSON files that know whether they are whole: a typed model, and a checksum over its content.

Belongs here: writing a model, reading it back, and noticing a file that was cut, changed or has another shape. Does not
belong here: what stands in such a file (`store.manifest`, `stage.state`, ...), or building it anew (`mend`).
A file without a checksum is of an older program; a damaged checksum's name is no key of the model and refused as such.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from warehouse.store.damage import DamagedFileError, OtherVersionError
from warehouse.store.durable import write_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CHECKSUM = "checksum"
Model = TypeVar("Model")


def write_checked(path: Path, model: DataclassInstance) -> None:
    """Replace a file by this model (a dataclass) in one step; equal models are equal bytes."""
    adapter = _adapter(type(model))
    # Through validation, so that a whole number in the place of a share is written as it is written when read back.
    content = adapter.dump_python(adapter.validate_python(asdict(model)), mode="json")
    write_json(path, {**content, CHECKSUM: _checksum(content)})


def read_content(path: Path) -> dict[str, Any] | None:
    """The plain values of a file that is whole; None where there is none. Raises DamagedFileError."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise DamagedFileError(path, "the file was cut or changed and is no JSON any more") from None
    checksum = content.pop(CHECKSUM, None) if isinstance(content, dict) else ""
    if checksum is not None and checksum != _checksum(content):
        raise DamagedFileError(path, "the file is not as it was written (its checksum differs)")
    return dict(content)


def read_checked(path: Path, shape: type[Model]) -> Model | None:
    """The model that a file holds; None where there is none. Raises DamagedFileError."""
    content = read_content(path)
    return None if content is None else as_model(path, content, shape)


def as_model(path: Path, content: dict[str, Any], shape: type[Model]) -> Model:
    """Plain values of a file as its model. Raises DamagedFileError where they have another shape."""
    try:
        model: Model = _adapter(cast("Any", shape)).validate_python(content)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise OtherVersionError(path, f"another version of the program wrote it ({where} has another shape)") from None
    return model


def _checksum(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
