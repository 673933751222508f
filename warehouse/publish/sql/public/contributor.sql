-- One row a source: what it declared, the years with contacts or counts, and how its newest year stands.
select
    source.network_code,
    source.member_id,
    source.name,
    source.country_code,
    source.region_code,
    source.software,
    source.mapping_status_code,
    source.can_record_several_reasons,
    source.reason_cap,
    source.setting_capability_code,
    source.can_be_named,
    -- what its system could before: of those that may be named alone, since the day of a change tells who it is
    if(source.can_be_named, earlier.systems, null) as earlier_systems,
    string_agg(source_year.contact_year::varchar, ', ' order by source_year.contact_year)
        filter (where source_year.n_contacts > 0 or source_year.status_code = 'counts_only') as years,
    arg_max(source_year.status_code, source_year.contact_year) as status_code
from release.main.source
left join (
    select source_id, list(earlier_system order by valid_to) as systems
    from release.main.earlier_system
    group by source_id
) as earlier on earlier.source_id = source.source_id
left join release.main.source_year on source_year.source_id = source.source_id
group by all
order by all
