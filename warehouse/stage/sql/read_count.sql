-- Every number of every record of a delivery of counts: what it counts, and why it cannot be used where it cannot.
-- A blank cell under a category is no count; a record that is one count has to hold it. What is suppressed is no count.
-- Of a period of which nothing is told at all, in a file that tells others, blank records are a form not filled in yet.
create or replace temp table read_count as
with record as materialized ({records}),
spread as (
    select record.* exclude (numbers), unnest(record.numbers) as number from record
),
told as (
    select
        row_number,
        is_ignored,
        is_broken,
        number.place as place,
        number.column_name as column_name,
        number.axes as axes,
        number.number_text as number_text,
        coalesce(number.period_text, period_text) as period_text,
        coalesce(number.period_start, period_start) as period_start,
        coalesce(number.period_end, period_end) as period_end,
        coalesce(number.reason, reason) as reason,
        coalesce(number.setting, setting) as setting,
        coalesce(number.gender, gender) as gender,
        coalesce(number.age, age) as age,
        coalesce(number.age_band, age_band) as age_band,
        coalesce(number.other, other) as other
    from spread
),
valued as (
    select
        *,
        coalesce(lower({plain_text}) in ({suppressed}), false) as is_suppressed,
        case when not is_suppressed then {n_contacts} end as n_contacts
    from told
),
weighed as (
    select
        *,
        coalesce(number_text is not null and not is_ignored, false) as is_told,
        number_text is null
        and if(
            {needs_number},
            not bool_or(is_told) over (partition by period_start, period_end) and bool_or(is_told) over (),
            period_start > date '{last_day}'
        ) as is_blank_form
    from valued
),
judged as (
    select
        * exclude (is_told),
        case
            when is_ignored then null
            when is_broken then 'bad_form'
            when period_text is null then 'no_period'
            when period_start is null or period_end is null or period_end < period_start then 'bad_period'
            when is_blank_form then null
            when period_end < date '{first_day}' then 'period_before_source'
            when period_start > date '{last_day}' then 'period_in_future'
            when list_contains(string_split(axes, ', '), 'reason') and reason is null then 'no_reason'
            when number_text is null and {needs_number} then 'no_count'
            when number_text is not null and not is_suppressed and n_contacts is null then 'bad_count'
        end as reject_code
    from weighed
)
select
    *,
    case
        when reject_code in ('no_count', 'bad_count') then column_name
        when reject_code = 'no_reason' then {reason_columns}
        when reject_code like '%period%' then {period_columns}
    end as fault_column,
    case when reject_code = 'bad_count' then number_text when reject_code like '%period%' then period_text end as fault_text
from judged;

-- one fate a physical record: that of its first number that cannot be used
create or replace temp table count_fate as
select
    row_number,
    case
        when any_value(is_ignored) then 'ignored'
        when count(reject_code) > 0 then 'rejected'
        else 'used'
    end as fate_code,
    arg_min(reject_code, place) filter (where reject_code is not null) as reject_code,
    arg_min(fault_column, place) filter (where reject_code is not null) as column_name,
    arg_min(fault_text, place) filter (where reject_code is not null) as fault_text,
    min(place) filter (where n_contacts is not null) as first_place
from read_count
group by row_number
