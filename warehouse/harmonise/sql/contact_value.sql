-- What contacts hold, field by field: how often a value stands there, and in how many contacts.
insert into value_count
select 'contact', contact_year, contact_date, field, value, n_values, n_values
from answer_count
union all
select
    'contact',
    contact_year,
    day,
    'reason',
    reason.value,
    sum(n_contacts),
    sum(n_contacts) filter (where is_first)
from profile_reason
group by all
union all
select
    'contact',
    contact_year,
    day,
    'setting',
    reason.setting,
    sum(n_contacts),
    sum(n_contacts) filter (where is_first_setting)
from profile_reason
where reason.setting is not null
group by all
union all
select
    'contact',
    contact_year,
    day,
    answer.attribute,
    answer.value,
    sum(n_contacts),
    sum(n_contacts) filter (where is_first)
from profile_attribute
group by all
