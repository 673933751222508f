-- The networks of the release, each with whether what is said of it is invented. Networks that are only in the mappings are
-- not of the release, unless none has a figure; of a network that sent nothing, what is said rests on its members alone.
with sender as (
    select source_id
    from release.main.source_year
    where n_contacts > 0 or status_code = 'counts_only'
),

counted as (
    select distinct network_code from release.main.network_statistics
)

select
    network_code,
    coalesce(bool_or(is_synthetic) filter (where source_id in (from sender)), bool_or(is_synthetic)) as is_synthetic
from release.main.source
where network_code in (from counted) or not exists (from counted)
group by all
order by all
