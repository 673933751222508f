-- Law 6 on the figures as they are to be written: one row a rule, with how many cells break it.
with exclusive as (
    -- answers of which there is one, settings, mains of recorded reasons: their parts are the whole
    select
        sum(numerator) <> any_value(denominator) as is_broken
    from network_statistics_exact
    where
        starts_with(statistic_code, 't4.setting_of_')
        or statistic_code in ('t3.gender', 't3.age', 't3.gender_age', 't6.channel', 't6.person')
        or starts_with(statistic_code, 't3.gender_of_')
        or starts_with(statistic_code, 't3.age_of_')
        or (statistic_code = 't2.main' and base_code = 'reasons' and panel_code = 'all')
        or (
            regexp_matches(statistic_code, '^t[56]\.profile')
            and attribute_code in ('living_situation', 'time_to_contact', 'first_told')
        )
    group by network_code, statistic_code, framework, year, region_code, reason_code, attribute_code, base_code, panel_code
    having sum(numerator) is not null
),

several as (
    -- wherever parts are more than the whole every one of them says so
    select
        sum(numerator) > any_value(denominator)
        and not bool_and(
            numerator is null
            or len(list_filter(footnotes, lambda one: regexp_matches(one, 'counts under'))) > 0
        ) as is_broken
    from network_statistics_exact
    -- each reason and kind has its own able sources, so their parts have one base in panel `all` only
    where
        (panel_code = 'all' or regexp_matches(statistic_code, '^(t3\.(gender|age)|t4\.setting|t5|t6\.(channel|person|profile)|t7)'))
        and not starts_with(statistic_code, 't4.ocsea_')
        and not regexp_matches(statistic_code, '^t3\.[a-z_]+_by_')
    group by
        network_code, statistic_code, framework, year, region_code, attribute_code, base_code, panel_code,
        if(contains(statistic_code, '.main_by_'), gender_code, null),
        if(contains(statistic_code, '.main_by_'), age_band_code, null),
        if(contains(statistic_code, '.main_by_'), population_code, null),
        if(contains(statistic_code, '.main_by_'), channel_code, null),
        if(contains(statistic_code, '.main_by_'), person_code, null),
        if(contains(statistic_code, '.main_by_'), value_code, null)
),

by_region as (
    -- a region in which nobody can record it has no number
    select
        coalesce(sum(denominator) filter (where region_code is null), 0)
        <> coalesce(sum(denominator) filter (where region_code is not null), 0)
        or (
            bool_and(numerator is not null)
            and sum(numerator) filter (where region_code is null) <> sum(numerator) filter (where region_code is not null)
        ) as is_broken
    from network_statistics_exact
    where panel_code in ('all', 'able') and statistic_code <> 't0.countries'
    group by
        network_code, statistic_code, framework, year, contact_type_code, reason_code, setting_code, framework_code,
        gender_code, age_band_code, population_code, attribute_code, value_code, channel_code, person_code, main_code,
        base_code, panel_code
)

select 'a share without base or n' as rule, count(*) as n_cells
from network_statistics_exact
where share is not null and not coalesce(denominator > 0 and n_sources > 0 and n_members > 0, false)
union all
select 'a number where there is no figure, or none where there is one', count(*)
from network_statistics_exact
where
    (status_code = 'available') <> (numerator is not null)
    or (numerator is null) <> (share is null)
    or (numerator is null) <> (share_low is null)
    or (numerator is null) <> (share_high is null)
union all
select 'a structural zero that a source can record', count(*)
from network_statistics_exact
where status_code = 'structural_zero' and n_sources_able > 0
union all
select 'a part that is more than its whole, or a share beyond its bounds', count(*)
from network_statistics_exact
where
    not coalesce(numerator between 0 and denominator, true)
    or share_low > share
    or share > share_high
union all
select 'parts that are not the whole', count(*)
from exclusive
where is_broken
union all
select 'parts that are more than the whole and do not say so', count(*)
from several
where is_broken
union all
select 'regions that are not the network', count(*)
from by_region
where is_broken
