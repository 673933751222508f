-- Contacts by year, reason and setting of one source, where the two releases differ.
with counted as (
    select contact_year, reason_code, setting_code, count(*) as n_old, 0 as n_new
    from old_release.contact_reason
    where source_id = $1
    group by contact_year, reason_code, setting_code
    union all
    select contact_year, reason_code, setting_code, 0, count(*)
    from new_release.contact_reason
    where source_id = $1
    group by contact_year, reason_code, setting_code
)

select
    contact_year,
    reason_code,
    setting_code,
    cast(sum(n_old) as bigint) as n_old,
    cast(sum(n_new) as bigint) as n_new
from counted
group by contact_year, reason_code, setting_code
having sum(n_old) <> sum(n_new)
order by contact_year, reason_code, setting_code
