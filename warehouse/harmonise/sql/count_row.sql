-- Every count as it was decided: one row a code where a label means several. What a label means is asked for the first
-- day of the period. A count whose label is not mapped stands in source_value, not here.
create or replace temp table count_row as
select
    counted.delivery_id,
    counted.contact_year,
    counted.period_start,
    counted.period_end,
    counted.n_contacts,
    -- age and age_band are one axis, written in two ways
    array_to_string(
        list_transform(
            list_filter(counted.told, lambda a: a <> 'age' or not list_contains(counted.told, 'age_band')),
            lambda a: if(a = 'age', 'age_band', a)
        ),
        ', '
    ) as axes,
    answer.reason_code,
    case when counted.reason is null then {setting} else answer.setting_code end as setting_code,
    {gender} as gender_code,
    coalesce(nullif({age}, 'unknown'), nullif({age_band}, 'unknown'), {age}, {age_band}) as age_band_code,
    case when list_contains(counted.told, 'other') then other_label.axis end as other_axis,
    case when list_contains(counted.told, 'other') then coalesce(other_label.label, 'unknown') end as other_label,
    answer.decision_id,
    coalesce(answer.is_setting_conflict, false) as is_setting_conflict
from current_count as counted
left join count_case
    on count_case.reason = counted.reason
    and count_case.setting is not distinct from counted.setting
    and count_case.period_start = counted.period_start
left join count_answer as answer on answer.case_number = count_case.case_number
{joins}
left join other_label
    on other_label.delivery_id = counted.delivery_id and other_label.value is not distinct from counted.other
where counted.reason is null or answer.reason_code is not null
