-- A year without a delivered contact has status `empty` and no numbers: nothing came, which is not zero of anything.
create or replace table source_year as
with numbered as (
    select
        year_metric.* replace (
            if(n_contact_type_asked = 0 and n_contacts > 0, null, n_counselling) as n_counselling,
            if(n_contact_type_asked = 0 and n_contacts > 0, null, n_non_counselling) as n_non_counselling,
            if(n_contact_type_asked = 0 and n_contacts > 0, null, n_contact_type_unknown) as n_contact_type_unknown
        ),
        n_with_two_reasons / nullif(n_with_reason, 0) as share_with_two,
        n_sexual_unknown / nullif(n_sexual, 0) as share_sexual_unknown,
        n_ocsea_wide / nullif(n_violence, 0) as share_ocsea_of_violence,
        n_other_reasons / nullif(n_reasons, 0) as share_other,
        n_unmapped_values / nullif(n_values, 0) as share_unmapped,
        judged_year.verdict_code,
        judged_year.use_several_reasons_code,
        judged_year.use_setting_code,
        judged_year.use_ocsea_code,
        judged_year.use_reasons_code
    from year_metric
    inner join judged_year
        on judged_year.source_id = year_metric.source_id
        and judged_year.contact_year = year_metric.contact_year
)

select
    source_id,
    contact_year,
    status_code,
    n_contacts,
    verdict_code,
    columns('^use_'),
    if(
        status_code = 'empty',
        null,
        columns(
            * exclude (
                source_id, contact_year, status_code, n_contacts, verdict_code, use_several_reasons_code, use_setting_code,
                use_ocsea_code, use_reasons_code
            )
        )
    )
from numbered;
