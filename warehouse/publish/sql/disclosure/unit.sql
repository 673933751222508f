-- What the panels of a release are compared by: members, and how many contacts of each (`parts`, in their order). A family
-- holds what counts alike:
-- 1 bases: members in it, and how many contacts. A base that another table shows as a count of all is told, whatever is
--   hidden here.
-- 2 with them counts of OCSEA, which are bases in T3 and T5: of members that have any of it.
-- 3 counts of one figure in its panels, of members that can record it. Where others add nothing to the count of all, panels
--   whose bases differ by many members may differ by one or two in what is counted. One of them may have counted none: that
--   is known of it then. What those have counted that cannot record it is asked cell by cell (`counts_of_panels.sql`).
with told as (
    select distinct hash(network_code, year, base_code, numerator) as family
    from disclosure_cell
    where panel_code = 'all' and region_code is null and status_code = 'available' and count_rule is null
        and regexp_matches(concat_ws(' ', statistic_code, framework, main_code), '${counts_that_are_bases}')
),

-- kept whole, with every list of members, these two would be the largest thing in memory
placed as not materialized (
    select * replace (coalesce(region_code, '') as region_code)
    from disclosure_cell
    where denominator > 0 and not is_of_members
),

counted as not materialized (
    select *
    from placed
    where numerator > 0 and base_rule is null and count_rule is null
),

has_ocsea as (
    select family, region_code, list_distinct(flatten(list(member_ids))) as member_ids
    from placed
    where panel_code = 'all' and regexp_matches(statistic_code, '${whose_base_is_ocsea}')
    group by family, region_code
),

can_record as (
    select able.figure_id, able.region_code, able.member_ids
    from placed as able
    inner join placed as every
        on every.figure_id = able.figure_id and every.region_code = able.region_code and every.panel_code = 'all'
    where able.panel_code = 'able' and able.is_by_ability and able.numerator = every.numerator
),

unit as (
    select
        1 as step, family, figure_id, panel_code, is_by_ability, turn, region_code, member_ids, member_parts as parts,
        panel_code = 'all' and family in (from told) as is_told, cell_id
    from placed
    union all
    select
        2, has_ocsea.family, one.figure_id, one.panel_code, one.is_by_ability, one.turn, one.region_code,
        list_sort(list_intersect(one.member_ids, has_ocsea.member_ids)) as members,
        parts_of(members, one.counted_member_ids, one.counted_parts), false, one.cell_id
    from counted as one
    inner join counted as every on every.figure_id = one.figure_id and every.panel_code = 'all' and every.region_code = ''
    inner join has_ocsea
        on has_ocsea.region_code = one.region_code
        and has_ocsea.family = hash(every.network_code, every.year, every.base_code, every.numerator)
        and has_ocsea.family <> every.family
    where regexp_matches(one.statistic_code, '${counts_of_ocsea}')
    union all
    select
        3, hash(one.figure_id), one.figure_id, one.panel_code, one.is_by_ability, one.turn, one.region_code,
        list_sort(list_intersect(one.member_ids, can_record.member_ids)) as members,
        parts_of(members, one.counted_member_ids, one.counted_parts), false, one.cell_id
    from counted as one
    inner join can_record on can_record.figure_id = one.figure_id and can_record.region_code = one.region_code
)

select step, cell_id, family, figure_id, panel_code, is_by_ability, turn, region_code, member_ids, parts, is_told
from unit;
