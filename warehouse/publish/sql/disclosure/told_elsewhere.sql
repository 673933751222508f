-- Beside what an earlier release showed of the same in another panel, or in another statistic, a figure of now can tell of
-- one or two members that are in one of the two only, as two figures of one release can (`counts_of_panels.sql`). Corrections
-- since then tell of nobody, and so does what is lost in the rounding of both.
create or replace temp macro came_or_left(ids, parts, base_ids, other_ids, other_parts, other_base_ids) as
list_reverse_sort(
    list_concat(
        list_transform(
            list_filter(ids, lambda one: not list_contains(other_base_ids, one)), lambda one: part_of(one, ids, parts)
        ),
        list_transform(
            list_filter(other_ids, lambda one: not list_contains(base_ids, one)),
            lambda one: part_of(one, other_ids, other_parts)
        )
    )
);

create or replace temp table told_elsewhere as
with here as (
    select
        cell_id, figure_id, thing, region_code, statistic_code, panel_code, count_rule, member_ids, member_parts,
        counted_member_ids, counted_parts
    from disclosure_cell
    where base_rule is null and not is_of_members
),

elsewhere as (
    select distinct * from earlier_cell
),

beside as (
    select here, there, true as is_same_figure
    from here
    inner join elsewhere as there
        on there.figure_id = here.figure_id
        and there.region_code is not distinct from here.region_code
        and there.panel_code <> here.panel_code
    where there.member_ids <> here.member_ids
    union all
    select here, there, false
    from here
    inner join elsewhere as there
        on there.thing = here.thing
        and there.statistic_code <> here.statistic_code
    where there.member_ids <> here.member_ids
),

pair as (
    select
        here.cell_id,
        true as is_base,
        came_or_left(
            here.member_ids, here.member_parts, here.member_ids, there.member_ids, there.member_parts, there.member_ids
        ) as differences
    from beside
    where is_same_figure
    union all
    select
        here.cell_id,
        false,
        came_or_left(
            here.counted_member_ids, here.counted_parts, here.member_ids,
            there.counted_member_ids, there.counted_parts, there.member_ids
        )
    from beside
    where here.count_rule is null and there.is_count_shown
)

select cell_id, bool_or(is_base) as is_base
from pair
where differences[1] > ${room_of_difference} and tell_too_much(differences)
group by cell_id;

update disclosure_cell
set
    base_rule = if(told.is_base, 'releases', base_rule),
    count_rule = coalesce(count_rule, 'releases')
from told_elsewhere as told
where told.cell_id = disclosure_cell.cell_id;

drop table told_elsewhere;
