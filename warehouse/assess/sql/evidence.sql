-- A source-year's declaration beside its counts, in the order in which sources are judged.
select
    year_metric.*,
    source.network_code,
    source.can_record_several_reasons,
    source.reason_cap,
    source.setting_capability_code,
    source.remit_code,
    exists (
        select 1
        from source_declaration
        where
            source_declaration.source_id = year_metric.source_id
            and source_declaration.declaration_code = 'goes_elsewhere'
            and source_declaration.reason_code in ('violence', 'violence.sexual')
            and coalesce(source_declaration.setting_code in ('online', 'both'), true)
    ) as sexual_goes_elsewhere,
    (year_metric.n_contacts = 0 and not year_metric.is_counts_only) or exists (
        select 1
        from expressible
        where
            expressible.source_id = year_metric.source_id
            and expressible.contact_year = year_metric.contact_year
            and starts_with(expressible.reason_code || '.', 'violence.sexual.')
            and expressible.setting_code in ('online', 'both')
    ) as can_record_ocsea
from year_metric
inner join source on source.source_id = year_metric.source_id
order by source.network_code, year_metric.source_id, year_metric.contact_year;
