"""The lists that answers are written in: those of the sources of this installation, read when one is named.

Belongs here: finding a source's list by its id. Does not belong here: reading a mapping, or an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from pipelines.agree.written import OwnWords
from pipelines.base.settings import Settings
from schemas.mapping.registry import Registry
from schemas.text.problem import MappingError


class SourceLists(Mapping[str, OwnWords]):
    """By source id. No mapping is read before a source is named: most sheets are in the common codes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read: dict[str, OwnWords] = {}

    @cached_property
    def registry(self) -> Registry:
        """Every mapping; one with mistakes stops none but its own source."""
        return self._settings.load_sound()

    def __getitem__(self, source_id: str) -> OwnWords:
        """Raises MappingError where the mapping of the source has mistakes."""
        from warehouse.review.labels import read_label_list

        if source_id not in self._read:
            if source_id in self.registry.broken:
                raise MappingError(self.registry.broken[source_id])
            mapping = self.registry.sources[source_id]
            self._read[source_id] = OwnWords(read_label_list(self._settings.layout.work, mapping, self.registry.codes))
        return self._read[source_id]

    @cached_property
    def _ids(self) -> list[str]:
        """All but surveys of members: those have no reasons, and so no list of them."""
        return [one for one in self.registry.named if one not in self.registry.survey_ids]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, source_id: object) -> bool:
        return source_id in self._ids
