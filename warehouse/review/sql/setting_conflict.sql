-- Reasons by which two recorded things disagree about the setting, the most first.
select
    reason_code,
    count(*) filter (where is_setting_conflict) as n_conflicts,
    count(*) as n_reasons
from contact_reason
group by reason_code
having n_conflicts > 0
order by n_conflicts desc, reason_code
