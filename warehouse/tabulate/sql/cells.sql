-- Sources put together: by region and all regions, panel `all` and panel `able`. Networks are never mixed.
-- NULL where there is no figure: structural_zero (no source has a place for it), not_available (only in a form that
-- does not tell it apart, or no base). A share is one division, at the end.
-- Bounds `_habit`: a source-year with a habit that fails (flagged_year) counts with its base, at the rates between which
-- eight of ten comparable sources lie: same network, year and remit, able, with no such finding, and at least 8 in the
-- base (of fewer, a share is mostly chance). Fewer than five such sources say nothing of its rate: 0 to 1.
create or replace temp table placed_figure as
select
    figure.* replace (coalesce(figure.is_in_panel, figure.is_able) as is_in_panel),
    source.network_code,
    source.region_code,
    source.member_id,
    source.remit_code,
    flagged_year.source_id is not null
    and not starts_with(figure.statistic_code, 't1.')
    and figure.setting_code is distinct from 'unknown' as is_flagged
from figure
inner join source on source.source_id = figure.source_id
left join flagged_year
    on flagged_year.source_id = figure.source_id
    and flagged_year.contact_year = figure.contact_year
where figure.denominator > 0 or figure.n_may > 0 or figure.n_rest_may > 0;

create or replace temp table comparable_rate as
select
    network_code, remit_code, contact_year, statistic_code, framework, reason_code, setting_code, framework_code, main_code,
    base_code,
    quantile_cont(n_sure / nullif(n_sure + n_rest_may, 0), 0.1) as rate_low,
    quantile_cont(n_may / nullif(n_may + n_rest_sure, 0), 0.9) as rate_high
from placed_figure
where is_in_panel and not is_flagged and denominator >= 8 and not starts_with(statistic_code, 't1.')
group by
    network_code, remit_code, contact_year, statistic_code, framework, reason_code, setting_code, framework_code, main_code,
    base_code
having count(*) >= 5;

create or replace table network_statistics_exact as
with placed as (
    select
        one.*,
        if(one.is_flagged, one.denominator * coalesce(rate.rate_low, 0), one.n_sure) as n_sure_habit,
        if(one.is_flagged, one.denominator * (1 - coalesce(rate.rate_low, 0)), one.n_rest_may) as n_rest_may_habit,
        if(one.is_flagged, one.denominator * coalesce(rate.rate_high, 1), one.n_may) as n_may_habit,
        if(one.is_flagged, one.denominator * (1 - coalesce(rate.rate_high, 1)), one.n_rest_sure) as n_rest_sure_habit
    from placed_figure as one
    left join comparable_rate as rate
        on rate.network_code = one.network_code
        and rate.remit_code = one.remit_code
        and rate.contact_year = one.contact_year
        and rate.statistic_code = one.statistic_code
        and rate.base_code = one.base_code
        and rate.framework is not distinct from one.framework
        and rate.reason_code is not distinct from one.reason_code
        and rate.setting_code is not distinct from one.setting_code
        and rate.framework_code is not distinct from one.framework_code
        and rate.main_code is not distinct from one.main_code
        and one.is_flagged
),

in_panel as (
    select placed.*, panel.panel_code, is_in_panel or panel_code = 'all' as is_summed, is_summed and denominator > 0 as has_base
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
        coalesce(sum(numerator) filter (where is_summed), 0) as n_it,
        coalesce(sum(denominator) filter (where is_summed), 0) as n_base,
        coalesce(sum(n_sure) filter (where is_summed), 0) as n_sure,
        coalesce(sum(n_may) filter (where is_summed), 0) as n_may,
        coalesce(sum(n_rest_sure) filter (where is_summed), 0) as n_rest_sure,
        coalesce(sum(n_rest_may) filter (where is_summed), 0) as n_rest_may,
        coalesce(sum(n_sure_habit) filter (where is_summed), 0) as n_sure_habit,
        coalesce(sum(n_may_habit) filter (where is_summed), 0) as n_may_habit,
        coalesce(sum(n_rest_sure_habit) filter (where is_summed), 0) as n_rest_sure_habit,
        coalesce(sum(n_rest_may_habit) filter (where is_summed), 0) as n_rest_may_habit,
        count(distinct source_id) filter (where has_base and is_flagged) as n_flagged,
        coalesce(max(denominator) filter (where is_summed), 0) as n_largest,
        coalesce(max(numerator) filter (where is_summed), 0) as n_largest_it,
        count(distinct source_id) filter (where has_base) as n_sources,
        count(distinct member_id) filter (where has_base) as n_members,
        count(distinct source_id) filter (where has_base and is_able) as n_sources_able,
        count(distinct source_id) filter (where denominator > 0 and (is_able or is_maybe_able)) as n_sources_maybe
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
    having sum(denominator) > 0
),

judged as (
    select
        *,
        case
            when n_sources_able > 0 and n_base > 0 then 'available'
            when n_sources_maybe > 0 then 'not_available'
            else 'structural_zero'
        end as status_code,
        status_code = 'available' as has_figure,
        -- all that is or may be in the base
        greatest(n_base, n_may + n_rest_sure) as n_possible
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
    if(has_figure, n_it, null) as numerator,
    if(n_base > 0, n_base, null) as denominator,
    if(has_figure, n_it / n_base, null) as share,
    if(has_figure, coalesce(n_sure / nullif(n_sure + n_rest_may, 0), n_it / n_base), null) as share_low,
    if(has_figure, coalesce(n_may / nullif(n_may + n_rest_sure, 0), n_it / n_base), null) as share_high,
    if(has_figure, coalesce(n_sure_habit / nullif(n_sure_habit + n_rest_may_habit, 0), 0), null) as share_low_habit,
    if(has_figure, coalesce(n_may_habit / nullif(n_may_habit + n_rest_sure_habit, 0), n_it / n_base), null) as share_high_habit,
    n_sources,
    n_members,
    n_sources_able,
    if(has_figure, (n_may - n_it) / n_possible, null) as share_unknown,
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
                (n_may > n_it or n_sure < n_it) and has_figure and starts_with(statistic_code, 't4.'),
                'The bounds allow for settings that are not told or not shown, for labels of weak fit and for those nobody has decided.',
                null
            ),
            if(
                statistic_code not in ('t1.contacts_by_kind', 't1.counselling_by_population'),
                'Base: counselling contacts that are not about adults; those about somebody of unknown age are in.',
                null
            ),
            if(
                n_flagged > 0 and has_figure,
                format('A finding on how they record stands against {} of {} sources; the internal bounds set aside what these say.', n_flagged, n_sources),
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
