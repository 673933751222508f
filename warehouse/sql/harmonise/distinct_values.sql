-- Distinct values of every field of the source: what has to be decided.
select distinct field, value
from (
    select field, value from answer_count
    union all
    select 'setting' as field, reason.setting as value from (select unnest(reasons) as reason from current_contact)
    union all
    select 'reason' as field, reason.value as value from (select unnest(reasons) as reason from current_contact)
    union all
    select answer.attribute as field, answer.value as value
    from (select unnest(attributes) as answer from current_contact)
)
where value is not null
