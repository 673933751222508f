-- A source-year's declaration beside its metrics, in the order in which sources are judged. Reads tables of the release
-- only, never a contact.
select
    source_year.source_id,
    source_year.contact_year,
    source_year.status_code,
    columns('^n_'),
    source.network_code,
    source_year.can_record_several_reasons,
    source_year.reason_cap,
    source_year.setting_capability_code,
    source.remit_code,
    exists (
        select 1
        from source_declaration
        where
            source_declaration.source_id = source_year.source_id
            and source_declaration.declaration_code = 'goes_elsewhere'
            and source_declaration.reason_code in ('violence', 'violence.sexual')
            and coalesce(source_declaration.setting_code in ('online', 'both'), true)
    ) as sexual_goes_elsewhere,
    coalesce(source_year.n_contacts, 0) = 0 or source_year.n_ocsea_wide is not null as can_record_ocsea,
    coalesce(changed.several_on, []) as several_changed_on,
    coalesce(changed.setting_on, []) as setting_changed_on
from source_year
inner join source on source.source_id = source_year.source_id
left join (
    select
        source_id,
        year(valid_from) as contact_year,
        list(valid_from order by valid_from) filter (where several) as several_on,
        list(valid_from order by valid_from) filter (where setting) as setting_on
    from system_change
    -- on the first day of a year it changed between two years, and not within one
    where valid_from > date_trunc('year', valid_from)
    group by all
) as changed
    on changed.source_id = source_year.source_id
    and changed.contact_year = source_year.contact_year
order by source.network_code, source_year.source_id, source_year.contact_year;
