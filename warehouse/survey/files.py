"""Which form of a survey a landed file is of, and how tables name it.

Belongs here: what names of files say. Does not belong here: opening one (`survey.answers`).
"""

from __future__ import annotations

from schemas.mapping.survey import Form, Survey
from warehouse.land.delivery import FileFormat
from warehouse.land.file_names import catch_in_name, matches_glob
from warehouse.land.shown_names import patterns_of, show_name
from warehouse.read.rejects import UnreadableError
from warehouse.stage.companions.match import LandedDelivery, glob_of
from warehouse.stage.shown import ID_SHOWN
from warehouse.store.manifest import LakeDelivery


def survey_formats(survey: Survey) -> tuple[FileFormat, ...]:
    """The files of a survey as landing knows them; forms of several years may have one name."""
    named = dict.fromkeys((form.files, form.newest or None) for form in survey.forms)
    return tuple(FileFormat(name=files, files=glob_of(files), slot=files, newest=newest) for files, newest in named)


def form_of(survey: Survey, one: LandedDelivery, shown: str) -> tuple[Form, int]:
    """The form and survey year of a file. Raises UnreadableError where no form is for it: the file is held."""
    fitting = [form for form in survey.forms if matches_glob(glob_of(form.files), one.name)]
    years = [int(slot[:4]) for form in fitting if (slot := catch_in_name(form.files, one.name))]
    if not years:
        raise UnreadableError("unclaimed_file", "landed", {"file_name": shown})
    for form in fitting:
        if form.is_for(years[0]):
            return form, years[0]
    raise UnreadableError("survey_refused", "no_form", {"file_name": shown, "year": years[0]})


def describe_file(survey: Survey, one: LandedDelivery, form: Form | None, status: str) -> LakeDelivery:
    """The delivery before its rows have a fate; `form`: None where it could not be read."""
    caught = [pattern for form in survey.forms for pattern in (form.files, form.newest)]
    name = one.manifest.data_name
    shown = show_name(name, patterns_of([glob_of(form.files) for form in survey.forms], caught))
    return LakeDelivery(
        delivery_id=one.manifest.delivery_id,
        file_name=shown if shown == name else f"{shown} ({one.manifest.delivery_id[:ID_SHOWN]})",
        n_bytes=one.manifest.n_bytes,
        encoding=form.read.encoding if form else "",
        identity_code="own_id" if form else "",
        n_rows=0,
        n_rows_used=0,
        n_superseded=0,
        n_ignored=0,
        n_rejected=0,
        n_contacts=0,
        n_reasons=0,
        status_code=status,
        staged="",
        lists="",
        answers=tuple(form.questions) if form else (),
        rejected="",
    )
