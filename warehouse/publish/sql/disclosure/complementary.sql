-- Regions are parts of the whole: what is hidden of a figure must be too much to be worked out from the rest. Where the
-- whole is shown, hidden regions together have at least as many members and contacts as any figure, and pass the p%-rule
-- as it does; else one region more is hidden, the smallest. One pass hides at most one region a figure; the caller repeats
-- until nothing changes.
create or replace temp table hidden_more as
with part as (
    select
        cell.*,
        row(if(cell.is_of_members, size.n_members, size.n_contacts), cell.region_code) as n_of_region,
        cell.base_rule is not null as is_base_hidden,
        (cell.status_code = 'available' or cell.is_nothing_there) and (cell.base_rule is not null or cell.count_rule is not null) as is_count_hidden,
        whole.base_rule is null as is_base_of_whole_shown,
        whole.base_rule is null and whole.count_rule is null as is_whole_shown
    from disclosure_cell as cell
    inner join disclosure_cell as whole
        on whole.figure_id = cell.figure_id
        and whole.panel_code = cell.panel_code
        and whole.region_code is null
    inner join region_size as size
        on size.network_code = cell.network_code
        and size.year = cell.year
        and size.region_code = cell.region_code
    where cell.region_code is not null and (cell.denominator > 0 or cell.is_base_nothing)
),

-- A member may have offices in several regions.
hidden_part as (
    select figure_id, panel_code, true as is_base, unnest(member_ids) as member_id, unnest(member_parts) as n
    from part
    where is_base_hidden and is_base_of_whole_shown
    union all
    select figure_id, panel_code, false, unnest(counted_member_ids), unnest(counted_parts)
    from part
    where is_count_hidden and is_whole_shown
),

dominated as (
    select
        figure_id,
        panel_code,
        bool_or(is_base and is_dominated(largest[1], largest[2], n_hidden)) as is_base_dominated,
        bool_or(not is_base and is_dominated(largest[1], largest[2], n_hidden)) as is_count_dominated
    from (
        select figure_id, panel_code, is_base, max(n_of_member, 2) as largest, sum(n_of_member) as n_hidden
        from (
            select figure_id, panel_code, is_base, member_id, sum(n) as n_of_member
            from hidden_part
            group by all
        )
        group by figure_id, panel_code, is_base
    )
    group by figure_id, panel_code
),

judged as (
    select
        figure_id,
        panel_code,
        bool_or(is_base_hidden)
        and any_value(is_base_of_whole_shown)
        and (
            len(list_distinct(flatten(coalesce(list(member_ids) filter (where is_base_hidden), [])))) < ${fewest_members}
            or (not any_value(is_of_members) and coalesce(sum(denominator) filter (where is_base_hidden), 0) < ${fewest})
            or coalesce(any_value(is_base_dominated), false)
        ) as needs_base,
        bool_or(is_count_hidden)
        and any_value(is_whole_shown)
        and (
            len(list_distinct(flatten(coalesce(list(member_ids) filter (where is_count_hidden), [])))) < ${fewest_members}
            or (not any_value(is_of_members) and coalesce(sum(numerator) filter (where is_count_hidden), 0) < ${fewest})
            or coalesce(any_value(is_count_dominated), false)
        ) as needs_count,
        arg_min(region_code, n_of_region) filter (where not is_base_hidden) as base_region,
        arg_min(region_code, n_of_region) filter (where status_code = 'available' and not is_count_hidden) as count_region
    from part
    left join dominated using (figure_id, panel_code)
    group by figure_id, panel_code
)

-- the same region in every panel: what is hidden in one is not read off another
select distinct figure_id, base_region as region_code, true as is_base
from judged
where needs_base and base_region is not null
union
select distinct figure_id, count_region, false
from judged
where needs_count and not needs_base and count_region is not null;

update disclosure_cell
set base_rule = 'complementary'
from hidden_more as more
where
    more.is_base
    and more.figure_id = disclosure_cell.figure_id
    and more.region_code = disclosure_cell.region_code
    and disclosure_cell.base_rule is null;

update disclosure_cell
set count_rule = 'complementary'
from hidden_more as more
where
    not more.is_base
    and more.figure_id = disclosure_cell.figure_id
    and more.region_code = disclosure_cell.region_code
    and disclosure_cell.count_rule is null;
