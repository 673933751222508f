-- The recorded contacts of a list of pseudonyms, with their reasons.
select
    recorded_contact.*,
    listed_reason.reasons
from recorded_contact
left join listed_reason on listed_reason.list_number = recorded_contact.reasons_number
where recorded_contact.contact_id in (select cast(unnest($1) as uuid))
