-- T2 on the base reasons, of sources that deliver counts only: recorded reasons can be added up, contacts cannot (one with
-- two reasons is in two counts), and of what kind counts without a reason are nobody says. Only where the counts of a year
-- are whole: periods of one value of axes that lie end to end from its first day to its last, every label decided and
-- nothing suppressed. A period that goes beyond a year is never shared out.
create or replace temp table whole_count as
with period as (
    select distinct
        source_id,
        cast(year(period_start) as integer) as contact_year,
        axes,
        coalesce(other_axis, '') as other_axis,
        period_start,
        period_end,
        period_start = make_date(contact_year, 1, 1) and period_end = make_date(contact_year, 12, 31) as is_year
    from reported_count
    where year(period_start) = year(period_end) and list_contains(string_split(axes, ', '), 'reason')
),

linked as (
    select
        *,
        coalesce(lead(period_start) over in_order = period_end + 1, period_end = make_date(contact_year, 12, 31)) as is_linked
    from period
    window in_order as (
        partition by source_id, contact_year, axes, other_axis, is_year
        order by period_start, period_end
    )
),

whole as (
    select source_id, contact_year, axes, other_axis, is_year
    from linked
    group by all
    having bool_and(is_linked) and min(period_start) = make_date(contact_year, 1, 1)
)

-- of several tables of one year the plainest: their counts are the same contacts
select whole.*
from whole
inner join counts_only_year using (source_id, contact_year)
where
    not exists (
        select 1
        from source_value
        where
            source_value.source_id = whole.source_id
            and source_value.contact_year = whole.contact_year
            and source_value.field in ('reason', 'setting')
            and source_value.outcome_code = 'unmapped'
    )
    and not exists (
        select 1 from finding where finding.source_id = whole.source_id and finding.finding_code = 'suppressed_counts'
    )
qualify row_number() over (
    partition by whole.source_id, whole.contact_year order by len(axes), axes, other_axis, is_year desc
) = 1;

create or replace temp table counted_reason as
select whole_count.source_id, whole_count.contact_year, label.label_id, sum(one.n_contacts) as n_reasons
from whole_count
inner join label_of_count as one
    on one.source_id = whole_count.source_id
    and one.axes = whole_count.axes
    and coalesce(one.other_axis, '') = whole_count.other_axis
    and year(one.period_start) = whole_count.contact_year
    and year(one.period_end) = whole_count.contact_year
    and whole_count.is_year = (
        one.period_start = make_date(whole_count.contact_year, 1, 1)
        and one.period_end = make_date(whole_count.contact_year, 12, 31)
    )
inner join label
    on label.reason_code = one.reason_code
    and label.setting_code = one.told_setting
    and label.is_by_list = one.is_by_list
    and label.is_by_nature = one.is_by_nature
    and label.is_weak = one.is_weak
    and not label.is_conflict
group by all;

insert into figure by name
with total as (
    select source_id, contact_year, sum(n_reasons) as n_reasons
    from counted_reason
    group by all
),

counted as (
    select
        source_id,
        contact_year,
        framework,
        main_code,
        framework_code,
        coalesce(sum(n_reasons) filter (where is_in), 0) as n_in,
        coalesce(sum(n_reasons) filter (where is_sure), 0) as n_sure,
        sum(n_reasons) as n_may
    from counted_reason
    inner join label_place on label_place.label_id = counted_reason.label_id and label_place.doubts = ''
    group by all
)

select
    total.source_id,
    total.contact_year,
    if(cell.framework_code is null, 't2.main', 't2.code') as statistic_code,
    cell.framework,
    if(cell.framework = 'COMMON', cell.framework_code, null) as reason_code,
    cell.framework_code,
    cell.main_code,
    'reasons' as base_code,
    coalesce(counted.n_in, 0) as numerator,
    total.n_reasons as denominator,
    coalesce(counted.n_sure, 0) as n_sure,
    coalesce(counted.n_may, 0) as n_may,
    total.n_reasons - coalesce(counted.n_may, 0) as n_rest_sure,
    total.n_reasons - coalesce(counted.n_sure, 0) as n_rest_may,
    coalesce(cell_ability.can_tell, false)
    or coalesce(counted.n_in, 0) > 0 as is_able,
    coalesce(cell_ability.may_tell, false) as is_maybe_able
from total
cross join cell
left join counted
    on counted.source_id = total.source_id
    and counted.contact_year = total.contact_year
    and counted.framework = cell.framework
    and counted.main_code = cell.main_code
    and counted.framework_code is not distinct from cell.framework_code
left join cell_ability
    on cell_ability.source_id = total.source_id
    and cell_ability.contact_year = total.contact_year
    and cell_ability.framework = cell.framework
    and cell_ability.main_code = cell.main_code
    and cell_ability.framework_code is not distinct from cell.framework_code;

-- How many sources gave counts only that a figure cannot use, by network, year and region (and all).
create or replace temp table left_out_counts as
select
    source.network_code,
    counts_only_year.contact_year as year,
    source.region_code,
    count(*) as n_counts_only,
    count(*) filter (where whole_count.source_id is null) as n_not_whole
from counts_only_year
inner join source on source.source_id = counts_only_year.source_id
left join whole_count
    on whole_count.source_id = counts_only_year.source_id
    and whole_count.contact_year = counts_only_year.contact_year
group by grouping sets (
    (source.network_code, counts_only_year.contact_year),
    (source.network_code, counts_only_year.contact_year, source.region_code)
);

-- How many sources have nothing in a year because all that came for it is held back, by network, year and region (and all).
create or replace temp table held_back as
select
    source.network_code,
    source_year.contact_year as year,
    source.region_code,
    count(*) as n_held_back
from source_year
inner join source on source.source_id = source_year.source_id
where source_year.status_code = 'held' and coalesce(source_year.n_contacts, 0) = 0
group by grouping sets (
    (source.network_code, source_year.contact_year),
    (source.network_code, source_year.contact_year, source.region_code)
);
