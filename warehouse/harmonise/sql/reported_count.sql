-- reported_count of one year: counts that say the same are one.
select
    '{source_id}' as source_id,
    period_start,
    period_end,
    axes,
    reason_code,
    setting_code,
    gender_code,
    age_band_code,
    other_axis,
    other_label,
    cast(sum(n_contacts) as bigint) as n_contacts,
    decision_id
from count_row
where contact_year = {year}
group by all
order by
    period_start, period_end, axes, reason_code, setting_code, gender_code, age_band_code, other_axis, other_label,
    decision_id
