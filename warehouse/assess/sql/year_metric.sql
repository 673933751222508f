-- The metrics of a source-year, without verdict. A year between a source's first and last data that has no contact is a
-- row of zeros: status `counts_only` where counts were delivered, `held` where what came for it is held back, else
-- `empty`. A source of which nothing came has no row.
create or replace temp table year_metric as
with counted as (
    -- a count whose label nobody has decided is in source_value only
    select source_id, unnest(range(year(period_start), year(period_end) + 1)) as contact_year
    from reported_count
    union
    select source_id, contact_year
    from source_value
),

spans as (
    select source_id, min(contact_year) as first_year, max(contact_year) as last_year
    from (
        select source_id, contact_year from month_count
        union all
        select source_id, contact_year from counted
        union all
        select source_id, contact_year from held_year
    )
    group by source_id
),

years as (
    select source_id, unnest(range(first_year, last_year + 1)) as contact_year from spans
),

field_values as (
    select
        source_id,
        contact_year,
        sum(n_values) as n_values,
        coalesce(sum(n_values) filter (where outcome_code = 'unmapped'), 0) as n_unmapped_values
    from source_value
    group by source_id, contact_year
),

summed as (
    select source_id, contact_year, sum(columns(* exclude (source_id, contact_year, contact_month)))
    from month_count
    group by source_id, contact_year
),

filled as (
    select years.source_id, years.contact_year, coalesce(columns(summed.* exclude (source_id, contact_year)), 0)
    from years
    left join summed on summed.source_id = years.source_id and summed.contact_year = years.contact_year
)

select
    filled.*,
    coalesce(field_values.n_values, 0) as n_values,
    coalesce(field_values.n_unmapped_values, 0) as n_unmapped_values,
    filled.n_contacts = 0 and counted.source_id is not null as is_counts_only,
    case
        when filled.source_id in (select held_source.source_id from held_source) then 'held'
        when held_year.source_id is not null and filled.n_contacts = 0 and not is_counts_only then 'held'
        when held_year.source_id is not null then 'stale'
        when is_counts_only then 'counts_only'
        when filled.n_contacts = 0 then 'empty'
        else 'current'
    end as status_code
from filled
left join held_year
    on held_year.source_id = filled.source_id
    and held_year.contact_year = filled.contact_year
left join counted
    on counted.source_id = filled.source_id
    and counted.contact_year = filled.contact_year
left join field_values
    on field_values.source_id = filled.source_id
    and field_values.contact_year = filled.contact_year;
