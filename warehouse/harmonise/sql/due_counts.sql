-- What has to stand in reported_count: counts without a label once, those with one as often as it means a code.
select cast(coalesce(sum(n_contacts * if(reason is null, 1, len(answers))), 0) as bigint)
from current_count
left join decided
    on decided.field = 'reason'
    and decided.source_value = reason
    and period_start between decided.valid_from and decided.valid_to
