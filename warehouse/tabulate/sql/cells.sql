-- Sources put together: by region and all regions, panel `all` and panel `able`. Networks are never mixed.
-- NULL where there is no figure: structural_zero (no source has a place for it), not_available (only in a form that
-- does not tell it apart, or no base). A share is one division, at the end.
create or replace table network_statistics_exact as
with placed as (
    select
        figure.* replace (coalesce(figure.is_in_panel, figure.is_able) as is_in_panel),
        source.network_code,
        source.region_code,
        source.member_id
    from figure
    inner join source on source.source_id = figure.source_id
    where figure.denominator > 0
),

in_panel as (
    select placed.*, panel.panel_code
    from placed
    cross join (values ('all'), ('able')) as panel (panel_code)
),

summed as (
    select
        network_code,
        statistic_code,
        framework,
        contact_year as year,
        region_code,
        contact_type_code,
        reason_code,
        setting_code,
        framework_code,
        population_code,
        main_code,
        base_code,
        panel_code,
        coalesce(sum(numerator) filter (where is_in_panel or panel_code = 'all'), 0) as n_it,
        coalesce(sum(n_open) filter (where is_in_panel or panel_code = 'all'), 0) as n_open,
        coalesce(sum(n_weak) filter (where is_in_panel or panel_code = 'all'), 0) as n_weak,
        coalesce(sum(denominator) filter (where is_in_panel or panel_code = 'all'), 0) as n_base,
        coalesce(max(denominator) filter (where is_in_panel or panel_code = 'all'), 0) as n_largest,
        coalesce(max(numerator) filter (where is_in_panel or panel_code = 'all'), 0) as n_largest_it,
        count(distinct source_id) filter (where is_in_panel or panel_code = 'all') as n_sources,
        count(distinct member_id) filter (where is_in_panel or panel_code = 'all') as n_members,
        count(distinct source_id) filter (where is_able and (is_in_panel or panel_code = 'all')) as n_sources_able,
        count(distinct source_id) filter (where is_able or is_maybe_able) as n_sources_maybe
    from in_panel
    group by
        grouping sets (
            (
                network_code, statistic_code, framework, contact_year, contact_type_code, reason_code, setting_code,
                framework_code, population_code, main_code, base_code, panel_code
            ),
            (
                network_code, statistic_code, framework, contact_year, contact_type_code, reason_code, setting_code,
                framework_code, population_code, main_code, base_code, panel_code, region_code
            )
        )
),

judged as (
    select
        *,
        case
            when n_sources_able > 0 and n_base > 0 then 'available'
            when n_sources_maybe > 0 then 'not_available'
            else 'structural_zero'
        end as status_code
    from summed
)

select
    network_code,
    statistic_code,
    framework,
    year,
    region_code,
    contact_type_code,
    reason_code,
    setting_code,
    framework_code,
    null as gender_code,
    null as age_band_code,
    population_code,
    null as attribute_code,
    null as value_code,
    null as channel_code,
    null as person_code,
    main_code,
    base_code,
    panel_code,
    if(status_code = 'available', n_it, null) as numerator,
    if(n_base > 0, n_base, null) as denominator,
    if(status_code = 'available', n_it / n_base, null) as share,
    if(status_code = 'available', (n_it - n_weak) / n_base, null) as share_low,
    if(status_code = 'available', (n_it + n_open) / n_base, null) as share_high,
    n_sources,
    n_members,
    n_sources_able,
    if(status_code = 'available', n_open / n_base, null) as share_unknown,
    status_code,
    list_filter(
        [
            if(status_code = 'structural_zero', 'No source here has a place for it: not a zero.', null),
            if(
                status_code = 'not_available',
                'The sources here record it only together with something else: no figure can be given.',
                null
            ),
            if(
                status_code = 'available' and n_sources_able < n_sources,
                format('{} of {} sources cannot record it; their contacts stay in the base.', n_sources - n_sources_able,
                    n_sources),
                null
            ),
            if(
                starts_with(statistic_code, 't2.') and base_code = 'contacts',
                'A contact counts under each of its reasons: parts add up to more than the whole.',
                null
            ),
            if(
                statistic_code = 't2.code' and base_code = 'reasons' and framework <> 'COMMON',
                'A reason in the setting `both` counts under two codes where the framework parts online and offline.',
                null
            ),
            if(
                framework_code = 'undetermined',
                'What was recorded fits several codes of the framework; it is not shared out among them.',
                null
            ),
            if(
                framework_code = 'none',
                'The framework has no code for what was recorded.',
                null
            ),
            if(
                n_open > 0 and status_code = 'available' and starts_with(statistic_code, 't4.'),
                'The upper bound counts what is not told, and what is offline only by the neighbours on its list.',
                null
            ),
            if(
                statistic_code not in ('t1.contacts_by_kind', 't1.counselling_by_population'),
                'Base: counselling contacts that are not about adults; those about somebody of unknown age are in.',
                null
            ),
            if(
                status_code = 'available' and n_sources > 1 and n_largest_it > 0.4 * n_it,
                format('One source holds {} of 100 of what is counted.', cast(round(100 * n_largest_it / n_it) as integer)),
                null
            ),
            if(
                n_sources > 1 and n_largest > 0.4 * n_base,
                format('One source holds {} of 100 of the base.', cast(round(100 * n_largest / n_base) as integer)),
                null
            )
        ],
        lambda footnote: footnote is not null
    ) as footnotes
from judged;
