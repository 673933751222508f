-- The sources of a year put together, by region and all regions, in each panel. Networks are never mixed. One year at a
-- time (variable `year`), so that memory holds a year's figures of every source in every panel, not those of ten years.
create or replace temp view year_sum as
with of_year as (
    select
        in_panel.*,
        lone_member.member_id is not null as is_lone
    from in_panel
    left join lone_member
        on lone_member.network_code = in_panel.network_code
        and lone_member.member_id = in_panel.member_id
    where in_panel.contact_year = getvariable('year')
),

-- A member's parts: what disclosure control asks of is members, not sources. Most members are one source, whose
-- figures are the member's as they stand.
member_part as (
    select
        network_code,
        cell_id,
        contact_year as year,
        panel_code,
        scope.is_regional,
        if(scope.is_regional, region_code, null) as region_code,
        member_id,
        if(is_summed, numerator, 0) as n_it,
        if(is_summed, denominator, 0) as n_base,
        if(is_summed, n_sure, 0) as n_sure,
        if(is_summed, n_may, 0) as n_may,
        if(is_summed, n_rest_sure, 0) as n_rest_sure,
        if(is_summed, n_rest_may, 0) as n_rest_may,
        if(is_summed, n_it_habit, 0) as n_it_habit,
        if(is_summed, n_sure_habit, 0) as n_sure_habit,
        if(is_summed, n_may_habit, 0) as n_may_habit,
        if(is_summed, n_rest_sure_habit, 0) as n_rest_sure_habit,
        if(is_summed, n_rest_may_habit, 0) as n_rest_may_habit,
        if(is_summed, denominator, 0) as n_largest,
        if(is_summed, numerator, 0) as n_largest_it,
        cast(has_base as bigint) as n_sources,
        cast(has_base and is_flagged as bigint) as n_flagged,
        cast(has_base and is_broken as bigint) as n_broken,
        cast(has_base and is_stale as bigint) as n_stale,
        cast(has_base and is_beside_counts as bigint) as n_beside_counts,
        cast(has_base and is_part_of_year as bigint) as n_part_of_year,
        cast(has_base and is_able as bigint) as n_sources_able,
        cast(coalesce(is_able or is_maybe_able, false) as bigint) as n_sources_maybe,
        cast(is_able and (panel_code = 'all' or is_in_panel) as bigint) as n_sources_with_place,
        if(has_base and is_able and not is_not_compared and denominator >= 10, [numerator / denominator], []) as own_shares
    from of_year
    cross join (values (true), (false)) as scope (is_regional)
    where is_lone and (panel_code in ('all', 'able') or not scope.is_regional)
    union all
    select
        network_code,
        cell_id,
        contact_year,
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
    from of_year
    where not is_lone
    group by
        grouping sets (
            (network_code, cell_id, contact_year, panel_code, member_id),
            (network_code, cell_id, contact_year, panel_code, member_id, region_code)
        )
    having panel_code in ('all', 'able') or grouping(region_code) = 1
),

summed as (
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
        -- one list a figure, in the order of their ids: lists that are sorted one by one need twice the memory
        coalesce(
            list_sort(list({'member_id': member_id, 'n_base': n_base, 'n_it': n_it}) filter (where n_sources > 0)), []
        ) as members,
        -- without the member with the largest base; of equals the last by name
        max({'n_base': n_base, 'member_id': member_id, 'n_it': n_it}) as largest,
        list_sort(flatten(list(own_shares))) as own_shares
    from member_part
    group by network_code, cell_id, year, panel_code, is_regional, region_code
    -- a year and region has every figure of its sources, so that nothing is told by a row that is not there
    having panel_code in ('all', 'able') or sum(n_base) > 0
)

select
    * exclude (members),
    list_transform(members, lambda one: one.member_id) as member_ids,
    list_transform(list_filter(members, lambda one: one.n_it > 0), lambda one: one.member_id) as counted_member_ids,
    list_transform(members, lambda one: one.n_base) as member_parts,
    list_transform(list_filter(members, lambda one: one.n_it > 0), lambda one: one.n_it) as counted_parts
from summed;

create or replace temp table cell_sum as
from year_sum
limit 0;
