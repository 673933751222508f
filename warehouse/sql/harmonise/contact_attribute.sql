-- contact x attribute x value, of mapped answers; the same answer twice on one contact is one row.
with spoken as (
    select contact_number, contact_id, contact_date, unnest(attributes) as answer
    from current_contact
    where contact_year = {year}
)
select
    any_value(contact_id) as contact_id,
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    decided_answer.field as attribute_code,
    decided_answer.code as value_code,
    min(decided_answer.decision_id) as decision_id
from spoken
join decided_answer
    on decided_answer.field = spoken.answer.attribute
    and decided_answer.source_value = spoken.answer.value
    and spoken.contact_date between decided_answer.valid_from and decided_answer.valid_to
where decided_answer.outcome_code = 'mapped'
group by contact_number, decided_answer.field, decided_answer.code
order by contact_number, attribute_code, value_code
