-- Values as they are decided, the worklist, and the spans of days in which its values are open.
create or replace temp table judged as
select
    value_entry.*,
    decided.outcome_code,
    decided.valid_from,
    decided.valid_to
from value_entry
join decided
    on decided.field = value_entry.field
    and decided.source_value = value_entry.value
    and value_entry.day between decided.valid_from and decided.valid_to;

create or replace temp table open_value as
select
    field,
    value,
    cast(sum(n_contacts) as bigint) as n_contacts,
    cast(sum(n_values) as bigint) as n_values,
    row_number() over (order by sum(n_contacts) desc, field, value) as place
from judged
where outcome_code = 'unmapped'
group by field, value;

create or replace temp table open_span as
select distinct
    judged.field,
    judged.value,
    judged.valid_from,
    judged.valid_to,
    open_value.place
from judged
join open_value on open_value.field = judged.field and open_value.value = judged.value
where judged.outcome_code = 'unmapped'
