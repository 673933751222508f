-- contact x attribute x value, of mapped answers, in the order of contacts.
select
    contact_id,
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    answer.attribute_code as attribute_code,
    answer.value_code as value_code,
    answer.decision_id as decision_id
from (
    select
        contact.contact_number,
        contact.contact_id,
        generate_subscripts(profile.answers, 1) as place,
        unnest(profile.answers) as answer
    from current_contact as contact
    join (from profile_attribute_answer where contact_year = {year}) as profile
        on profile.attributes_number = contact.attributes_number
        and profile.day = {attribute_day}
    where contact.contact_year = {year}
)
order by contact_number, place
