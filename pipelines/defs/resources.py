"""What Dagster hands to the assets: a way to open the warehouse, from the settings.

Belongs here: the resource. Does not belong here: reading settings (`pipelines.base.settings`).
Nothing is opened before an asset asks, so definitions load without a key, a warehouse or an environment.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import dagster as dg

from pipelines.base.settings import Settings
from warehouse.store.run import Run


class Warehouse(Protocol):
    """What an asset needs to know of the world outside."""

    def open_run(self) -> Run:
        """A Run. Raises HarmoniseError where mappings, key or folders are not right."""

    def resolve_address(self, address: str) -> str:
        """Where a source's files are."""

    def checkout_folder(self) -> Path:
        """The folder of the code, for its version."""

    def to_settings(self) -> Settings:
        """The settings that it rests on."""


class WarehouseResource(dg.ConfigurableResource[None]):
    """The warehouse as configured; every value can be seen in Dagster's page, and none is a secret."""

    checkout: str
    warehouse: str
    deliveries: str
    key_file: str
    mappings: str
    dagster_home: str

    @classmethod
    def from_settings(cls, settings: Settings) -> WarehouseResource:
        """The resource of these settings."""
        return cls(
            checkout=str(settings.checkout),
            warehouse=str(settings.warehouse),
            deliveries=str(settings.deliveries),
            key_file=str(settings.key_file),
            mappings=str(settings.mappings),
            dagster_home=str(settings.dagster_home),
        )

    def to_settings(self) -> Settings:
        """The settings of this resource."""
        return Settings(
            checkout=Path(self.checkout),
            warehouse=Path(self.warehouse),
            deliveries=Path(self.deliveries),
            key_file=Path(self.key_file),
            mappings=Path(self.mappings),
            dagster_home=Path(self.dagster_home),
        )

    def open_run(self) -> Run:
        """Load the mappings and read the key, anew for every step: a step sees what lies on disk now."""
        return self.to_settings().open_run()

    def resolve_address(self, address: str) -> str:
        """See Settings.resolve_address."""
        return self.to_settings().resolve_address(address)

    def checkout_folder(self) -> Path:
        """See Warehouse."""
        return Path(self.checkout)


@dataclass(frozen=True)
class OpenedWarehouse:
    """A warehouse that a command has opened already, so that its runs share mappings, key and progress."""

    settings: Settings
    run: Run

    def open_run(self) -> Run:
        """The opened Run."""
        return self.run

    def resolve_address(self, address: str) -> str:
        """See Settings.resolve_address."""
        return self.settings.resolve_address(address)

    def checkout_folder(self) -> Path:
        """See Warehouse."""
        return self.settings.checkout

    def to_settings(self) -> Settings:
        """See Warehouse."""
        return self.settings
