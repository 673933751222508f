-- Distinct values of every field of the source: what has to be decided. `answers` is one branch a field.
select distinct field, value
from (
    {answers}
    union all
    select 'setting' as field, setting as value from current_contact
    union all
    select 'setting' as field, reason.setting as value from (select unnest(reasons) as reason from current_contact)
    union all
    select 'reason' as field, reason.value as value from (select unnest(reasons) as reason from current_contact)
    union all
    select answer.attribute as field, answer.value as value
    from (select unnest(attributes) as answer from current_contact)
)
where value is not null
order by field, value
