-- Sources put together: by region and all regions, in each panel. Networks are never mixed.
-- NULL where there is no figure: structural_zero (no source has a place for it), not_available (only in a form that
-- does not tell it apart, or nothing in the base of those that have one). A share is one division, at the end.
-- Bounds `_habit`: a source-year with a habit that fails (flagged_year) counts with its base, at the rates between which
-- eight of ten comparable sources lie: same network, year and remit, able, with no such finding, and at least 8 in the
-- base (of fewer, a share is mostly chance). Fewer than five such sources say nothing of its rate: 0 to 1. share_habit: such
-- a source-year at the rate of all those sources put together, small ones too; at its own where there are fewer than five.
-- The estimate is never outside what the source-year's own records leave possible (n_sure, n_may): a finding about the
-- setting moves no share of a reason. Only where a habit loses reasons and nobody knows of which contacts do the bounds not
-- tell what is possible: there the source-year is set aside altogether, but for T4, which asks how an act took place of
-- those that were recorded.
-- What the figure is about, apart from source, year, region and panel: one row a cell of a table.
create or replace temp table cell_key as
select
    row_number() over () as cell_id,
    *
from (
    select distinct
        statistic_code, framework, contact_type_code, reason_code, setting_code, framework_code, gender_code, age_band_code,
        population_code, attribute_code, value_code, channel_code, person_code, main_code, base_code
    from figure
);

create or replace temp table placed_figure as
select
    cell_key.cell_id,
    cell_key.statistic_code,
    figure.source_id,
    figure.contact_year,
    figure.numerator,
    figure.denominator,
    figure.n_sure,
    figure.n_may,
    figure.n_rest_sure,
    figure.n_rest_may,
    figure.is_able,
    figure.is_maybe_able,
    coalesce(figure.is_in_panel, figure.is_able) as is_in_panel,
    source.network_code,
    source.region_code,
    source.member_id,
    source.remit_code,
    flagged_year.source_id is not null
    and coalesce(figure.framework, figure.reason_code) is not null
    and figure.setting_code is distinct from 'unknown' as is_flagged,
    coalesce(flagged_year.doubt = 'lost', false) and not starts_with(figure.statistic_code, 't4.') as has_lost_it,
    broken_year.source_id is not null as is_broken,
    coalesce(source_year.status_code in ('held', 'stale'), false) as is_stale,
    -- a system that neither stores several reasons nor tells online from offline: counted, and no vote among others
    coalesce(source_year.use_reasons_code = 'out', false)
    and coalesce(figure.framework, figure.reason_code) is not null as is_not_compared,
    counts_beside_year.source_id is not null as is_beside_counts,
    part_year.source_id is not null as is_part_of_year
from figure
inner join cell_key
    on cell_key.statistic_code = figure.statistic_code
    and cell_key.base_code = figure.base_code
    and cell_key.framework is not distinct from figure.framework
    and cell_key.contact_type_code is not distinct from figure.contact_type_code
    and cell_key.reason_code is not distinct from figure.reason_code
    and cell_key.setting_code is not distinct from figure.setting_code
    and cell_key.framework_code is not distinct from figure.framework_code
    and cell_key.gender_code is not distinct from figure.gender_code
    and cell_key.age_band_code is not distinct from figure.age_band_code
    and cell_key.population_code is not distinct from figure.population_code
    and cell_key.attribute_code is not distinct from figure.attribute_code
    and cell_key.value_code is not distinct from figure.value_code
    and cell_key.channel_code is not distinct from figure.channel_code
    and cell_key.person_code is not distinct from figure.person_code
    and cell_key.main_code is not distinct from figure.main_code
inner join source on source.source_id = figure.source_id
left join flagged_year
    on flagged_year.source_id = figure.source_id
    and flagged_year.contact_year = figure.contact_year
left join broken_year
    on broken_year.source_id = figure.source_id
    and broken_year.contact_year = figure.contact_year
left join source_year
    on source_year.source_id = figure.source_id
    and source_year.contact_year = figure.contact_year
left join counts_beside_year
    on counts_beside_year.source_id = figure.source_id
    and counts_beside_year.contact_year = figure.contact_year
left join part_year
    on part_year.source_id = figure.source_id
    and part_year.contact_year = figure.contact_year;

create or replace temp table comparable_rate as
select
    network_code, remit_code, contact_year, cell_id,
    count(*) filter (where denominator >= 8) >= 5 as has_range,
    if(has_range, quantile_cont(n_sure / nullif(n_sure + n_rest_may, 0), 0.1) filter (where denominator >= 8), 0) as rate_low,
    if(has_range, quantile_cont(n_may / nullif(n_may + n_rest_sure, 0), 0.9) filter (where denominator >= 8), 1) as rate_high,
    least(greatest(sum(numerator) / sum(denominator), rate_low), rate_high) as rate
from placed_figure
where is_in_panel and not is_flagged and denominator > 0 and not starts_with(statistic_code, 't1.')
group by network_code, remit_code, contact_year, cell_id
having count(*) >= 5;

-- Which sources a panel counts is decided by what they can record and whether they sent contacts, never by what these show.
-- A chain of a trend is matched(y) / matched_next(y - 1): the same sources in both.
create or replace temp table in_panel as
with placed as (
    select
        one.*,
        coalesce(one.denominator * rate.rate, one.numerator) as n_it_as_others,
        case
            when not one.is_flagged then one.numerator
            when one.has_lost_it then n_it_as_others
            else greatest(least(n_it_as_others, one.n_may), one.n_sure)
        end as n_it_habit,
        if(
            one.is_flagged, least(one.denominator * coalesce(rate.rate_low, 0), n_it_habit), one.n_sure
        ) as n_sure_habit,
        if(one.is_flagged, one.denominator - n_sure_habit, one.n_rest_may) as n_rest_may_habit,
        if(
            one.is_flagged, greatest(one.denominator * coalesce(rate.rate_high, 1), n_it_habit), one.n_may
        ) as n_may_habit,
        if(one.is_flagged, one.denominator - n_may_habit, one.n_rest_sure) as n_rest_sure_habit,
        one.is_in_panel and coalesce(before.is_in_panel and before.denominator > 0, false) as is_matched,
        one.is_in_panel and coalesce(after.is_in_panel and after.denominator > 0, false) as is_matched_next
    from placed_figure as one
    left join placed_figure as before
        on before.source_id = one.source_id
        and before.cell_id = one.cell_id
        and before.contact_year = one.contact_year - 1
    left join placed_figure as after
        on after.source_id = one.source_id
        and after.cell_id = one.cell_id
        and after.contact_year = one.contact_year + 1
    left join comparable_rate as rate
        on rate.network_code = one.network_code
        and rate.remit_code = one.remit_code
        and rate.contact_year = one.contact_year
        and rate.cell_id = one.cell_id
        and one.is_flagged
)

select
    *,
    case panel_code when 'all' then true when 'able' then is_in_panel when 'matched' then is_matched else is_matched_next end
        as is_summed,
    is_summed and denominator > 0 as has_base
from placed
cross join (values ('all'), ('able'), ('matched'), ('matched_next')) as panel (panel_code)
-- of `all` and `able` also who is there and not counted has to be known
where panel_code in ('all', 'able') or is_summed;

-- A member's parts, by region and in all regions: what disclosure control asks of is members, not sources.
create or replace temp table member_part as
select
    network_code,
    cell_id,
    contact_year as year,
    panel_code,
    grouping(region_code) = 0 as is_regional,
    region_code,
    member_id,
    coalesce(sum(numerator) filter (where is_summed), 0) as n_it,
    coalesce(sum(denominator) filter (where is_summed), 0) as n_base,
    coalesce(sum(n_sure) filter (where is_summed), 0) as n_sure,
    coalesce(sum(n_may) filter (where is_summed), 0) as n_may,
    coalesce(sum(n_rest_sure) filter (where is_summed), 0) as n_rest_sure,
    coalesce(sum(n_rest_may) filter (where is_summed), 0) as n_rest_may,
    coalesce(sum(n_it_habit) filter (where is_summed), 0) as n_it_habit,
    coalesce(sum(n_sure_habit) filter (where is_summed), 0) as n_sure_habit,
    coalesce(sum(n_may_habit) filter (where is_summed), 0) as n_may_habit,
    coalesce(sum(n_rest_sure_habit) filter (where is_summed), 0) as n_rest_sure_habit,
    coalesce(sum(n_rest_may_habit) filter (where is_summed), 0) as n_rest_may_habit,
    coalesce(max(denominator) filter (where is_summed), 0) as n_largest,
    coalesce(max(numerator) filter (where is_summed), 0) as n_largest_it,
    count(*) filter (where has_base) as n_sources,
    count(*) filter (where has_base and is_flagged) as n_flagged,
    count(*) filter (where has_base and is_broken) as n_broken,
    count(*) filter (where has_base and is_stale) as n_stale,
    count(*) filter (where has_base and is_beside_counts) as n_beside_counts,
    count(*) filter (where has_base and is_part_of_year) as n_part_of_year,
    count(*) filter (where has_base and is_able) as n_sources_able,
    -- whether or not anything is in its base: what a source can record does not hang on what it did
    count(*) filter (where is_able or is_maybe_able) as n_sources_maybe,
    count(*) filter (where is_able and (panel_code = 'all' or is_in_panel)) as n_sources_with_place,
    -- of fewer than 10 in the base a source's own share is mostly chance
    coalesce(
        list(numerator / denominator) filter (where has_base and is_able and not is_not_compared and denominator >= 10), []
    ) as own_shares
from in_panel
group by
    grouping sets (
        (network_code, cell_id, contact_year, panel_code, member_id),
        (network_code, cell_id, contact_year, panel_code, member_id, region_code)
    )
having panel_code in ('all', 'able') or grouping(region_code) = 1;

create or replace temp table cell_sum as
select
    network_code,
    cell_id,
    year,
    panel_code,
    region_code,
    sum(n_it) as n_it,
    sum(n_base) as n_base,
    sum(n_sure) as n_sure,
    sum(n_may) as n_may,
    sum(n_rest_sure) as n_rest_sure,
    sum(n_rest_may) as n_rest_may,
    sum(n_it_habit) as n_it_habit,
    sum(n_sure_habit) as n_sure_habit,
    sum(n_may_habit) as n_may_habit,
    sum(n_rest_sure_habit) as n_rest_sure_habit,
    sum(n_rest_may_habit) as n_rest_may_habit,
    max(n_largest) as n_largest,
    max(n_largest_it) as n_largest_it,
    sum(n_sources) as n_sources,
    sum(n_flagged) as n_flagged,
    sum(n_broken) as n_broken,
    sum(n_stale) as n_stale,
    sum(n_beside_counts) as n_beside_counts,
    sum(n_part_of_year) as n_part_of_year,
    sum(n_sources_able) as n_sources_able,
    sum(n_sources_maybe) as n_sources_maybe,
    sum(n_sources_with_place) as n_sources_with_place,
    count(*) filter (where n_sources > 0) as n_members,
    coalesce(list_sort(list(member_id) filter (where n_sources > 0)), []) as member_ids,
    coalesce(list_sort(list(member_id) filter (where n_it > 0)), []) as counted_member_ids,
    max(n_it, 2) as largest_parts_it,
    max(n_base, 2) as largest_parts_base,
    -- without the member with the largest base; of equals the last by name
    max({'n_base': n_base, 'member_id': member_id, 'n_it': n_it}) as largest,
    list_sort(flatten(list(own_shares))) as own_shares
from member_part
group by network_code, cell_id, year, panel_code, is_regional, region_code
-- a year and region has every figure of its sources, so that nothing is told by a row that is not there
having panel_code in ('all', 'able') or sum(n_base) > 0;
